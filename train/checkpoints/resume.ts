/**
 * Going on with a run: which state it goes on from, and what belongs to it. What must not have changed meanwhile is said
 * by {@link requireSameTraining}, and of the scans by their content: they may have moved.
 *
 * @module
 */
import { epochNumber } from "../../config/values/epoch_number.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import type { BestWeights } from "./best_weights.ts";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import { checkpointDirectory, checkpointNames, LAST_CHECKPOINT } from "../../run/checkpoint_names.ts";
import { readRunPayload } from "../../run/run_payload.ts";
import { requireSameTraining, resumeWarnings } from "./resume_rules.ts";
import type { BestCheckpoint } from "./training_state.ts";
import type { DataFile } from "../../run/run_record.ts";

/** The scans as they are now. */
export interface ScanFiles {
  /** Those that are trained on. */
  readonly scan: readonly DataFile[];
  /** Those that are validated on; empty where parts of the others are. */
  readonly testScan: readonly DataFile[];
  /** The reconstruction that labels are of; empty where there is none. */
  readonly labels: readonly DataFile[];
}

/** What a run goes on from. */
export interface Resumable {
  /** Null where the run was killed before it wrote one, and begins anew. */
  readonly checkpoint: Checkpoint | null;
  /** Path of the checkpoint. */
  readonly path: string | null;
  /** What the user should know, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads the checkpoint a run is resumed from: the last one or, should that be gone, the newest of the ranked ones, each
 * of which is a whole state.
 *
 * @param runDirectory Directory of the run.
 * @param payload The payload to go on with.
 * @throws {Error} If there is no run, or its checkpoint cannot be read.
 * @throws {TypeError} If the payload describes another training; the message lists the fields.
 * @throws {RangeError} If the payload leaves out what is done.
 */
export async function readResumable(runDirectory: string, payload: TrainingPayload): Promise<Resumable> {
  const resumable = await readNewest(runDirectory);
  const { checkpoint } = resumable;
  const before = checkpoint?.payload ?? await readBegun(runDirectory);
  const run = { directory: runDirectory, payload: before, state: checkpoint?.state ?? null };
  requireSameTraining(payload, run);
  return { ...resumable, warnings: [...resumable.warnings, ...resumeWarnings(payload, run)] };
}

/**
 * The ranked checkpoints of a run that are there: one that someone removed must not stand in the way of the next.
 *
 * @param runDirectory Directory of the run.
 * @param best Those that it knows of, the best one first.
 */
export async function rankedOf(runDirectory: string, best: readonly BestCheckpoint[]): Promise<BestCheckpoint[]> {
  const names = await checkpointNames(checkpointDirectory(runDirectory));
  return best.filter(({ name }) => names.includes(name));
}

/**
 * The best weights of a run so far, from the checkpoint that it goes on from or from the ranked one that holds them.
 *
 * @param runDirectory Directory of the run.
 * @param checkpoint What it goes on from; null for a new run.
 * @returns The weights, null where there are none yet; with a warning where they are lost.
 */
export async function bestWeightsOf(
  runDirectory: string,
  checkpoint: Checkpoint | null,
): Promise<{ readonly weights: BestWeights | null; readonly warnings: readonly string[] }> {
  const scored = checkpoint?.state.bestWeights ?? null;
  if (checkpoint === null || scored === null) return { weights: null, warnings: [] };
  if (checkpoint.best) return { weights: { ...scored, weights: checkpoint.best }, warnings: [] };
  const name = checkpoint.state.best.find(({ epoch }) => epoch === scored.epoch)?.name;
  try {
    const { weights } = await readCheckpoint(`${checkpointDirectory(runDirectory)}/${name}`);
    return { weights: { ...scored, weights }, warnings: [] };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return {
      weights: null,
      warnings: [`the best weights so far, of epoch ${epochNumber(scored.epoch)}, are lost: ${problem}`],
    };
  }
}

/**
 * Checks that the scans are those that the run began with, in their order.
 *
 * @param checkpoint The run's checkpoint.
 * @param files The scans as they are now.
 * @throws {TypeError} If one of them has changed; the message names it.
 */
export function requireSameScans(checkpoint: Checkpoint, files: ScanFiles): void {
  for (const key of ["scan", "testScan", "labels"] as const) {
    const [before, now] = [digestsOf(checkpoint, key), files[key]];
    const other = Array.from({ length: Math.max(before.length, now.length) }, (_, k) => k)
      .find((k) => before[k] !== now[k]?.digest);
    if (other === undefined) continue;
    const file = now[other];
    const which = Math.max(before.length, now.length) > 1 ? ` at place ${other + 1}` : "";
    throw new TypeError(
      `Cannot resume the run as data.${key} must be the file it began with${which} (${before[other] ?? null}): ` +
        `current value is ${file ? `${file.path} (${file.digest})` : "null"}`,
    );
  }
}

// --- internal ---

/** The newest state of a run. One that cannot be read is not passed over: what was learned since would be lost. */
async function readNewest(runDirectory: string): Promise<Resumable> {
  const directory = checkpointDirectory(runDirectory);
  const [name, next] = await checkpointNames(directory);
  if (name === undefined) {
    const warnings = [`${runDirectory} holds no checkpoint: the training begins anew`];
    return { checkpoint: null, path: null, warnings };
  }
  const path = `${directory}/${name}`;
  const missing = `${directory}/${LAST_CHECKPOINT} is missing: the training goes on from ${name}`;
  try {
    return { checkpoint: await readCheckpoint(path), path, warnings: name === LAST_CHECKPOINT ? [] : [missing] };
  } catch (cause) {
    const remedy = next === undefined ? "begin anew" : `go on from ${next}`;
    throw new Error(`${cause instanceof Error ? cause.message : cause}; remove it to ${remedy}`, { cause });
  }
}

/** Payload of a run that has written no checkpoint. */
async function readBegun(runDirectory: string): Promise<TrainingPayload> {
  const path = `${runDirectory}/payload.json`;
  if (await Deno.lstat(path).then(() => false, (error) => error instanceof Deno.errors.NotFound)) {
    throw new Error(`Cannot resume ${runDirectory} as it holds no run: it has neither a checkpoint nor payload.json`);
  }
  return (await readRunPayload(runDirectory)).payload;
}

function digestsOf({ state: { digests, otherScans = [] } }: Checkpoint, key: keyof ScanFiles): readonly string[] {
  if (key === "labels") return digests.labels === undefined ? [] : [digests.labels];
  if (key === "scan") return [digests.scan, ...otherScans.map(({ digest }) => digest)];
  return digests.testScans ?? (digests.testScan === null ? [] : [digests.testScan]);
}

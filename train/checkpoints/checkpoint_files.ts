/**
 * The folder `checkpoints/` of a run: `last.safetensors`, to resume from, and the best by the monitored metric, such as
 * `epoch=02-poisson_val=0.1234.safetensors` (epochs count from 0). Files are only ever replaced or removed once
 * what takes their place is safely on disk.
 *
 * @module
 */
import { systemReason } from "../../data/files/system_reason.ts";
import { checkpointNames, LAST_CHECKPOINT, rankedName } from "../../run/checkpoint_names.ts";
import { writeRunFile } from "../../run/run_file.ts";
import { type Checkpoint, encodeCheckpoint, readCheckpoint } from "./checkpoint.ts";
import type { BestCheckpoint, TrainingState } from "./training_state.ts";

/** How the best checkpoints are chosen. */
export interface CheckpointPolicy {
  /** Name of the metric that ranks them; null ranks none. */
  readonly monitor: string | null;
  /** Whether a smaller or a greater value is better. */
  readonly mode: "min" | "max";
  /** How many to keep: 0 none, -1 all. */
  readonly saveTopK: number;
}

/** What keeping a new checkpoint among the best comes to. */
export interface Ranking {
  /** The new one; null where it is not among the best. */
  readonly added: BestCheckpoint | null;
  /** The best afterwards, the best one first. */
  readonly best: readonly BestCheckpoint[];
  /** Those that have to give way. */
  readonly removed: readonly BestCheckpoint[];
}

/**
 * Ranks an epoch among the best so far. Of equal values the older is the better one.
 *
 * @param best The best so far, the best one first.
 * @param candidate Epoch and value of the monitor.
 * @param policy How to choose.
 * @returns What to add, keep and remove.
 */
export function rankCheckpoint(
  best: readonly BestCheckpoint[],
  candidate: { readonly epoch: number; readonly value: number },
  policy: CheckpointPolicy,
): Ranking {
  if (policy.monitor === null || policy.saveTopK === 0) return { added: null, best, removed: [] };
  const { epoch, value } = candidate;
  const added = { name: rankedName(policy.monitor, candidate), epoch, value };
  const sign = policy.mode === "min" ? 1 : -1;
  // A name is taken twice only where a resumed run repeats an epoch: the new file replaces the old one.
  const others = best.filter(({ name }) => name !== added.name);
  const ranked = [...others, added].sort((a, b) => sign * (a.value - b.value) || a.epoch - b.epoch);
  const kept = policy.saveTopK === -1 ? ranked : ranked.slice(0, policy.saveTopK);
  const removed = ranked.slice(kept.length).filter((entry) => entry !== added);
  return { added: kept.includes(added) ? added : null, best: kept, removed };
}

/**
 * Writes what an epoch leaves behind: its checkpoint among the best if it ranks there, then `last`, and only then removes
 * those that have to give way. Whenever the program is killed, `last` names files that are there.
 *
 * @param directory The folder of checkpoints; created.
 * @param checkpoint State after the epoch, the new ranking included.
 * @param ranking What to add and remove.
 * @returns Paths of the written files.
 * @throws {Error} If a file cannot be written; the older ones are left as they were.
 */
export async function saveCheckpoints(
  directory: string,
  checkpoint: Checkpoint,
  ranking: Pick<Ranking, "added" | "removed">,
): Promise<{ readonly last: string; readonly best: string | null }> {
  await makeDirectory(directory);
  // The two are equal.
  const bytes = encodeCheckpoint(checkpoint);
  const best = ranking.added && `${directory}/${ranking.added.name}`;
  if (best) await writeRunFile(best, bytes);
  const last = `${directory}/${LAST_CHECKPOINT}`;
  await writeRunFile(last, bytes);
  for (const { name } of ranking.removed) await removeIfThere(`${directory}/${name}`);
  return { last, best };
}

/**
 * Removes what a killed program left of this run beside its checkpoints: those that `last` says had to give way, and one
 * that was ranked before `last` could know of it. What the run has not written stays, whatever its name.
 *
 * @param directory The folder of checkpoints.
 * @param last The state that the run goes on from.
 */
export async function removeStrays(directory: string, last: TrainingState): Promise<void> {
  const kept = new Set([LAST_CHECKPOINT, ...last.best.map(({ name }) => name)]);
  for (const name of (await checkpointNames(directory)).filter((name) => !kept.has(name))) {
    const state = await stateOf(`${directory}/${name}`);
    if (state === null || state.startedAt !== last.startedAt) continue;
    const isAhead = state.microStep > last.microStep && state.best.some((ranked) => ranked.name === name);
    if (isAhead || last.superseded.includes(name)) await removeIfThere(`${directory}/${name}`);
  }
}

// --- internal ---

/** State of a training in a file; null where there is none to be read. */
async function stateOf(path: string): Promise<TrainingState | null> {
  return await readCheckpoint(path).then(({ state }) => state, () => null);
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await Deno.mkdir(directory, { recursive: true });
  } catch (cause) {
    const problem = systemReason(cause);
    throw new Error(`Cannot write checkpoints as ${directory} must be a directory: ${problem}`, { cause });
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

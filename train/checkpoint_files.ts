/**
 * The folder `checkpoints/` of a run: `last.safetensors`, to resume from, and the best by the monitored metric, such as
 * `epoch=02-poisson_val=0.1234.safetensors` (epochs count from 0). Files are only ever replaced or removed once
 * what takes their place is safely on disk.
 *
 * @module
 */
import { type Checkpoint, writeCheckpoint } from "./checkpoint.ts";
import type { BestCheckpoint } from "./training_state.ts";

/** Name of the checkpoint to resume from. */
export const LAST_CHECKPOINT = "last.safetensors";

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
  const added = { name: bestCheckpointName(policy.monitor, candidate), ...candidate };
  const sign = policy.mode === "min" ? 1 : -1;
  // A name is taken twice only where a resumed run repeats an epoch: the new file replaces the old one.
  const others = best.filter(({ name }) => name !== added.name);
  const ranked = [...others, added].sort((a, b) => sign * (a.value - b.value) || a.epoch - b.epoch);
  const kept = policy.saveTopK === -1 ? ranked : ranked.slice(0, policy.saveTopK);
  const removed = ranked.slice(kept.length).filter((entry) => entry !== added);
  return { added: kept.includes(added) ? added : null, best: kept, removed };
}

/**
 * File name of one of the best checkpoints.
 *
 * @param monitor Name of the metric; its ending `_loss` is left away.
 * @param candidate Epoch (from 0, at least two digits) and value (four decimals).
 */
export function bestCheckpointName(
  monitor: string,
  candidate: { readonly epoch: number; readonly value: number },
): string {
  const epoch = String(candidate.epoch).padStart(2, "0");
  return `epoch=${epoch}-${monitor.replace(/_loss$/, "")}=${candidate.value.toFixed(4)}.safetensors`;
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
  const best = ranking.added && `${directory}/${ranking.added.name}`;
  if (best) await writeCheckpoint(best, checkpoint);
  const last = `${directory}/${LAST_CHECKPOINT}`;
  await writeCheckpoint(last, checkpoint);
  for (const { name } of ranking.removed) await removeIfThere(`${directory}/${name}`);
  return { last, best };
}

/**
 * Removes ranked checkpoints that are not among the best: a program that was killed between two files leaves one.
 *
 * @param directory The folder of checkpoints.
 * @param best The best, as `last` has them.
 */
export async function removeStrays(directory: string, best: readonly BestCheckpoint[]): Promise<void> {
  const names = await namesIn(directory);
  const strays = names.filter((name) => RANKED.test(name) && !best.some((kept) => kept.name === name));
  for (const name of strays) await removeIfThere(`${directory}/${name}`);
}

/**
 * Names of the checkpoints of a run, the newest first: `last`, then the ranked ones by epoch.
 *
 * @param directory The folder of checkpoints; one that is not there has none.
 */
export async function checkpointNames(directory: string): Promise<string[]> {
  const names = await namesIn(directory);
  const ranked = names.filter((name) => RANKED.test(name)).sort((a, b) => epochOf(b) - epochOf(a));
  return [...names.filter((name) => name === LAST_CHECKPOINT), ...ranked];
}

// --- internal ---

const RANKED = /^epoch=(\d+)-.+=.+\.safetensors$/;

function epochOf(name: string): number {
  return Number(RANKED.exec(name)?.[1]);
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await Array.fromAsync(Deno.readDir(directory), ({ name }) => name);
  } catch (error) {
    // A run that ended before its first step has written no checkpoint.
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await Deno.mkdir(directory, { recursive: true });
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
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

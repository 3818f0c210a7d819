/**
 * Names in the folder `checkpoints/` of a run: `last.safetensors`, to resume from, and the best by the monitored metric,
 * such as `epoch=02-poisson_val=0.1234.safetensors` (epochs count from 0). A name that is not exactly of that form was
 * not given by a run.
 *
 * @module
 */
import { basename, dirname } from "node:path";
import { systemReason } from "../data/files/system_reason.ts";

/** Name of the checkpoint to resume from. */
export const LAST_CHECKPOINT = "last.safetensors";

/** Folder of checkpoints of a run. */
export function checkpointDirectory(runDirectory: string): string {
  return `${runDirectory}/checkpoints`;
}

/** Directory of the run that a checkpoint is of; that of the file where it lies in no folder of checkpoints. */
export function runOfCheckpoint(path: string): string {
  const folder = dirname(path);
  return basename(folder) === "checkpoints" ? dirname(folder) : folder;
}

/** What the name of one of the best checkpoints says. */
export interface RankedName {
  /** Epoch, from 0. */
  readonly epoch: number;
  /** Name of the metric, without its ending `_loss`. */
  readonly metric: string;
  /** Value of the metric, to four decimals. */
  readonly value: number;
}

/**
 * File name of one of the best checkpoints.
 *
 * @param monitor Name of the metric; its ending `_loss` is left away.
 * @param candidate Epoch (from 0, at least two digits) and value (four decimals).
 */
export function rankedName(
  monitor: string,
  candidate: { readonly epoch: number; readonly value: number },
): string {
  const epoch = String(candidate.epoch).padStart(2, "0");
  return `epoch=${epoch}-${monitor.replace(/_loss$/, "")}=${candidate.value.toFixed(4)}.safetensors`;
}

/**
 * Reads a file name of one of the best checkpoints.
 *
 * @param name The name.
 * @returns What it says; null where it is no name that {@link rankedName} gives.
 */
export function parseRankedName(name: string): RankedName | null {
  const [, epoch, metric, value] = RANKED.exec(name) ?? [];
  if (epoch === undefined || metric === undefined || value === undefined) return null;
  return { epoch: Number(epoch), metric, value: Number(value) };
}

/** Whether a run gives that name to a checkpoint. */
export function isCheckpointName(name: string): boolean {
  return name === LAST_CHECKPOINT || parseRankedName(name) !== null;
}

/**
 * Names of the checkpoints of a run, the newest first: `last`, then the ranked ones by epoch.
 *
 * @param directory The folder of checkpoints; one that is not there has none.
 */
export async function checkpointNames(directory: string): Promise<string[]> {
  const names = await namesIn(directory);
  const ranked = names.flatMap((name) => {
    const parsed = parseRankedName(name);
    return parsed ? [{ name, epoch: parsed.epoch }] : [];
  });
  ranked.sort((a, b) => b.epoch - a.epoch);
  return [...names.filter((name) => name === LAST_CHECKPOINT), ...ranked.map(({ name }) => name)];
}

// --- internal ---

/** Values from 1e21 on are written with an exponent. */
const RANKED = /^epoch=(\d{2}|[1-9]\d{2,})-(\w+)=(-?(?:0|[1-9]\d*)\.\d{4}|-?\d(?:\.\d+)?e\+\d{2,})\.safetensors$/;

async function namesIn(directory: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(directory));
    return entries.filter(({ isDirectory }) => !isDirectory).map(({ name }) => name);
  } catch (error) {
    // A run that ended before its first step has written no checkpoint.
    if (error instanceof Deno.errors.NotFound) return [];
    if (error instanceof Deno.errors.NotADirectory) {
      throw new Error(`Cannot read ${directory} as it is a file and no directory: move it away`, { cause: error });
    }
    throw new Error(`Cannot look into ${directory} as ${systemReason(error)}`, { cause: error });
  }
}

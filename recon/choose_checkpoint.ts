/**
 * Which checkpoint of a run stands for it: the best one, else the last.
 *
 * @module
 */
import { nameList } from "../config/values/printable.ts";
import { metadataJson, readCheckpointFile } from "../data/formats/checkpoint_file.ts";
import { readJson } from "../data/formats/json_file.ts";
import { systemReason } from "../data/files/system_reason.ts";

/** A checkpoint that stands for its run. */
export interface ChosenCheckpoint {
  readonly path: string;
  /** What was chosen without, one sentence each: a record that cannot be read. */
  readonly warnings: readonly string[];
}

/**
 * Path of the checkpoint to use of a run directory: the one that `run.json` calls `bestCheckpoint`; else the best by the
 * metric in the names `epoch=02-poisson_val=0.1234.safetensors`; else `last.safetensors`. Of equal metrics the earlier
 * epoch is taken.
 *
 * @param directory Run directory: it holds a folder `checkpoints`, and may hold `run.json` and `payload.json`
 * (`execution.checkpointMode` in it, else in the payload of a checkpoint, tells whether a greater metric is better).
 * @throws {Error} Where the directory is no run, or has no checkpoints.
 */
export async function chooseCheckpoint(directory: string): Promise<ChosenCheckpoint> {
  const folder = `${directory}/checkpoints`;
  const names = await checkpointNames(directory, folder);
  const { content, warnings } = await readRecord(`${directory}/run.json`);
  const { bestCheckpoint } = content;
  if (typeof bestCheckpoint === "string" && names.includes(bestCheckpoint)) {
    return { path: `${folder}/${bestCheckpoint}`, warnings };
  }
  const payload = await readRecord(`${directory}/payload.json`);
  const mode = modeIn(payload.content) ?? await modeOf(names.map((name) => `${folder}/${name}`)) ?? "min";
  const best = bestByName(names, mode) ?? names.find((name) => name === "last.safetensors");
  if (best) return { path: `${folder}/${best}`, warnings: [...warnings, ...payload.warnings] };
  throw new Error(
    `Cannot choose a checkpoint in ${folder} as none is named last or by a metric: current value is ${
      nameList(names)
    } ` +
      "(pass the file itself)",
  );
}

// --- internal ---

const RANKED = /^epoch=(\d+)-.+=(-?[\d.]+(?:e[+-]?\d+)?)\.safetensors$/;

async function checkpointNames(directory: string, folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (!isDirectory && name.endsWith(".safetensors") && !name.startsWith(".")) names.push(name);
    }
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory)) {
      throw new Error(`Cannot look into ${folder} as ${systemReason(cause)}`, { cause });
    }
    throw new Error(`Cannot load a trained network from ${directory} as it is not a run directory: no ${folder}`, {
      cause,
    });
  }
  if (names.length > 0) return names;
  throw new Error(`Cannot load a trained network from ${directory} as ${folder} has no checkpoints (*.safetensors)`);
}

function bestByName(names: readonly string[], mode: Mode): string | undefined {
  const sign = mode === "min" ? 1 : -1;
  const ranked = names.flatMap((name) => {
    const [, epoch, value] = RANKED.exec(name) ?? [];
    return Number.isFinite(Number(value)) ? [{ name, epoch: Number(epoch), value: Number(value) }] : [];
  });
  return ranked.sort((a, b) => sign * (a.value - b.value) || a.epoch - b.epoch)[0]?.name;
}

type Mode = "min" | "max";

function modeIn(payload: unknown): Mode | null {
  const execution = isRecord(payload) ? payload.execution : null;
  const mode = isRecord(execution) ? execution.checkpointMode : null;
  return mode === "max" || mode === "min" ? mode : null;
}

/** Whether a greater metric is better, from the first checkpoint that tells it; there is no question where one is ranked. */
async function modeOf(paths: readonly string[]): Promise<Mode | null> {
  if (paths.filter((path) => RANKED.test(path.slice(path.lastIndexOf("/") + 1))).length < 2) return null;
  for (const path of paths) {
    try {
      const { metadata } = await readCheckpointFile(path, () => false);
      const mode = modeIn(metadataJson(metadata, "payload"));
      if (mode !== null) return mode;
    } catch {
      // What is wrong with it is said where it is loaded.
    }
  }
  return null;
}

interface RunRecordFile {
  readonly content: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
}

/** A JSON object: an empty one where there is no such file and, with a warning, where it cannot be read. */
async function readRecord(path: string): Promise<RunRecordFile> {
  try {
    await Deno.lstat(path);
    const json = await readJson(path);
    if (isRecord(json)) return { content: json, warnings: [] };
    throw new SyntaxError(`Cannot read ${path} as it is not a JSON object`);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return { content: {}, warnings: [] };
    const problem = cause instanceof Error ? cause.message : String(cause);
    return { content: {}, warnings: [`${problem}: the checkpoint is chosen without it`] };
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

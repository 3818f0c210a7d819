/**
 * Which checkpoint of a run stands for it: the best one, else the last.
 *
 * @module
 */
import { nameList } from "../config/values/printable.ts";
import { readJson } from "../data/formats/json_file.ts";

/**
 * Path of the checkpoint to use of a run directory: the one that `run.json` calls `bestCheckpoint`; else the best by the
 * metric in the names `epoch=02-poisson_val=0.1234.safetensors`; else `last.safetensors`. Of equal metrics the earlier
 * epoch is taken.
 *
 * @param directory Run directory: it holds a folder `checkpoints`, and may hold `run.json` and `payload.json`
 * (`execution.checkpointMode` in it tells whether a greater metric is better).
 * @throws {Error} Where the directory is no run, has no checkpoints, or one of those files cannot be read.
 */
export async function chooseCheckpoint(directory: string): Promise<string> {
  const folder = `${directory}/checkpoints`;
  const names = await checkpointNames(directory, folder);
  const { bestCheckpoint } = await readRecord(`${directory}/run.json`);
  if (typeof bestCheckpoint === "string" && names.includes(bestCheckpoint)) return `${folder}/${bestCheckpoint}`;
  const { execution } = await readRecord(`${directory}/payload.json`);
  const mode = isRecord(execution) && execution.checkpointMode === "max" ? "max" : "min";
  const best = bestByName(names, mode) ?? names.find((name) => name === "last.safetensors");
  if (best) return `${folder}/${best}`;
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
    for await (const { name, isFile } of Deno.readDir(folder)) {
      if (isFile && name.endsWith(".safetensors") && !name.startsWith(".")) names.push(name);
    }
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory)) throw cause;
    throw new Error(`Cannot load a trained network from ${directory} as it is not a run directory: no ${folder}`, {
      cause,
    });
  }
  if (names.length > 0) return names;
  throw new Error(`Cannot load a trained network from ${directory} as ${folder} has no checkpoints (*.safetensors)`);
}

function bestByName(names: readonly string[], mode: "min" | "max"): string | undefined {
  const sign = mode === "min" ? 1 : -1;
  const ranked = names.flatMap((name) => {
    const [, epoch, value] = RANKED.exec(name) ?? [];
    return Number.isFinite(Number(value)) ? [{ name, epoch: Number(epoch), value: Number(value) }] : [];
  });
  return ranked.sort((a, b) => sign * (a.value - b.value) || a.epoch - b.epoch)[0]?.name;
}

/** A JSON object, or an empty one where there is no such file. */
async function readRecord(path: string): Promise<Record<string, unknown>> {
  try {
    await Deno.lstat(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return {};
    throw cause;
  }
  const json = await readJson(path);
  if (isRecord(json)) return json;
  throw new SyntaxError(`Cannot read ${path} as it is not a JSON object`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

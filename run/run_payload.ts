/**
 * The payload of a run: `payload.json` or, where that is lost, the copy that every checkpoint has.
 *
 * @module
 */
import { parsePayload, parseReconstruction } from "../config/parse_payload.ts";
import type { ReconstructionPayload, TrainingPayload } from "../config/payload.ts";
import { ConfigError } from "../config/values/config_error.ts";
import { isFields } from "../config/fields/merge.ts";
import { metadataJson, readCheckpointFile } from "../data/formats/checkpoint_file.ts";
import { readJson } from "../data/formats/json_file.ts";
import { checkpointDirectory, checkpointNames } from "./checkpoint_names.ts";
import { requireRunFiles } from "./run_files.ts";

/** What a run was begun with. */
export interface RunPayload<P = TrainingPayload> {
  readonly payload: P;
  /** Where it was found. */
  readonly path: string;
  /** That it is a copy, and why; null where `payload.json` itself was read. */
  readonly warning: string | null;
}

/**
 * Reads the payload of a run. One that was edited is refused and not replaced: who edits it means something by it.
 *
 * @param directory Directory of the run.
 * @throws {Error} If neither `payload.json` nor a checkpoint has one.
 * @throws {ConfigError} If it was edited, or is none of a training.
 */
export async function readRunPayload(directory: string): Promise<RunPayload> {
  return await readPayload(directory, verifiedTraining);
}

/**
 * Reads the payload of a reconstruction by an iterative engine, as {@link readRunPayload} does.
 *
 * @param directory Directory of the run.
 * @throws {Error} If neither `payload.json` nor a checkpoint has one.
 * @throws {ConfigError} If it was edited, or is none of a reconstruction.
 */
export async function readReconstructionPayload(directory: string): Promise<RunPayload<ReconstructionPayload>> {
  return await readPayload(directory, parseReconstruction);
}

/**
 * Whether the run in a directory is a reconstruction by an iterative engine, by its payload or else by its record or its
 * checkpoint. Of files that cannot be read nobody knows.
 *
 * @param directory Directory of a run.
 */
export async function isReconstruction(directory: string): Promise<boolean> {
  const payload = await readJson(`${directory}/payload.json`).catch(() => null);
  if (isFields(payload) && "kind" in payload) return payload.kind === "reconstruction";
  const record = await readJson(`${directory}/run.json`).catch(() => null);
  if (isFields(record)) return record.kind === "reconstruction";
  const copy = await readCopy(directory, parseReconstruction).catch(() => null);
  return copy !== null;
}

// --- internal ---

/** What reads a payload of a kind. */
type Parse<P> = (json: unknown) => P;

async function readPayload<P>(directory: string, parse: Parse<P>): Promise<RunPayload<P>> {
  await requireRunFiles(directory);
  const path = `${directory}/payload.json`;
  const found = await readWhole(path);
  if (typeof found !== "string") return { payload: verified(path, parse, found), path, warning: null };
  const copy = await readCopy(directory, parse);
  if (copy) return { ...copy, warning: `${found}: the payload in ${copy.path} is taken` };
  throw new Error(`${found}, and no checkpoint has a copy of it: begin the run anew`);
}

/** JSON that means to be a payload, or why there is none. */
async function readWhole(path: string): Promise<Readonly<Record<string, unknown>> | string> {
  if (!await Deno.lstat(path).then(() => true, () => false)) return `Cannot read ${path} as it is missing`;
  try {
    const json = await readJson(path);
    if (isFields(json) && "kind" in json) return json;
    return `Cannot read ${path} as it is no payload`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function verifiedTraining(json: unknown): TrainingPayload {
  const kind = isFields(json) ? json.kind : undefined;
  if (kind === "inference" || kind === "reconstruction") {
    throw new ConfigError("read the payload", [{ path: "kind", value: kind, requirement: 'must be "training"' }]);
  }
  return parsePayload(json) as TrainingPayload;
}

function verified<P>(path: string, parse: Parse<P>, json: unknown): P {
  const attempt = `read the payload ${path}`;
  try {
    return parse(json);
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(attempt, error.problems) : error;
  }
}

/** That of the newest checkpoint that can be read. */
async function readCopy<P>(
  directory: string,
  parse: Parse<P>,
): Promise<Pick<RunPayload<P>, "payload" | "path"> | null> {
  const folder = checkpointDirectory(directory);
  for (const name of await checkpointNames(folder)) {
    const path = `${folder}/${name}`;
    try {
      const { metadata } = await readCheckpointFile(path, () => false);
      return { payload: verified(path, parse, metadataJson(metadata, "payload")), path };
    } catch {
      // What is wrong with it is said where the run goes on from it.
    }
  }
  return null;
}

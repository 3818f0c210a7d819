/**
 * Reading a trained network: weights and the payload they were trained with travel in one safetensors file, so nothing
 * about the network needs to be told twice.
 *
 * @module
 */
import { parsePayload } from "../config/parse_payload.ts";
import type { TrainingPayload } from "../config/payload.ts";
import { checkpointProblem, metadataJson, readCheckpointFile } from "../data/formats/checkpoint_file.ts";
import type { ScanCharacter } from "../data/scan_character.ts";
import type { NamedArray } from "../data/formats/safetensors.ts";
import { chooseCheckpoint } from "./choose_checkpoint.ts";

/** A scan that a network was trained on. */
export interface KnownScan {
  /** Digest of its file; null where the checkpoint does not say. */
  readonly digest: string | null;
  /** Its scales by name; null where the checkpoint has none. */
  readonly scales: Readonly<Record<string, number>> | null;
  /** What it is like; null where the checkpoint does not say. */
  readonly character: ScanCharacter | null;
}

/** A trained network as it lies on disk. */
export interface Trained {
  /** The file it was read from. */
  readonly path: string;
  /** What it was trained with. */
  readonly payload: TrainingPayload;
  /** Weights by PyTorch's `state_dict` names, in its layouts. */
  readonly weights: ReadonlyMap<string, NamedArray>;
  /** Scales of the training scan, of several the first, by name; null where the file has none. */
  readonly scales: Readonly<Record<string, number>> | null;
  /** What the training scan is like; null where the file does not say. */
  readonly character: ScanCharacter | null;
  /** Digest of the training scan's file; null where the file does not say. */
  readonly scanDigest: string | null;
  /**
   * The training scans behind the first, where they were several.
   *
   * @default it was trained on one
   */
  readonly otherScans?: readonly KnownScan[];
  /** What the user should know of how the file was chosen, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Loads a trained network.
 *
 * @param path A run directory, of which the best checkpoint is taken ({@link chooseCheckpoint}), or one safetensors file.
 *   A training may be writing to the directory: where the chosen checkpoint vanishes, another is chosen.
 * @throws {Error} Where it cannot be read or is no checkpoint; the message names the file and the problem.
 *
 * @example
 * ```ts
 * import { loadTrained } from "@exitwave/exitwave";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => loadTrained("nowhere"), Error, "Cannot load a trained network from nowhere");
 * ```
 */
export async function loadTrained(path: string): Promise<Trained> {
  if (!await isDirectory(path)) return await loadFile(path, []);
  const directory = path.replace(/(?<=.)\/+$/, "");
  let vanished: string | null = null;
  for (;;) {
    const { path: file, warnings } = await chooseCheckpoint(directory);
    try {
      return await loadFile(file, warnings);
    } catch (error) {
      // A training removes checkpoints that are no longer among the best, perhaps the one that was just chosen.
      if (file === vanished || await isThere(file)) throw error;
      vanished = file;
    }
  }
}

/**
 * Requires that all weights are numbers.
 *
 * @param weights Weights by name.
 * @throws {RangeError} If one is not finite.
 */
export function requireFiniteWeights(weights: ReadonlyMap<string, NamedArray>): void {
  for (const [name, { data }] of weights) {
    const bad = data.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new RangeError(`its weight ${name} is not finite: current value at ${bad} is ${data[bad]}`);
  }
}

// --- internal ---

async function loadFile(file: string, warnings: readonly string[]): Promise<Trained> {
  try {
    const { arrays: weights, metadata } = await readCheckpointFile(file, (name) => !name.startsWith("optimizer."));
    const payload = parsePayload(metadataJson(metadata, "payload"));
    if (payload.kind !== "training") throw new TypeError(`its payload must be of a training: it is of ${payload.kind}`);
    requireFiniteWeights(weights);
    const trainer = "trainer" in metadata ? metadataJson(metadata, "trainer") : null;
    return {
      ...{ path: file, payload, weights, warnings },
      ...{ scales: scalesOf(trainer), character: characterOf(trainer) },
      scanDigest: textOf(partOf(trainer, "digests"), "scan"),
      otherScans: scansOf(partOf(trainer, "otherScans")),
    };
  } catch (cause) {
    throw new Error(`Cannot load a trained network from ${file} as ${checkpointProblem(cause)}`, { cause });
  }
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, (error) => !(error instanceof Deno.errors.NotFound));
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (cause) {
    throw new Error(`Cannot load a trained network from ${path} as ${checkpointProblem(cause)}`, { cause });
  }
}

function scalesOf(trainer: unknown): Record<string, number> | null {
  return numbersOf(trainer, "scales");
}

/** Checkpoints of older versions have none. */
function characterOf(trainer: unknown): ScanCharacter | null {
  const { energy, patternRadius, probeRadius } = numbersOf(trainer, "character") ?? {};
  if (energy === undefined || patternRadius === undefined || probeRadius === undefined) return null;
  return { energy, patternRadius, probeRadius };
}

function scansOf(list: unknown): KnownScan[] {
  if (!Array.isArray(list)) return [];
  return list.map((scan: unknown) => ({
    digest: textOf(scan, "digest"),
    scales: scalesOf(scan),
    character: characterOf(scan),
  }));
}

function partOf(record: unknown, key: string): unknown {
  return typeof record === "object" && record !== null ? Reflect.get(record, key) : null;
}

function textOf(record: unknown, key: string): string | null {
  const text = partOf(record, key);
  return typeof text === "string" ? text : null;
}

function numbersOf(trainer: unknown, key: string): Record<string, number> | null {
  const record = partOf(trainer, key);
  if (typeof record !== "object" || record === null) return null;
  const entries = Object.entries(record);
  if (entries.every((entry): entry is [string, number] => Number.isFinite(entry[1]))) {
    return Object.fromEntries(entries);
  }
  throw new SyntaxError(`the ${key} in its metadata are not numbers: current value is ${JSON.stringify(record)}`);
}

/**
 * Weights of a trained network on their way to PyTorch and back: a `state_dict` of PtychoPINN in a safetensors file.
 *
 * @module
 */
import type { TrainingPayload } from "../config/payload.ts";
import { parsePayload } from "../config/parse_payload.ts";
import { writeAll, writeAtomically } from "../data/formats/atomic_write.ts";
import {
  checkpointProblem,
  metadataJson,
  readCheckpointFile,
  sealCheckpoint,
} from "../data/formats/checkpoint_file.ts";
import type { NamedArray } from "../data/formats/safetensors.ts";
import { stateDictOf, type StateDictWeights, weightsOfStateDict } from "../model/state_dict.ts";
import { loadTrained, requireFiniteWeights } from "./load_trained.ts";

/** Weights that were written to a file. */
export interface WrittenWeights {
  /** The file. */
  readonly path: string;
  /** The file that they were read from. */
  readonly from: string;
  /** Tensors in it. */
  readonly tensors: number;
  /** Numbers in all of them together. */
  readonly numbers: number;
  /** Tensors that were left out: what is no part of the network, such as what was learned of a scan. */
  readonly ignored: readonly string[];
  /** What the user should know, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Writes the weights of a trained network as a `state_dict`: PtychoPINN's names and PyTorch's layouts, float32, and the
 * payload in the metadata, so that {@link importWeights} knows the network. Scales of the parts
 * (`model.forwardMode` rectangular_scaled) are among them; probe, positions and intensity scale that were learned are not.
 *
 * @param modelPath A run directory, of which the best checkpoint is taken, or one checkpoint.
 * @param path The safetensors file to write.
 * @returns What was written.
 * @throws {Error} Where a file cannot be read or written; the message names it.
 *
 * @example
 * ```ts
 * import { exportWeights } from "@exitwave/exitwave";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => exportWeights("nowhere", "w.safetensors"), Error, "Cannot load a trained network from nowhere");
 * ```
 */
export async function exportWeights(modelPath: string, path: string): Promise<WrittenWeights> {
  const { path: from, weights, payload, warnings } = await loadTrained(modelPath);
  const { state, ignored } = stateDictOf(weights);
  await writeWeights(path, state, payload);
  return { path, from, ...countsOf(state), ignored, warnings };
}

/** What a file of weights is taken for. */
export interface ImportWeightsOptions {
  /**
   * The network that the weights are of; without it the file says it, as one does that {@link exportWeights} wrote.
   *
   * @default {null}
   */
  readonly payload?: TrainingPayload | null;
}

/**
 * Makes a checkpoint of a `state_dict` that PyTorch saved: `infer` reads it, and `training.initialWeights` begins with it.
 * Names may have the prefixes of wrappers (`model.`, `module.`, `state_dict.`), numbers any type.
 *
 * @param from The safetensors file with the `state_dict`.
 * @param path The checkpoint to write.
 * @param options The network that the weights are of.
 * @returns What was written.
 * @throws {Error} Where a file cannot be read or written, or the weights are not those of the network: the message names
 *   the file and lists what is missing, unknown or of another shape.
 *
 * @example
 * ```ts
 * import { importWeights } from "@exitwave/exitwave";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => importWeights("nowhere", "net.safetensors"), Error, "Cannot import weights from nowhere");
 * ```
 */
export async function importWeights(
  from: string,
  path: string,
  options: ImportWeightsOptions = {},
): Promise<WrittenWeights> {
  const { payload, weights, ignored } = await readStateDict(from, options.payload ?? null);
  await writeWeights(path, weights, payload);
  return { path, from, ...countsOf(weights), ignored, warnings: [] };
}

/**
 * The payload that a file of weights holds.
 *
 * @param path A safetensors file.
 * @returns The payload; null where the file has none.
 * @throws {Error} Where the file cannot be read.
 */
export async function payloadOfWeights(path: string): Promise<TrainingPayload | null> {
  try {
    const { metadata } = await readCheckpointFile(path, () => false, "stateDict");
    return "payload" in metadata ? payloadIn(metadata) : null;
  } catch (cause) {
    throw new Error(`Cannot import weights from ${path} as ${checkpointProblem(cause)}`, { cause });
  }
}

// --- internal ---

async function readStateDict(
  path: string,
  given: TrainingPayload | null,
): Promise<StateDictWeights & { readonly payload: TrainingPayload }> {
  try {
    const { arrays, metadata } = await readCheckpointFile(path, (name) => !name.startsWith("optimizer."), "stateDict");
    const payload = given ?? payloadIn(metadata);
    const state = weightsOfStateDict(arrays, payload);
    requireFiniteWeights(state.weights);
    return { ...state, payload };
  } catch (cause) {
    throw new Error(`Cannot import weights from ${path} as ${checkpointProblem(cause)}`, { cause });
  }
}

function payloadIn(metadata: Readonly<Record<string, string>>): TrainingPayload {
  const payload = parsePayload(metadataJson(metadata, "payload"));
  if (payload.kind === "training") return payload;
  throw new TypeError(`its payload must be of a training: it is of ${payload.kind}`);
}

async function writeWeights(
  path: string,
  arrays: ReadonlyMap<string, NamedArray>,
  payload: TrainingPayload,
): Promise<void> {
  const bytes = sealCheckpoint(arrays, { format: "pt", payload: JSON.stringify(payload) });
  await writeAtomically(path, (file) => writeAll(file, bytes));
}

function countsOf(arrays: ReadonlyMap<string, NamedArray>): Pick<WrittenWeights, "tensors" | "numbers"> {
  return { tensors: arrays.size, numbers: [...arrays.values()].reduce((sum, { data }) => sum + data.length, 0) };
}

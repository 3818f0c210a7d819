/**
 * A checkpoint is one safetensors file, and it is also the bundle that inference reads: weights under PyTorch's names
 * and in its layouts, whatever else the training needs under `optimizer.<what>.<name>`, and in the metadata the payload
 * (`payload`), the state of the training (`trainer`) and a digest of the whole file.
 *
 * @module
 */
import { parsePayload } from "../../config/parse_payload.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import {
  checkpointProblem,
  metadataJson,
  readCheckpointFile,
  sealCheckpoint,
} from "../../data/formats/checkpoint_file.ts";
import type { NamedArray } from "../../data/formats/safetensors.ts";
import type { OptimizerState } from "../optimizer/optimizer_state.ts";
import { parseTrainingState, type TrainingState } from "./training_state.ts";

/** Everything a run needs to go on. */
export interface Checkpoint {
  /** What the training is. */
  readonly payload: TrainingPayload;
  /** Weights that inference uses, by PyTorch's `state_dict` names: with `training.emaDecay` the moving average. */
  readonly weights: ReadonlyMap<string, NamedArray>;
  /** The weights that are trained on, where they are others than those. */
  readonly trained: ReadonlyMap<string, NamedArray> | null;
  /** State of the optimizer by PyTorch's names of it, such as `exp_avg`, and by parameter. */
  readonly optimizer: OptimizerState;
  /** Gradients summed so far of a window that is not complete; empty between two windows. */
  readonly gradients: ReadonlyMap<string, NamedArray>;
  /** The best weights by the monitor, where no ranked checkpoint holds them. */
  readonly best: ReadonlyMap<string, NamedArray> | null;
  /** Where the training is. */
  readonly state: TrainingState;
}

/**
 * A checkpoint as the bytes of its file.
 *
 * @param checkpoint The checkpoint.
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array<ArrayBuffer> {
  const { payload, weights, trained, optimizer, gradients, best, state } = checkpoint;
  const groups: [string, Arrays][] = [
    [TRAINED, trained ?? new Map()],
    ...optimizer,
    [GRADIENTS, gradients],
    [BEST, best ?? new Map()],
  ];
  const more = groups.flatMap(([group, arrays]) =>
    [...arrays].map(([name, array]): [string, NamedArray] => [`${PREFIX}${group}.${name}`, array])
  );
  const metadata = { format: "pt", payload: JSON.stringify(payload), trainer: JSON.stringify(state) };
  return sealCheckpoint(new Map([...weights, ...more]), metadata);
}

/**
 * Reads a checkpoint that a training wrote.
 *
 * @param path The safetensors file.
 * @returns What is in it.
 * @throws {Error} If it cannot be read, is no checkpoint of a training, or not what was written; the message names the
 * file and the problem.
 *
 * @example
 * ```ts
 * import { readCheckpoint } from "@exitwave/exitwave";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => readCheckpoint("nowhere/last.safetensors"), Error, "nowhere/last.safetensors");
 * ```
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  try {
    const { arrays, metadata } = await readCheckpointFile(path);
    const payload = parsePayload(metadataJson(metadata, "payload"));
    if (metadata.digest === undefined) throw new TypeError("it has no digest: it was not written by a training");
    if (payload.kind !== "training") throw new TypeError(`its payload must be of a training: it is of ${payload.kind}`);
    const weights = new Map([...arrays].filter(([name]) => !name.startsWith(PREFIX)));
    const { [TRAINED]: trained, [GRADIENTS]: gradients, [BEST]: best, ...slots } = grouped(arrays);
    return {
      payload,
      weights,
      trained: trained ?? null,
      optimizer: new Map(Object.entries(slots)),
      gradients: gradients ?? new Map(),
      best: best ?? null,
      state: parseTrainingState(metadataJson(metadata, "trainer")),
    };
  } catch (cause) {
    throw new Error(`Cannot read the checkpoint ${path} as ${checkpointProblem(cause)}`, { cause });
  }
}

// --- internal ---

type Arrays = ReadonlyMap<string, NamedArray>;

/** Inference reads everything but this. */
const PREFIX = "optimizer.";
const TRAINED = "weights";
const GRADIENTS = "gradient_sum";
const BEST = "best_weights";

/** `optimizer.<group>.<name>` by group and name. */
function grouped(arrays: Arrays): Record<string, Map<string, NamedArray>> {
  const groups: Record<string, Map<string, NamedArray>> = {};
  for (const [name, array] of arrays) {
    const [, group = "", parameter = ""] = /^optimizer\.([^.]+)\.(.+)$/s.exec(name) ?? [];
    if (group !== "") (groups[group] ??= new Map()).set(parameter, array);
  }
  return groups;
}

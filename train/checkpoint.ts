/**
 * A checkpoint is one safetensors file, and it is also the bundle that inference reads: weights under PyTorch's names
 * and in its layouts, Adam's moments under `optimizer.exp_avg.<name>` and `optimizer.exp_avg_sq.<name>`, and in the
 * metadata the payload (`payload`) and the state of the training (`trainer`) as JSON.
 *
 * @module
 */
import { parsePayload } from "../config/parse_payload.ts";
import type { TrainingPayload } from "../config/payload.ts";
import { checkpointProblem, metadataJson } from "../model/checkpoint_file.ts";
import { decodeSafetensors, encodeSafetensors, type NamedArray } from "../model/safetensors.ts";
import type { OptimizerMoments } from "./moments.ts";
import { writeRunFile } from "./run_file.ts";
import { parseTrainingState, type TrainingState } from "./training_state.ts";

/** Everything a run needs to go on. */
export interface Checkpoint {
  /** What the training is. */
  readonly payload: TrainingPayload;
  /** Weights by PyTorch's `state_dict` names, in its layouts. */
  readonly weights: ReadonlyMap<string, NamedArray>;
  /** Moments of the optimizer. */
  readonly optimizer: OptimizerMoments;
  /** Where the training is. */
  readonly state: TrainingState;
}

/**
 * Writes a checkpoint atomically.
 *
 * @param path The safetensors file; an existing one is replaced once the new one is safely on disk.
 * @param checkpoint What to write.
 * @throws {Error} If it cannot be written; older files are left as they were.
 */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const { payload, weights, optimizer, state } = checkpoint;
  const arrays = new Map([
    ...weights,
    ...prefixed(EXP_AVG, optimizer.expAvg),
    ...prefixed(EXP_AVG_SQ, optimizer.expAvgSq),
  ]);
  const metadata = { format: "pt", payload: JSON.stringify(payload), trainer: JSON.stringify(state) };
  await writeRunFile(path, encodeSafetensors(arrays, metadata));
}

/**
 * Reads a checkpoint that a training wrote.
 *
 * @param path The safetensors file.
 * @returns Its weights, moments, payload and state.
 * @throws {Error} If it cannot be read or is no checkpoint of a training; the message names the file and the problem.
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
    const { arrays, metadata } = decodeSafetensors(await Deno.readFile(path));
    const payload = parsePayload(metadataJson(metadata, "payload"));
    if (payload.kind !== "training") throw new TypeError(`its payload must be of a training: it is of ${payload.kind}`);
    const isMoment = (name: string): boolean => name.startsWith(EXP_AVG) || name.startsWith(EXP_AVG_SQ);
    return {
      payload,
      weights: new Map([...arrays].filter(([name]) => !isMoment(name))),
      optimizer: { expAvg: unprefixed(EXP_AVG, arrays), expAvgSq: unprefixed(EXP_AVG_SQ, arrays) },
      state: parseTrainingState(metadataJson(metadata, "trainer")),
    };
  } catch (cause) {
    throw new Error(`Cannot read the checkpoint ${path} as ${checkpointProblem(cause)}`, { cause });
  }
}

// --- internal ---

const EXP_AVG = "optimizer.exp_avg.";
const EXP_AVG_SQ = "optimizer.exp_avg_sq.";

function prefixed(prefix: string, arrays: ReadonlyMap<string, NamedArray>): [string, NamedArray][] {
  return [...arrays].map(([name, array]) => [prefix + name, array]);
}

function unprefixed(prefix: string, arrays: ReadonlyMap<string, NamedArray>): Map<string, NamedArray> {
  const own = [...arrays].filter(([name]) => name.startsWith(prefix));
  return new Map(own.map(([name, array]) => [name.slice(prefix.length), array]));
}

/**
 * Adam's moments on their way in and out of a checkpoint, in PyTorch layout like the weights they belong to.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { toPytorch, toTensorflow } from "../model/layout.ts";
import type { NamedArray } from "../model/safetensors.ts";
import type { Adam } from "./adam.ts";

/** Adam's moments by parameter name, in PyTorch layout. */
export interface OptimizerMoments {
  /** First moments: running means of the gradients. */
  readonly expAvg: ReadonlyMap<string, NamedArray>;
  /** Second moments: running means of the squared gradients. */
  readonly expAvgSq: ReadonlyMap<string, NamedArray>;
}

/**
 * Copies the moments from the device.
 *
 * @param adam The optimizer.
 * @returns The moments.
 */
export async function readMoments(adam: Adam): Promise<OptimizerMoments> {
  const [expAvg, expAvgSq] = await Promise.all([read(adam.expAvg), read(adam.expAvgSq)]);
  return { expAvg, expAvgSq };
}

/**
 * Gives an optimizer other moments; all are checked before any is changed.
 *
 * @param adam The optimizer.
 * @param moments Moments of the same parameters.
 * @throws {TypeError} If a moment is missing or of another shape.
 */
export function loadMoments(adam: Adam, moments: OptimizerMoments): void {
  tf.tidy(() => {
    const assignments = [
      ...match(adam.expAvg, moments.expAvg, "exp_avg"),
      ...match(adam.expAvgSq, moments.expAvgSq, "exp_avg_sq"),
    ];
    for (const [variable, tensor] of assignments) variable.assign(tensor);
  });
}

// --- internal ---

async function read(variables: ReadonlyMap<string, tf.Variable>): Promise<Map<string, NamedArray>> {
  const entries = [...variables].map(async ([name, variable]): Promise<[string, NamedArray]> => {
    const data = new Float32Array(await variable.data<"float32">());
    return [name, toPytorch({ shape: variable.shape, data })];
  });
  return new Map(await Promise.all(entries));
}

function match(
  variables: ReadonlyMap<string, tf.Variable>,
  arrays: ReadonlyMap<string, NamedArray>,
  kind: string,
): [tf.Variable, tf.Tensor][] {
  return [...variables].map(([name, variable]) => {
    const array = arrays.get(name);
    const converted = array && toTensorflow(array);
    if (!converted || String(converted.shape) !== String(variable.shape)) {
      throw new TypeError(
        `Cannot load the optimizer as ${kind} of "${name}" must have the shape of its parameter: ` +
          `current value is ${converted ? `[${converted.shape}]` : "missing"}`,
      );
    }
    return [variable, tf.tensor(converted.data, [...converted.shape], "float32")];
  });
}

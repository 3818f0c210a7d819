/**
 * Variables on their way in and out of a checkpoint: arrays in PyTorch layout outside, tensorflow.js' layout inside.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { toPytorch, toTensorflow } from "../../model/parameters/layout.ts";
import type { NamedArray } from "../../data/formats/safetensors.ts";

/** A variable and the array it is to hold, which has its shape and layout. */
export interface Assignment {
  /** The variable. */
  readonly variable: tf.Variable;
  /** The array, in tensorflow.js layout. */
  readonly array: NamedArray;
}

/**
 * Copies variables from the device, or other tensors of their shapes, such as gradients.
 *
 * @param variables Variables by name.
 * @returns Arrays in PyTorch layout, by name.
 */
export async function readVariables(variables: ReadonlyMap<string, tf.Tensor>): Promise<Map<string, NamedArray>> {
  const entries = [...variables].map(async ([name, variable]): Promise<[string, NamedArray]> => {
    const data = new Float32Array(await variable.data<"float32">());
    return [name, toPytorch({ shape: variable.shape, data })];
  });
  return new Map(await Promise.all(entries));
}

/**
 * Finds the array of every variable and changes nothing.
 *
 * @param variables Variables by name.
 * @param arrays Arrays in PyTorch layout, by name.
 * @param attempt What is attempted and what the arrays are, for the message, such as `load the optimizer as exp_avg`.
 * @returns What to assign by {@link assignArrays}.
 * @throws {TypeError} If an array is missing or of another shape.
 */
export function matchArrays(
  variables: ReadonlyMap<string, tf.Variable>,
  arrays: ReadonlyMap<string, NamedArray> | undefined,
  attempt: string,
): Assignment[] {
  return [...variables].map(([name, variable]) => {
    const array = arrays?.get(name);
    const converted = array && toTensorflow(array);
    if (!converted || String(converted.shape) !== String(variable.shape)) {
      throw new TypeError(
        `Cannot ${attempt} of "${name}" must have the shape of its parameter: ` +
          `current value is ${converted ? `[${converted.shape}]` : "missing"}`,
      );
    }
    return { variable, array: converted };
  });
}

/**
 * Gives variables the values that {@link matchArrays} found for them.
 *
 * @param assignments Variables with their arrays.
 */
export function assignArrays(assignments: readonly Assignment[]): void {
  tf.tidy(() => {
    for (const { variable, array } of assignments) {
      variable.assign(tf.tensor(array.data, [...array.shape], "float32"));
    }
  });
}

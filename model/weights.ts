/**
 * Weights on their way in and out of a model: PyTorch's names and layouts outside, tensorflow.js' layout inside.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";
import type { Model } from "./create_model.ts";
import { toPytorch, toTensorflow } from "./parameters/layout.ts";
import type { NamedArray } from "../data/formats/safetensors.ts";

/**
 * Copies the weights of a model from the device, as a `state_dict` of PtychoPINN: besides the trained parameters and the
 * buffers it holds the tensors of {@link Model.inert}, which have no effect.
 *
 * @param model The model.
 * @returns Arrays in PyTorch layout, by name.
 *
 * @example
 * ```ts
 * import { createModel, createTrainingPayload, loadWeights, readWeights, selectAccelerator } from "@exitwave/exitwave";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await selectAccelerator("cpu");
 * const payload = createTrainingPayload({ model: { filterScale: 0.125 } });
 * const one = createModel(payload, { seed: 1 });
 * const other = createModel(payload, { seed: 2 });
 * loadWeights(other, await readWeights(one));
 * assertEquals(await readWeights(other), await readWeights(one));
 * ```
 */
export async function readWeights(model: Model): Promise<Map<string, NamedArray>> {
  const variables = [...variablesOf(model)];
  const data = await Promise.all(variables.map(([, variable]) => variable.data<"float32">()));
  const arrays = new Map(variables.map(([name, { shape }], index): [string, NamedArray] => {
    return [name, toPytorch({ shape, data: new Float32Array(data[index] ?? []) })];
  }));
  for (const { name, shape, value } of model.inert) {
    arrays.set(name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value) });
  }
  return arrays;
}

/**
 * Gives a model other weights. Nothing is changed unless all names and shapes are right; inert tensors of the reference
 * may be there or not. Its attention gates of fewer than 16 channels have no hidden unit; ours have one, which then weighs
 * nothing and learns nothing.
 *
 * @param model The model.
 * @param arrays Arrays in PyTorch layout, by name.
 * @throws {TypeError} If a parameter is missing, unknown, or of another shape; the message lists them.
 */
export function loadWeights(model: Model, arrays: ReadonlyMap<string, NamedArray>): void {
  const variables = variablesOf(model);
  const inert = new Set(model.inert.map(({ name }) => name));
  const missing = [...variables.keys()].filter((name) => !arrays.has(name));
  const unexpected = [...arrays.keys()].filter((name) => !variables.has(name) && !inert.has(name));
  const converted = new Map<string, NamedArray>();
  const mismatched: string[] = [];
  for (const [name, variable] of variables) {
    const array = arrays.get(name);
    if (!array) continue;
    const values = withUnit(toTensorflow(array), variable.shape);
    converted.set(name, values);
    if (!sameShape(values.shape, variable.shape)) {
      const expected = toPytorch({ shape: variable.shape, data: new Float32Array() }).shape;
      mismatched.push(`${name} is [${array.shape}] instead of [${expected}]`);
    }
  }
  const problems = [list("missing", missing), list("unexpected", unexpected), list("mismatched", mismatched)];
  const text = problems.filter((problem) => problem !== "").join("; ");
  if (text !== "") throw new TypeError(`Cannot load weights as they do not fit the model: ${text}`);
  tf.tidy(() => {
    for (const [name, { shape, data }] of converted) {
      variables.get(name)?.assign(tf.tensor(data, [...shape], "float32"));
    }
  });
}

// --- internal ---

const LISTED = 4;

function list(title: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const rest = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
  return `${names.length} ${title} (${names.slice(0, LISTED).join(", ")}${rest})`;
}

/** An array without elements, where one unit is wanted, as that unit with weights of zero. */
function withUnit(array: NamedArray, shape: readonly number[]): NamedArray {
  const { length } = array.shape;
  const lacksUnit = length === shape.length &&
    array.shape.every((size, i) => size === shape[i] || size + 1 === shape[i]);
  if (array.data.length > 0 || !lacksUnit) return array;
  return { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) };
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Parameters and buffers. */
function variablesOf({ parameters, buffers }: Model): ReadonlyMap<string, tf.Variable> {
  return new Map([...parameters, ...buffers]);
}

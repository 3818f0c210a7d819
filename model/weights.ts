/**
 * Weights on their way in and out of a model: PyTorch's names and layouts outside, tensorflow.js' layout inside.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";
import type { Model } from "./create_model.ts";
import { toPytorch, toTensorflow } from "./parameters/layout.ts";
import { matchWeights } from "./parameters/match_weights.ts";
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

/** Which weights are given. */
export interface LoadWeightsOptions {
  /**
   * Whether what is learned of the physics is given too; without it that stays as it is, and arrays of it are not looked
   * at.
   *
   * @default {true}
   */
  readonly physics?: boolean;
}

/**
 * Gives a model other weights. Nothing is changed unless all names and shapes are right; inert tensors of the reference
 * may be there or not, and what was learned of the physics beside another network is left out where this model does not
 * learn it. Its attention gates of fewer than 16 channels have no hidden unit; ours have one, which then weighs
 * nothing and learns nothing.
 *
 * @param model The model.
 * @param arrays Arrays in PyTorch layout, by name.
 * @param options Which of them.
 * @throws {TypeError} If a parameter is missing, unknown, or of another shape; the message lists them.
 */
export function loadWeights(
  model: Model,
  arrays: ReadonlyMap<string, NamedArray>,
  { physics = true }: LoadWeightsOptions = {},
): void {
  const isGiven = ([name]: readonly [string, unknown]): boolean => physics || !isPhysics(name);
  const variables = new Map([...variablesOf(model)].filter(isGiven));
  const isTaken = ([name]: readonly [string, unknown]): boolean => !isPhysics(name) || variables.has(name);
  const shapes = new Map([...variables].map(([name, { shape }]) => [name, pytorchShape(shape)]));
  const inert = new Set(model.inert.map(({ name }) => name));
  const matched = named(() => matchWeights(new Map([...arrays].filter(isTaken)), { shapes, inert }));
  tf.tidy(() => {
    for (const [name, array] of matched) {
      const { shape, data } = toTensorflow(array);
      variables.get(name)?.assign(tf.tensor(data, [...shape], "float32"));
    }
  });
}

/** Whether a parameter belongs to the physics and not to the network. */
export function isPhysics(name: string): boolean {
  return name.startsWith("physics.");
}

// --- internal ---

function pytorchShape(shape: readonly number[]): readonly number[] {
  return toPytorch({ shape, data: new Float32Array() }).shape;
}

function named<T>(match: () => T): T {
  try {
    return match();
  } catch (cause) {
    const problems = cause instanceof Error ? cause.message : cause;
    throw new TypeError(`Cannot load weights as they do not fit the model: ${problems}`, { cause });
  }
}

/** Parameters and buffers. */
function variablesOf({ parameters, buffers }: Model): ReadonlyMap<string, tf.Variable> {
  return new Map([...parameters, ...buffers]);
}

/**
 * Bounds on gradients, so that one bad batch cannot throw the weights off: on the length of all gradients together, on
 * each element, or on the length of a parameter's gradient relative to the parameter itself. All of it happens on the
 * accelerator, and nothing is waited for.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import { gradientNorm } from "./gradient_norm.ts";

/** How {@link clipGradients} clips. */
export interface ClipGradientsOptions {
  /** The bound, above 0. */
  readonly bound: number;
  /** What it bounds: the norm of all gradients, each value, or the norm relative to the parameter's (AGC). */
  readonly algorithm: TrainingPayload["training"]["clipAlgorithm"];
}

/**
 * Gradients within a bound b:
 *
 * - `norm`: all are multiplied by min(1, b / (‖g‖ + 1e-6)), ‖g‖ the norm over all of them, as PyTorch's `clip_grad_norm_`
 *   does; their direction stays.
 * - `value`: each element is moved into [−b, b].
 * - `agc`: for each parameter p by itself, where ‖g‖ > b·max(‖p‖, 1e-3), g is scaled to that norm (adaptive gradient
 *   clipping, Brock et al., arXiv:2102.06171, by parameter instead of by unit as in PtychoPINN).
 *
 * @param gradients Gradients by parameter name; they stay the caller's.
 * @param parameters The parameters, by name; `agc` alone looks at them.
 * @param options Bound and algorithm.
 * @returns New tensors by parameter name, the caller's to dispose of.
 * @throws {RangeError} If the bound is not above 0, or a gradient names no parameter where that matters.
 *
 * @example
 * ```ts
 * import { clipGradients, selectAccelerator } from "@exitwave/exitwave";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await selectAccelerator("cpu");
 * const gradients = new Map([["weight", tf.tensor1d([3, -0.5])]]);
 * const clipped = clipGradients(gradients, new Map(), { bound: 1, algorithm: "value" });
 * assertEquals(await clipped.get("weight")?.data(), new Float32Array([1, -0.5]));
 * ```
 */
export function clipGradients(
  gradients: ReadonlyMap<string, tf.Tensor>,
  parameters: ReadonlyMap<string, tf.Variable>,
  { bound, algorithm }: ClipGradientsOptions,
): Map<string, tf.Tensor> {
  if (!(bound > 0)) {
    throw new RangeError(`Cannot clip gradients as the bound must be above 0: current value is ${bound}`);
  }
  return new Map(tf.tidy(() => {
    const clip = clipper(algorithm, bound, { gradients, parameters });
    return [...gradients].map(([name, gradient]): [string, tf.Tensor] => [name, clip(gradient, name)]);
  }));
}

// --- internal ---

/** Keeps the coefficient finite where all gradients are 0; PyTorch's number. */
const SMALLEST_NORM = 1e-6;
/** A parameter of a smaller norm counts as one of this, so that weights that begin at 0 can move; the authors' number. */
const SMALLEST_PARAMETER = 1e-3;

type Clip = (gradient: tf.Tensor, name: string) => tf.Tensor;

interface Operands {
  readonly gradients: ReadonlyMap<string, tf.Tensor>;
  readonly parameters: ReadonlyMap<string, tf.Variable>;
}

function clipper(
  algorithm: ClipGradientsOptions["algorithm"],
  bound: number,
  { gradients, parameters }: Operands,
): Clip {
  if (algorithm === "value") return (gradient) => tf.clipByValue(gradient, -bound, bound);
  if (algorithm === "agc") return (gradient, name) => relativeTo(parameterOf(parameters, name), gradient, bound);
  const coefficient = tf.minimum(tf.div(bound, tf.add(gradientNorm(gradients), SMALLEST_NORM)), 1);
  return (gradient) => tf.mul(gradient, coefficient);
}

function relativeTo(parameter: tf.Variable, gradient: tf.Tensor, bound: number): tf.Tensor {
  const limit = tf.mul(tf.maximum(normOf(parameter), SMALLEST_PARAMETER), bound);
  // Where the gradient is within its limit, that is limit / limit: it stays as it is.
  return tf.mul(gradient, tf.div(limit, tf.maximum(normOf(gradient), limit)));
}

/** Like `tf.norm`, which takes absolute values and powers first, several times as slow. */
function normOf(tensor: tf.Tensor): tf.Scalar {
  return tf.sqrt(tf.sum(tf.square(tensor)));
}

function parameterOf(parameters: ReadonlyMap<string, tf.Variable>, name: string): tf.Variable {
  const parameter = parameters.get(name);
  if (!parameter) {
    throw new RangeError(`Cannot clip gradients as no parameter has the name: current value is "${name}"`);
  }
  return parameter;
}

/**
 * Scan positions that are learned beside the network, as corrections of those that were read. Where patches of several
 * patterns are merged, they must lie right for the merged object to explain the patterns: the loss has a slope by every
 * offset. A pattern alone has none, as its patch moves with it.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { ParameterSpec } from "../parameters/parameter_spec.ts";
import type { Weights } from "../parameters/weights.ts";
import type { ForwardModel, PatternOrigin } from "./forward_model.ts";

/** Which positions are corrected. */
export interface PositionsStart {
  /** Patterns M of each scan that is trained on. */
  readonly counts: readonly number[];
  /** Corrections stay below it on each axis, in object pixels. */
  readonly bound: number;
}

/**
 * Names of the parameters that hold the corrections of a scan.
 *
 * @param scan Number of the scan among those that are trained on.
 */
export function positionNames(scan: number): { readonly x: string; readonly y: string } {
  const stem = scan === 0 ? "physics.positions" : `physics.positions.${scan}`;
  return { x: `${stem}.x`, y: `${stem}.y` };
}

/**
 * What a parameter stands for: bound · tanh(value / bound), which is the value where it is small.
 *
 * @param value Value of the parameter, in object pixels.
 * @param bound Corrections stay below it.
 */
export function boundedCorrection(value: number, bound: number): number {
  return bound * Math.tanh(value / bound);
}

/**
 * The parameter that stands for a correction.
 *
 * @param correction The correction, in object pixels.
 * @param bound What it stays below.
 */
export function boundedParameter(correction: number, bound: number): number {
  return bound * Math.atanh(correction / bound);
}

/**
 * A forward model that lays the patterns of each trained scan where it learns that they were recorded. Within a sample
 * the mean correction is left out: it would shift all patches alike, and change nothing.
 *
 * @param forward Takes offsets from the exposure, and is differentiable by them; it is disposed of with the result.
 * @param start Which positions are corrected.
 * @returns The forward model. Its parameters are (M), all zero at first; {@link boundedCorrection} says what they mean.
 */
export function withLearnedPositions(forward: ForwardModel, { counts, bound }: PositionsStart): ForwardModel {
  return {
    parameters: [...forward.parameters, ...counts.flatMap(specsOf)],
    diffract: (patches, exposure, weights) => {
      const { origin, offsets, reach = 0 } = exposure;
      if (!origin || !offsets) return forward.diffract(patches, exposure, weights);
      return tf.tidy(() => {
        const corrections = tf.mul(bound, tf.tanh(tf.div(corrected(weights, origin), bound)));
        const moved = tf.add<tf.Tensor3D>(offsets, tf.sub(corrections, tf.mean(corrections, 1, true)));
        return forward.diffract(patches, { ...exposure, offsets: moved, reach: reach + Math.ceil(2 * bound) }, weights);
      });
    },
    dispose: () => forward.dispose(),
  };
}

// --- internal ---

function specsOf(count: number, scan: number): ParameterSpec[] {
  const names = positionNames(scan);
  return (["x", "y"] as const).map((axis) => ({
    name: names[axis],
    shape: [count],
    initial: { kind: "constant", value: 0 },
    pace: { of: "positions", unit: 1 },
  }));
}

/** Parameters of a batch's patterns, (B, C, 2). */
function corrected(weights: Weights, { scan, patterns }: PatternOrigin): tf.Tensor3D {
  const of = (number: number): tf.Tensor3D => {
    const names = positionNames(number);
    return tf.stack(
      [taken(named(weights, names.x), patterns), taken(named(weights, names.y), patterns)],
      2,
    ) as tf.Tensor3D;
  };
  if (typeof scan === "number") return of(scan);
  const own = (number: number): tf.Tensor3D => {
    const isOwn = scan.map((other) => other === number ? 1 : 0);
    return tf.mul(of(number), tf.tensor3d(isOwn, [scan.length, 1, 1]));
  };
  return [...new Set(scan)].map(own).reduce((sum, part) => tf.add(sum, part));
}

/**
 * Values of a list by their numbers; 0 where there is no such number. The list is laid on a square, and a number chooses a
 * row and a column: two products with small matrices, whose gradients every backend has and sums in the same order each
 * time.
 */
function taken(values: tf.Tensor, numbers: tf.Tensor2D): tf.Tensor2D {
  const [count = 0] = values.shape;
  const width = Math.ceil(Math.sqrt(count));
  const height = Math.ceil(count / width);
  const square = tf.pad(values, [[0, width * height - count]]).reshape<tf.Tensor2D>([height, width]);
  const number = tf.cast(numbers, "float32").reshape([-1, 1]);
  const middles = tf.add(tf.mul(tf.range(0, height), width), (width - 1) / 2);
  const isRow = tf.cast(tf.less(tf.abs(tf.sub(number, middles)), width / 2), "float32") as tf.Tensor2D;
  const rowStart = tf.matMul(isRow, tf.mul<tf.Tensor2D>(tf.range(0, height).expandDims(1), width));
  const isColumn = tf.cast(tf.equal(tf.sub(number, rowStart), tf.range(0, width)), "float32");
  return tf.sum(tf.mul(tf.matMul(isRow, square), isColumn), 1).reshape(numbers.shape);
}

function named(weights: Weights, name: string): tf.Variable {
  const variable = weights.get(name);
  if (!variable) throw new RangeError(`Cannot place patterns as there must be a parameter of the name: "${name}"`);
  return variable;
}

/**
 * The kernel of `position_ways.ts`, composed of one of `engine.ts` and of tensorflow.js' operations.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { type EngineWaves, exitWaves, type Wave } from "./engine.ts";
import { type LackingBatch, LEAST_SLOPE } from "./position_ways.ts";
import { innerProducts } from "./wave_arithmetic.ts";

/**
 * By how much patches lie further, (2, B).
 *
 * @param waves Object and probe; they are only read.
 * @param batch Where patches lie, what exit waves lack, and how far neighbours are.
 */
export function composedPositionWays(
  { object, probe }: EngineWaves,
  { places, chi, reach }: LackingBatch,
): tf.Tensor {
  const ways = (["x", "y"] as const).map((axis) => {
    const change = exitWaves({ object: slope(object, axis, reach), probe }, places);
    return innerProducts(change, chi).div(tf.maximum(innerProducts(change, change), LEAST_SLOPE));
  });
  return tf.stack(ways);
}

// --- internal ---

/** The difference of both neighbours along an axis over their distance; 0 where the canvas has not both. */
function slope({ re, im }: Wave, axis: "x" | "y", reach: number): Wave {
  const [height = 0, width = 0] = re.shape;
  const size: [number, number] = axis === "x" ? [height, width - 2 * reach] : [height - 2 * reach, width];
  const edge: [[number, number], [number, number]] = axis === "x" ? [[0, 0], [reach, reach]] : [[reach, reach], [0, 0]];
  const sloped = (part: tf.Tensor): tf.Tensor => {
    const further = axis === "x" ? [0, 2 * reach] : [2 * reach, 0];
    return tf.pad(part.slice(further, size).sub(part.slice([0, 0], size)).mul(0.5 / reach), edge);
  };
  return { re: sloped(re), im: sloped(im) };
}

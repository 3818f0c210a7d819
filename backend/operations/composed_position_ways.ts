/**
 * The kernel of `position_ways.ts`, composed of one of `engine.ts` and of tensorflow.js' operations.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { type EngineWaves, exitWaves, type PatchPlaces, type Wave } from "./engine.ts";
import { LEAST_SLOPE } from "./position_ways.ts";
import { innerProducts } from "./wave_arithmetic.ts";

/**
 * By how much patches lie further, (2, B).
 *
 * @param waves Object and probe; they are only read.
 * @param batch Where patches lie, and what exit waves lack.
 */
export function composedPositionWays(
  { object, probe }: EngineWaves,
  { places, chi }: { readonly places: PatchPlaces; readonly chi: Wave },
): tf.Tensor {
  const ways = (["x", "y"] as const).map((axis) => {
    const change = exitWaves({ object: slope(object, axis), probe }, places);
    return innerProducts(change, chi).div(tf.maximum(innerProducts(change, change), LEAST_SLOPE));
  });
  return tf.stack(ways);
}

// --- internal ---

/** Half of the difference of both neighbours along an axis; 0 at the edge of the canvas. */
function slope({ re, im }: Wave, axis: "x" | "y"): Wave {
  const [height = 0, width = 0] = re.shape;
  const size: [number, number] = axis === "x" ? [height, width - 2] : [height - 2, width];
  const edge: [[number, number], [number, number]] = axis === "x" ? [[0, 0], [1, 1]] : [[1, 1], [0, 0]];
  const sloped = (part: tf.Tensor): tf.Tensor => {
    const [before, after] = [part.slice([0, 0], size), part.slice(axis === "x" ? [0, 2] : [2, 0], size)];
    return tf.pad(after.sub(before).mul(0.5), edge);
  };
  return { re: sloped(re), im: sloped(im) };
}

/**
 * Smooths the object: after each iteration every pixel goes a part of the way to the mean of its four neighbours, a step
 * down the square of the object's gradient (Tikhonov's regularisation; Gaussian smoothing between the iterations of an
 * engine is that of Enders and Thibault 2016, doi:10.1098/rspa.2016.0640).
 *
 * @module
 */
import type { EngineWaves } from "../../../backend/operations/waves/engine.ts";
import * as tf from "../../../packages/tensorflow.ts";
import type { Refinement } from "./refinement.ts";

/**
 * Creates the refinement.
 *
 * @param share Part of the way, above 0 to 1.
 */
export function objectSmoothing(share: number): Refinement {
  return {
    name: "objectSmoothing",
    afterIteration: ({ object: { re, im }, probe }: EngineWaves) => ({
      object: { re: smoothed(re, share), im: smoothed(im, share) },
      probe,
    }),
  };
}

// --- internal ---

/** At the edge of the canvas a pixel is its own neighbour. */
function smoothed(part: tf.Tensor, share: number): tf.Tensor {
  const [height = 0, width = 0] = part.shape;
  const beside = [
    tf.concat([part.slice([0, 0], [1, width]), part.slice([0, 0], [height - 1, width])], 0),
    tf.concat([part.slice([1, 0], [height - 1, width]), part.slice([height - 1, 0], [1, width])], 0),
    tf.concat([part.slice([0, 0], [height, 1]), part.slice([0, 0], [height, width - 1])], 1),
    tf.concat([part.slice([0, 1], [height, width - 1]), part.slice([0, width - 1], [height, 1])], 1),
  ];
  return part.mul(1 - share).add(tf.addN(beside).mul(share / 4));
}

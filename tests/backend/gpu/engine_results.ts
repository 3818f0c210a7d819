/**
 * All that iterative engines run, of random numbers: what WebGPU's programs are compared by, in Deno and in a browser.
 *
 * @module
 */
import { leastSquaresStep } from "../../../backend/operations/waves/least_squares_step.ts";
import * as tf from "../../../packages/tensorflow.ts";
import { coefficients, corrected, type EngineCase, lit, mapped, moved, settled, ways } from "../engine_batches.ts";

/** Sides of powers of two, of other small factors, and of none of them. */
export const ENGINE_CASES: readonly EngineCase[] = [
  { size: 16, modes: 3, positions: 4, height: 61, width: 59, mask: "shared", regularisation: 0.3, isDamped: true },
  { size: 64, modes: 1, positions: 2, height: 65, width: 64, mask: "own", whole: true, isDamped: true, isFoggy: true },
  { size: 30, modes: 2, positions: 3, height: 41, width: 90, mask: "none", probeStep: 0, isFoggy: true },
  { size: 22, modes: 1, positions: 2, height: 41, width: 40, mask: "shared" },
  { size: 16, modes: 1, positions: 5, height: 40, width: 41, mask: "none", eigenprobes: 2, regularisation: 0.4 },
  { size: 18, modes: 2, positions: 3, height: 41, width: 40, mask: "own", eigenprobes: 3, eigenprobesStay: true },
];

/**
 * Computes all of it on the current accelerator. No tensor is left over.
 *
 * @param made What the batch is like.
 * @returns Numbers of every result.
 */
export async function engineResults(made: EngineCase): Promise<Float32Array[]> {
  const results = tf.tidy(() => [
    ...[...corrected(made), ...corrected(made, "poisson")],
    ...[...lit(made), ...mapped(made), ways(made, 2), ...moved(made), ...moved(made, leastSquaresStep)],
    ...[...coefficients(made), ...settled(made)],
  ]);
  const values = await Promise.all(results.map((tensor) => tensor.data<"float32">()));
  tf.dispose(results);
  return values.map((found) => found.slice());
}

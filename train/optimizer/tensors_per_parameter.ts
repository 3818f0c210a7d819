/**
 * What a training keeps of every parameter.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";

/** Fields of the `training` section that decide it. */
export type KeptFields = Pick<TrainingPayload["training"], "accumulate" | "emaDecay" | "momentum" | "optimizer">;

/**
 * Tensors of a parameter's size that a training holds at once: the parameter, its gradient, the sum of gradients of a
 * window of several batches, the optimizer's state, and the moving average.
 *
 * @param training Fields of the payload.
 */
export function tensorsPerParameter({ accumulate, emaDecay, momentum, optimizer }: KeptFields): number {
  const windows = typeof accumulate === "number" ? [accumulate] : Object.values(accumulate);
  const state = optimizer === "sgd" ? Number(momentum > 0) : 2;
  return 2 + Number(Math.max(...windows) > 1) + state + Number(emaDecay !== null);
}

/**
 * How many batches make an optimizer step.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";

/**
 * Batches whose gradients are summed for one step, in an epoch. Given by epoch, the entry of the latest epoch that is not
 * after this one counts; before the first entry it is 1.
 *
 * @param accumulate `training.accumulate`: one number, or numbers by the epoch from which on they hold.
 * @param epoch The epoch, from 0.
 * @returns The number of batches.
 *
 * @example
 * ```ts
 * import { accumulateAt } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([4, 5, 30].map((epoch) => accumulateAt({ 5: 2, 20: 8 }, epoch)), [1, 2, 8]);
 * ```
 */
export function accumulateAt(accumulate: TrainingPayload["training"]["accumulate"], epoch: number): number {
  if (typeof accumulate === "number") return accumulate;
  const [latest] = Object.entries(accumulate)
    .filter(([from]) => Number(from) <= epoch)
    .sort(([one], [other]) => Number(other) - Number(one));
  return latest?.[1] ?? 1;
}

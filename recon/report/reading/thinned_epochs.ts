/**
 * Logs of long trainings, as short as can be seen.
 *
 * @module
 */
import type { MeasuredEpoch } from "../../../config/values/best_epoch.ts";

/** Points that a curve has at most. */
export const MOST_POINTS = 2000;

/**
 * Epochs that show the same curves: of each run of epochs those in which a loss is least or greatest, and the first and the
 * last of all. None is averaged: what is left was logged so.
 *
 * @param epochs Epochs in their order.
 * @param most How many are kept at most.
 * @returns All of them where they are no more than `most`.
 */
export function thinnedEpochs<E extends MeasuredEpoch>(epochs: readonly E[], most: number = MOST_POINTS): readonly E[] {
  if (epochs.length <= most) return epochs;
  const names = [...new Set(epochs.flatMap(({ metrics }) => Object.keys(metrics)))];
  // A bin keeps two epochs a loss; one without losses keeps its first.
  const bins = Math.max(1, Math.floor((most - 2) / Math.max(1, 2 * names.length)));
  const kept = new Set([0, epochs.length - 1]);
  for (let bin = 0; bin < bins; bin++) {
    const [from, to] = [bin, bin + 1].map((edge) => Math.floor(edge * epochs.length / bins)) as [number, number];
    if (names.length === 0) kept.add(from);
    for (const name of names) extremes(epochs, name, { from, to }).forEach((index) => kept.add(index));
  }
  return epochs.filter((_, index) => kept.has(index));
}

// --- internal ---

function extremes(
  epochs: readonly MeasuredEpoch[],
  name: string,
  { from, to }: { readonly from: number; readonly to: number },
): number[] {
  let [least, greatest] = [-1, -1];
  const value = (index: number): number => epochs[index]?.metrics[name] ?? NaN;
  for (let index = from; index < to; index++) {
    if (!Number.isFinite(value(index))) continue;
    if (least < 0 || value(index) < value(least)) least = index;
    if (greatest < 0 || value(index) > value(greatest)) greatest = index;
  }
  return least < 0 ? [] : [least, greatest];
}

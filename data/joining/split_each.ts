/**
 * Holding samples out of every scan of a training.
 *
 * @module
 */
import { aboutScan } from "./about_scan.ts";
import { type Split, type SplitOptions, splitSamples } from "../split.ts";
import type { Samples } from "../samples.ts";

/**
 * Splits the samples of each scan, as they are numbered when they are joined.
 *
 * @param parts The samples of each scan, and its file.
 * @param options Share and seed; the choice in a scan does not depend on the others.
 * @returns Numbers of the samples of either part.
 * @throws {RangeError} If no group is left to train on of a scan; the message names it.
 */
export function splitEach(
  parts: readonly { readonly samples: Samples; readonly path: string }[],
  options: Pick<SplitOptions, "valSplit" | "seed">,
): Split {
  const [train, val]: [number[], number[]] = [[], []];
  let from = 0;
  for (const { samples, path } of parts) {
    const own = aboutScan(path, () => splitSamples(samples.count, { ...options, groups: samples }));
    for (const sample of own.train) train.push(from + sample);
    for (const sample of own.val) val.push(from + sample);
    from += samples.count;
  }
  return { train: Int32Array.from(train), val: Int32Array.from(val) };
}

/**
 * Cutting an order of samples into batches, and batches into the windows that an optimizer step sums over. Nothing is
 * gathered yet.
 *
 * @module
 */
import type { Patterns } from "./patterns.ts";
import type { Samples } from "./samples.ts";
import { takeRows } from "./arrays/take_rows.ts";

/**
 * The batches that one optimizer step sums the gradients of. The last window of an epoch may have fewer, and so may its
 * last batch have fewer samples: a window knows its own size.
 */
export interface BatchWindow {
  /** Samples of all its batches together. */
  readonly samples: number;
  /** Mean amplitude of their valid pixels, by which the loss of the window is divided. */
  readonly brightness: number;
  /** Their valid pixels; only where patterns have masks of their own. */
  readonly validPixels?: number;
  /** Whether the batch completes the window. */
  readonly complete: boolean;
}

/** How to cut an order into batches. */
export interface BatchesOptions {
  /** Samples of a batch; the last may have fewer. */
  readonly batchSize: number;
  /**
   * Batches of the epoch, at most; null for all.
   *
   * @default null
   */
  readonly limit?: number | null;
  /**
   * Number of the first batch to yield; those before are skipped and count towards the limit.
   *
   * @default 0
   */
  readonly start?: number;
  /**
   * Batches of a window.
   *
   * @default 1
   */
  readonly accumulate?: number;
  /**
   * Number of the scan of each sample, by the number of the sample: a batch ends where it changes.
   *
   * @default {null} batches may have samples of several scans
   */
  readonly apart?: Int32Array | null;
}

/** What {@link planBatches} needs of samples. */
export interface PlanSource extends Pick<Samples, "channels" | "members"> {
  /** Their patterns. */
  readonly patterns: Pick<Patterns, "brightness" | "validPixels">;
}

/** A batch whose arrays have not been gathered. */
export interface BatchPlan {
  /** (B) numbers of the samples. */
  readonly indices: Int32Array;
  /** The window that the batch belongs to. */
  readonly window: BatchWindow;
}

/**
 * Cuts an order into batches and gathers nothing.
 *
 * @param samples The samples.
 * @param order Numbers of samples, as {@link epochOrder} gives them.
 * @param options Size, limit, and where to begin.
 * @returns The batches, numbers alone.
 * @throws {RangeError} If the batch size is not a whole number above 0.
 */
export function* planBatches(
  samples: PlanSource,
  order: Int32Array,
  options: BatchesOptions,
): Generator<BatchPlan> {
  const { limit = null, start = 0, accumulate = 1 } = options;
  const ends = batchEnds(order, options);
  const count = Math.min(ends.length, limit ?? Infinity);
  const cut = (from: number, to: number): Int32Array => order.subarray(ends[from - 1] ?? 0, ends[to - 1]);
  for (let number = start; number < count;) {
    const first = number - number % accumulate;
    const last = Math.min(first + accumulate, count);
    // Once a window: its sum goes over all its samples.
    const summary = summarise(samples, cut(first, last));
    for (; number < last; number++) {
      yield { indices: cut(number, number + 1).slice(), window: { ...summary, complete: number === last - 1 } };
    }
  }
}

/**
 * Where the batches of an order end.
 *
 * @param order Numbers of samples.
 * @param options Size, and whether batches are of one scan each.
 * @returns Of each batch the place behind its last sample.
 * @throws {RangeError} If the batch size is not a whole number above 0.
 */
export function batchEnds(
  order: Int32Array,
  { batchSize, apart = null }: Pick<BatchesOptions, "batchSize" | "apart">,
): number[] {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(
      `Cannot make batches as batchSize must be a whole number above 0: current value is ${batchSize}`,
    );
  }
  const scanAt = (place: number): number => apart?.[order[place] ?? NaN] ?? 0;
  const ends: number[] = [];
  for (let from = 0; from < order.length;) {
    const most = Math.min(from + batchSize, order.length);
    let to = from + 1;
    while (to < most && scanAt(to) === scanAt(from)) to++;
    ends.push(from = to);
  }
  return ends;
}

// --- internal ---

function summarise(
  { channels, members, patterns: { brightness, validPixels } }: PlanSource,
  indices: Int32Array,
): Omit<BatchWindow, "complete"> {
  if (validPixels) return summariseValid({ channels, members, brightness, validPixels }, indices);
  let sum = 0;
  for (const index of indices) {
    for (let c = index * channels; c < (index + 1) * channels; c++) sum += brightness[members[c] ?? NaN] ?? NaN;
  }
  return { samples: indices.length, brightness: sum / (indices.length * channels) };
}

/** The mean over pixels, of which each pattern has as many as it has. */
function summariseValid(
  { channels, members, brightness, validPixels }:
    & Pick<PlanSource, "channels" | "members">
    & { readonly [K in "brightness" | "validPixels"]: ArrayLike<number> },
  indices: Int32Array,
): Omit<BatchWindow, "complete"> {
  let [sum, pixels] = [0, 0];
  for (const member of takeRows(members, indices, channels)) {
    const valid = validPixels[member] ?? NaN;
    sum += valid * (brightness[member] ?? NaN);
    pixels += valid;
  }
  return { samples: indices.length, brightness: sum / pixels, validPixels: pixels };
}

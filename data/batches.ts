/**
 * Batches. Their order is a pure function of seed and epoch, and a batch a pure function of its number in the order: a
 * run can be resumed at any batch without replaying those before.
 *
 * @module
 */
import { type Frames, readFrames } from "./frames/frames.ts";
import { Random, range } from "./random/random.ts";
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
  /** Their mean amplitude, by which the loss of the window is divided. */
  readonly brightness: number;
  /** Whether the batch completes the window. */
  readonly complete: boolean;
}

/** Some samples, their arrays gathered. */
export interface Batch {
  /** Samples B. */
  readonly size: number;
  /** Patterns C of a sample. */
  readonly channels: number;
  /** (B) numbers of the samples. */
  readonly indices: Int32Array;
  /** (B, C) numbers of their patterns. */
  readonly members: Int32Array;
  /** (B, C, 2) columns and rows of the patterns' centres relative to the sample's, in object pixels. */
  readonly offsets: Float32Array;
  /** The window that the batch belongs to. */
  readonly window: BatchWindow;
  /** (B, N, N, C) amplitudes as measured. */
  readonly amplitude: Float32Array;
  /** (B). */
  readonly inputScale: Float32Array;
  /** (B). */
  readonly physicsScale: Float32Array;
  /** (B, N, N, C), null unless the samples have labels. */
  readonly labelAmp: Float32Array | null;
  /** (B, N, N, C) in radians, null unless the samples have labels. */
  readonly labelPhase: Float32Array | null;
}

/** Which samples an epoch uses. */
export interface EpochOptions {
  /** Seed of the run. */
  readonly seed: number;
  /** Number of the epoch, from 0. */
  readonly epoch: number;
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
}

/**
 * Order in which an epoch takes its samples.
 *
 * @param indices Numbers of the samples.
 * @param options Seed and epoch.
 * @returns The same numbers in random order, always the same for the same seed and epoch.
 * @example
 * ```ts
 * import { epochOrder } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const order = epochOrder(Int32Array.of(3, 5, 8), { seed: 1, epoch: 0 });
 * assertEquals(order.toSorted(), Int32Array.of(3, 5, 8));
 * ```
 */
export function epochOrder(indices: Int32Array, options: EpochOptions): Int32Array {
  return new Random(options.seed, `order of epoch ${options.epoch}`).shuffle(indices.slice());
}

/**
 * Cuts an order into batches.
 *
 * @param samples The samples.
 * @param order Numbers of samples, as {@link epochOrder} gives them.
 * @param options Size, limit, and where to begin.
 * @returns The batches, each with arrays of its own.
 * @throws {RangeError} If the batch size is not a whole number above 0.
 * @example
 * ```ts
 * import { batches, createTrainingPayload, data, model, prepareSamples, simulateScan } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const scan = simulateScan({ patchSize: 64, patterns: 5 });
 * const payload = createTrainingPayload({ data: data().scan("scan.npz"), model: model().pinn() });
 * const samples = prepareSamples(scan, payload, { seed: 1 });
 * const sizes = [...batches(samples, Int32Array.of(0, 1, 2, 3, 4), { batchSize: 2 })].map((batch) => batch.size);
 * assertEquals(sizes, [2, 2, 1]);
 * ```
 */
export function* batches(samples: Samples, order: Int32Array, options: BatchesOptions): Generator<Batch> {
  for (const { indices, window } of planBatches(samples, order, options)) {
    yield { ...gatherBatch(samples, indices), window };
  }
}

/** What {@link gatherBatch} needs of samples. */
export interface GatherSource
  extends Pick<Samples, "patchSize" | "channels" | "members" | "offsets" | "inputScale" | "physicsScale"> {
  /** Their patterns. */
  readonly patterns: Pick<Patterns, "frames" | "numbers" | "labelAmp" | "labelPhase">;
}

/** What {@link planBatches} needs of samples. */
export interface PlanSource extends Pick<Samples, "channels" | "members"> {
  /** Their patterns. */
  readonly patterns: Pick<Patterns, "brightness">;
}

/** A batch whose arrays have not been gathered. */
export type BatchPlan = Pick<Batch, "indices" | "window">;

/**
 * Cuts an order into batches and gathers nothing.
 *
 * @param samples The samples.
 * @param order Numbers of samples, as {@link epochOrder} gives them.
 * @param options Size, limit, and where to begin.
 * @returns The batches that {@link batches} would give.
 * @throws {RangeError} If the batch size is not a whole number above 0.
 */
export function* planBatches(
  samples: PlanSource,
  order: Int32Array,
  options: BatchesOptions,
): Generator<BatchPlan> {
  const { batchSize, limit = null, start = 0, accumulate = 1 } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(
      `Cannot make batches as batchSize must be a whole number above 0: current value is ${batchSize}`,
    );
  }
  const count = Math.min(Math.ceil(order.length / batchSize), limit ?? Infinity);
  const cut = (from: number, to: number): Int32Array => order.subarray(from * batchSize, to * batchSize);
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
 * Gathers the arrays of some samples. Everything that makes batches does it by this function, on whatever thread.
 *
 * @param samples The samples.
 * @param indices Numbers of samples.
 * @param images Whether to gather amplitude and labels; without, there are none in the batch, for those who have them
 *   elsewhere.
 * @returns The batch, with arrays of its own.
 */
export function gatherBatch(samples: GatherSource, indices: Int32Array, images = true): Omit<Batch, "window"> {
  const { channels, patterns } = samples;
  const members = takeRows(samples.members, indices, channels);
  const gather = (array: Float32Array, rows: Int32Array): Float32Array =>
    channelsLast(array, rows, { channels, pixels: samples.patchSize ** 2 });
  return {
    size: indices.length,
    channels,
    indices,
    members,
    offsets: takeRows(samples.offsets, indices, 2 * channels),
    amplitude: images
      ? gatherFrames(patterns.frames, takeRows(patterns.numbers, members, 1), channels)
      : new Float32Array(),
    inputScale: takeRows(samples.inputScale, indices, 1),
    physicsScale: takeRows(samples.physicsScale, indices, 1),
    labelAmp: images && patterns.labelAmp ? gather(patterns.labelAmp, members) : null,
    labelPhase: images && patterns.labelPhase ? gather(patterns.labelPhase, members) : null,
  };
}

// --- internal ---

function summarise(
  { channels, members, patterns: { brightness } }: PlanSource,
  indices: Int32Array,
): Omit<BatchWindow, "complete"> {
  let sum = 0;
  for (const index of indices) {
    for (let c = index * channels; c < (index + 1) * channels; c++) sum += brightness[members[c] ?? NaN] ?? NaN;
  }
  return { samples: indices.length, brightness: sum / (indices.length * channels) };
}

/** Amplitudes of C patterns a sample as (B, N, N, C). */
function gatherFrames(frames: Frames, numbers: Int32Array, channels: number): Float32Array {
  const layout = { channels, pixels: frames.patchSize ** 2 };
  if (frames.held) return channelsLast(frames.held, numbers, layout);
  const images = readFrames(frames, numbers);
  return channels === 1 ? images : channelsLast(images, range(numbers.length), layout);
}

/** Images of C patterns a sample as (B, N, N, C). */
function channelsLast(
  images: Float32Array,
  rows: Int32Array,
  { channels, pixels }: { readonly channels: number; readonly pixels: number },
): Float32Array {
  if (channels === 1) return takeRows(images, rows, pixels);
  const gathered = new Float32Array(rows.length * pixels);
  rows.forEach((row, member) => {
    const channel = member % channels;
    const to = (member - channel) * pixels + channel;
    for (let p = 0; p < pixels; p++) gathered[to + p * channels] = images[row * pixels + p] ?? NaN;
  });
  return gathered;
}

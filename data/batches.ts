/**
 * Batches. Their order is a pure function of seed and epoch, and a batch a pure function of its number in the order: a
 * run can be resumed at any batch without replaying those before.
 *
 * @module
 */
import { type Frames, readFrames } from "./frames/frames.ts";
import { type Masks, readMasks } from "./frames/masks.ts";
import { Random, range } from "./random/random.ts";
import { cutLabels } from "./labels.ts";
import type { Patterns } from "./patterns.ts";
import type { Samples } from "./samples.ts";
import { batchEnds, type BatchesOptions, type BatchWindow, planBatches } from "./plan_batches.ts";
import { takeRows } from "./arrays/take_rows.ts";

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
  /** (B, N, N, C) 1 where a pixel is valid, 0 where it is masked; null unless patterns have masks of their own. */
  readonly mask: Uint8Array | null;
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
  /**
   * How batches of one scan each are cut; they then come in random order, and the samples of a scan are shuffled among
   * themselves.
   *
   * @default {null} all samples are shuffled together
   */
  readonly apart?: { readonly of: Int32Array; readonly batchSize: number } | null;
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
export function epochOrder(indices: Int32Array, { seed, epoch, apart = null }: EpochOptions): Int32Array {
  const random = new Random(seed, `order of epoch ${epoch}`);
  const order = random.shuffle(indices.slice());
  if (!apart) return order;
  const { of, batchSize } = apart;
  const scanAt = (place: number): number => of[order[place] ?? NaN] ?? NaN;
  const byScan = takeRows(order, range(order.length).sort((a, b) => scanAt(a) - scanAt(b) || a - b), 1);
  const ends = batchEnds(byScan, { batchSize, apart: of });
  const mixed = [...random.shuffle(range(ends.length))].map((batch) => byScan.slice(ends[batch - 1] ?? 0, ends[batch]));
  return Int32Array.from(mixed.flatMap((batch) => [...batch]));
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
  readonly patterns: Pick<Patterns, "frames" | "masks" | "numbers" | "labelAmp" | "labelPhase" | "labelSource">;
}

/**
 * Gathers the arrays of some samples. Everything that makes batches does it by this function, on whatever thread.
 *
 * @param samples The samples.
 * @param indices Numbers of samples.
 * @param images Whether to gather amplitude, masks and labels; without, there are none in the batch, for those who have them
 *   elsewhere.
 * @returns The batch, with arrays of its own.
 */
export function gatherBatch(samples: GatherSource, indices: Int32Array, images = true): Omit<Batch, "window"> {
  const { channels, patterns } = samples;
  const members = takeRows(samples.members, indices, channels);
  const layout = { channels, pixels: samples.patchSize ** 2 };
  const numbers = takeRows(patterns.numbers, members, 1);
  return {
    size: indices.length,
    channels,
    indices,
    members,
    offsets: takeRows(samples.offsets, indices, 2 * channels),
    amplitude: images ? gatherFrames(patterns.frames, numbers, layout) : new Float32Array(),
    mask: images && patterns.masks ? gatherMasks(patterns.masks, numbers, layout) : null,
    inputScale: takeRows(samples.inputScale, indices, 1),
    physicsScale: takeRows(samples.physicsScale, indices, 1),
    ...(images ? gatherLabels(patterns, members, layout) : { labelAmp: null, labelPhase: null }),
  };
}

// --- internal ---

/** How images lie in a batch. */
interface Layout {
  readonly channels: number;
  readonly pixels: number;
}

/** Amplitudes of C patterns a sample as (B, N, N, C). */
function gatherFrames(frames: Frames, numbers: Int32Array, layout: Layout): Float32Array {
  if (frames.held) return channelsLast(frames.held, numbers, layout);
  const images = readFrames(frames, numbers);
  return layout.channels === 1 ? images : channelsLast(images, range(numbers.length), layout);
}

/** Masks of C patterns a sample as (B, N, N, C); none where all share one. */
function gatherMasks(masks: Masks, numbers: Int32Array, layout: Layout): Uint8Array | null {
  return masks.shared ? null : channelsLast(readMasks(masks, numbers), range(numbers.length), layout);
}

/** Labels of C patterns a sample as (B, N, N, C), cut where they are not held. */
function gatherLabels(
  { labelAmp, labelPhase, labelSource }: GatherSource["patterns"],
  members: Int32Array,
  layout: Layout,
): Pick<Batch, "labelAmp" | "labelPhase"> {
  const gather = (images: Float32Array | null, rows: Int32Array): Float32Array | null =>
    images && channelsLast(images, rows, layout);
  if (!labelSource) return { labelAmp: gather(labelAmp, members), labelPhase: gather(labelPhase, members) };
  const { amp, phase } = cutLabels(labelSource, members);
  const all = range(members.length);
  return { labelAmp: gather(amp, all), labelPhase: gather(phase, all) };
}

/** Images of C patterns a sample as (B, N, N, C). */
function channelsLast<T extends Float32Array | Uint8Array>(
  images: T,
  rows: Int32Array,
  { channels, pixels }: Layout,
): T {
  if (channels === 1) return takeRows(images, rows, pixels);
  const gathered = new (images.constructor as new (length: number) => T)(rows.length * pixels);
  rows.forEach((row, member) => {
    const channel = member % channels;
    const to = (member - channel) * pixels + channel;
    for (let p = 0; p < pixels; p++) gathered[to + p * channels] = images[row * pixels + p] ?? NaN;
  });
  return gathered;
}

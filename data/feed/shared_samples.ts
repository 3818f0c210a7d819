/**
 * Samples in shared memory, where every worker reads them in place, and what workers and their pool send each other: plain
 * buffers, as Deno takes seconds to send the views of large ones.
 *
 * @module
 */
import type { GatherSource } from "../batches.ts";
import type { LabelSource } from "../labels.ts";
import { FileFrames } from "../frames/file_frames.ts";
import { type FrameFile, type Frames, heldFrames } from "../frames/frames.ts";
import { joinFrames } from "../frames/join_frames.ts";
import { type Masks, sliceMasks } from "../frames/masks.ts";

/** Samples in shared memory. */
export interface SharedSamples {
  readonly patchSize: number;
  readonly channels: number;
  /** Whether amplitude, masks and labels are gathered. */
  readonly images: boolean;
  readonly members: SharedArrayBuffer;
  readonly offsets: SharedArrayBuffer;
  readonly inputScale: SharedArrayBuffer;
  readonly physicsScale: SharedArrayBuffer;
  readonly numbers: SharedArrayBuffer;
  /** The images of each scan. */
  readonly frames: readonly SharedFrames[];
  /** {@link Masks.shared}. */
  readonly sharedMask: SharedArrayBuffer | null;
  /** {@link Masks.bits}. */
  readonly maskBits: SharedArrayBuffer | null;
  readonly labelAmp: SharedArrayBuffer | null;
  readonly labelPhase: SharedArrayBuffer | null;
  readonly labelSource: SharedLabelSource | null;
}

/** The images of a scan. */
interface SharedFrames {
  readonly count: number;
  readonly amplitude: SharedArrayBuffer | null;
  /** Where amplitudes are read from; null where they are in memory. */
  readonly file: FrameFile | null;
}

/** What labels are cut from. */
interface SharedLabelSource extends Pick<LabelSource, "patchSize" | "phaseSubtraction"> {
  readonly objects: readonly {
    readonly height: number;
    readonly width: number;
    readonly re: SharedArrayBuffer;
    readonly im: SharedArrayBuffer;
  }[];
  readonly objectOf: SharedArrayBuffer | null;
  readonly x: SharedArrayBuffer;
  readonly y: SharedArrayBuffer;
}

/** Arrays of a batch. */
export interface GatheredBuffers {
  readonly members: ArrayBufferLike;
  readonly offsets: ArrayBufferLike;
  readonly amplitude: ArrayBufferLike;
  readonly mask: ArrayBufferLike | null;
  readonly inputScale: ArrayBufferLike;
  readonly physicsScale: ArrayBufferLike;
  readonly labelAmp: ArrayBufferLike | null;
  readonly labelPhase: ArrayBufferLike | null;
}

/** A batch to gather. */
export interface GatherTask {
  readonly id: number;
  readonly indices: Int32Array;
}

/** A batch that was gathered, or why it was not. */
export type GatherAnswer =
  | { readonly id: number; readonly arrays: GatheredBuffers; readonly problem: null }
  | { readonly id: number; readonly arrays: null; readonly problem: string };

/** How samples are shared. */
export interface ShareOptions {
  /** Whether amplitude and labels will be gathered. */
  readonly images: boolean;
  /** By how many workers. */
  readonly workers: number;
}

/**
 * Puts what batches are gathered from into shared memory; arrays that are there already are not copied.
 *
 * @param samples The samples.
 * @param options Who gathers what; what will not be gathered is not shared.
 */
export function shareSamples(samples: GatherSource, { images, workers }: ShareOptions): SharedSamples {
  const { patchSize, channels, members, offsets, inputScale, physicsScale, patterns } = samples;
  const image = (values: Shareable | null = null): SharedArrayBuffer | null => images && values ? share(values) : null;
  return {
    ...{ patchSize, channels, images },
    members: share(members),
    offsets: share(offsets),
    inputScale: share(inputScale),
    physicsScale: share(physicsScale),
    numbers: share(patterns.numbers),
    frames: (patterns.frames.parts ?? [patterns.frames]).map((frames) => ({
      count: frames.count,
      amplitude: image(frames.held),
      file: images ? frames.lend(workers) : null,
    })),
    sharedMask: image(patterns.masks?.shared),
    maskBits: image(patterns.masks?.bits),
    labelAmp: image(patterns.labelAmp),
    labelPhase: image(patterns.labelPhase),
    labelSource: images && patterns.labelSource ? shareLabelSource(patterns.labelSource) : null,
  };
}

/** The samples, as views of shared memory; images that are in a file, in the file. */
export async function sourceOf(shared: SharedSamples): Promise<GatherSource> {
  const masks = masksIn(shared);
  const floats = (buffer: SharedArrayBuffer | null): Float32Array | null => buffer && new Float32Array(buffer);
  return {
    patchSize: shared.patchSize,
    channels: shared.channels,
    members: new Int32Array(shared.members),
    offsets: new Float32Array(shared.offsets),
    inputScale: new Float32Array(shared.inputScale),
    physicsScale: new Float32Array(shared.physicsScale),
    patterns: {
      numbers: new Int32Array(shared.numbers),
      masks,
      frames: await framesOf(shared, masks),
      labelAmp: floats(shared.labelAmp),
      labelPhase: floats(shared.labelPhase),
      labelSource: shared.labelSource && labelSourceIn(shared.labelSource),
    },
  };
}

// --- internal ---

/** The masks, as views of shared memory. */
function masksIn({ patchSize, sharedMask, maskBits }: SharedSamples): Masks | null {
  const bytes = (buffer: SharedArrayBuffer | null): Uint8Array | null => buffer && new Uint8Array(buffer);
  return sharedMask || maskBits ? { patchSize, shared: bytes(sharedMask), bits: bytes(maskBits) } : null;
}

async function framesOf({ frames, patchSize }: SharedSamples, masks: Masks | null): Promise<Frames> {
  const parts: Frames[] = [];
  let from = 0;
  for (const { count, amplitude, file } of frames) {
    const own = masks && sliceMasks(masks, from, from += count);
    const held = amplitude ? new Float32Array(amplitude) : new Float32Array();
    parts.push(file ? await FileFrames.open(file, own) : heldFrames(held, patchSize));
  }
  const [first, second] = parts;
  return first && !second ? first : joinFrames(parts);
}

function shareLabelSource({ objects, objectOf, x, y, ...rest }: LabelSource): SharedLabelSource {
  return {
    ...rest,
    objects: objects.map(({ height, width, re, im }) => ({ height, width, re: share(re), im: share(im) })),
    objectOf: objectOf && share(objectOf),
    ...{ x: share(x), y: share(y) },
  };
}

function labelSourceIn({ objects, objectOf, x, y, ...rest }: SharedLabelSource): LabelSource {
  return {
    ...rest,
    objects: objects.map(({ re, im, ...size }) => ({ ...size, re: new Float32Array(re), im: new Float32Array(im) })),
    objectOf: objectOf && new Int32Array(objectOf),
    ...{ x: new Float64Array(x), y: new Float64Array(y) },
  };
}

type Shareable = Float64Array | Float32Array | Int32Array | Uint8Array;

function share(values: Shareable): SharedArrayBuffer {
  const { buffer, byteLength } = values;
  if (buffer instanceof SharedArrayBuffer && buffer.byteLength === byteLength) return buffer;
  const shared = new SharedArrayBuffer(byteLength);
  new Uint8Array(shared).set(new Uint8Array(buffer, values.byteOffset, byteLength));
  return shared;
}

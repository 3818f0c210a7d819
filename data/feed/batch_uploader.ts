/**
 * From typed arrays to the tensors of a model's batch. The probe and its mask are the same for every batch and stay on
 * the accelerator. The patterns may stay there too: then only the numbers of a batch's patterns go up, and the accelerator
 * gathers their images itself.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { Batch } from "../batches.ts";
import { readFrames } from "../frames/frames.ts";
import { readMasks } from "../frames/masks.ts";
import type { Patterns } from "../patterns.ts";
import type { Samples } from "../samples.ts";

/** How large a buffer of an accelerator may be, in bytes; what is absent is unknown. */
export interface BufferLimits {
  /** Of any buffer. */
  readonly maxBufferSize?: number;
  /** Of a buffer that a program reads. */
  readonly maxStorageBufferBindingSize?: number;
}

/** The tensors of a batch of B samples of C patterns, channels last: what a model takes. */
export interface UploadedBatch {
  /** Probe (N, N), or (P, N, N) of P modes where there are several. */
  readonly probe: { readonly re: tf.Tensor; readonly im: tf.Tensor };
  /** Weight of each pixel of the probe (N, N), from 0 to 1. */
  readonly probeMask: tf.Tensor2D;
  /** Measured diffraction amplitude (B, N, N, C), DC in the centre. */
  readonly amplitude: tf.Tensor4D;
  /**
   * 1 where a pixel is valid, 0 where it is masked: (1, N, N, 1) where all patterns share a mask, (B, N, N, C) where each
   * has its own; absent where every pixel is valid.
   */
  readonly mask?: tf.Tensor4D;
  /** Multiplies the network's input (B, 1, 1, 1). */
  readonly inputScale: tf.Tensor4D;
  /** Mean pattern (1, N, N, 1) and by how much differences from it are amplified for the network; absent where they are not. */
  readonly contrast?: { readonly mean: tf.Tensor4D; readonly gain: number };
  /** Multiplies prediction and observation before the loss (B, 1, 1, 1). */
  readonly physicsScale: tf.Tensor4D;
  /** Columns and rows (B, C, 2) of the patterns' centres relative to their sample's, in object pixels; absent where C = 1. */
  readonly offsets?: tf.Tensor3D;
  /** Whole pixels that no offset of all samples, of a column or of a row, is greater than; absent where C = 1. */
  readonly reach?: number;
  /** Which patterns of which trained scan they are, by their numbers in the scan's file (B, C); absent for other scans. */
  readonly origin?: { readonly scan: number; readonly patterns: tf.Tensor2D };
  /** Known amplitude of the object patches (B, N, N, C), where the samples have labels. */
  readonly labelAmp?: tf.Tensor4D;
  /** Known phase of the object patches in radians (B, N, N, C), where the samples have labels. */
  readonly labelPhase?: tf.Tensor4D;
}

/** Options of {@link BatchUploader}. */
export interface BatchUploaderOptions {
  /**
   * Upload the images of all patterns at once, and gather those of a batch on the accelerator. Batches then need no
   * images of their own, and the uploader serves any set of numbers of the same samples.
   *
   * @default {false}
   */
  readonly resident?: boolean;
  /**
   * Number of the scan among those that are trained on, where probe or positions are learned.
   *
   * @default batches do not say which patterns they have
   */
  readonly scan?: number;
  /**
   * Limits of the accelerator, to say at once if the images are too large for it.
   *
   * @default {{}}
   */
  readonly limits?: BufferLimits;
}

/** What is uploaded of samples. */
export interface UploadedSamples
  extends Pick<Samples, "patchSize" | "channels" | "offsets" | "probe" | "probeMask" | "contrast"> {
  /** Their patterns. */
  readonly patterns: Pick<Patterns, "count" | "frames" | "masks" | "numbers" | "labelAmp" | "labelPhase">;
}

/**
 * Uploads the batches of one set of samples to the current backend of tensorflow.js.
 *
 * @example
 * ```ts
 * import { batches, BatchUploader, createModel, createTrainingPayload, prepareSamples } from "@exitwave/exitwave";
 * import { selectAccelerator, simulateScan } from "@exitwave/exitwave";
 * import * as tf from "@tensorflow/tfjs";
 * import { assert } from "@std/assert";
 *
 * await selectAccelerator("cpu");
 * const payload = createTrainingPayload({ model: { filterScale: 0.125 } });
 * const samples = prepareSamples(simulateScan({ patterns: 2 }), payload, { seed: 1 });
 * const model = createModel(payload, { seed: 1 });
 * const uploader = new BatchUploader(samples);
 * for (const batch of batches(samples, Int32Array.of(0, 1), { batchSize: 2 })) {
 *   const { value, grads } = tf.variableGrads(() => model.loss(uploader.upload(batch)));
 *   assert((await value.data())[0] !== undefined && Object.keys(grads).length === model.parameters.size);
 * }
 * uploader.dispose();
 * model.dispose();
 * ```
 */
export class BatchUploader {
  readonly #size: number;
  /** Probe and its mask, the mask that all patterns share, their contrast, and how far patterns lie from their samples' centres. */
  readonly #constants: Pick<UploadedBatch, "probe" | "probeMask" | "mask" | "contrast" | "reach">;
  /** Images of all patterns (P, N, N, 1), where they are resident. */
  readonly #resident: Images | null;
  /** Of the scan that is trained on. */
  readonly #origin: { readonly scan: number; readonly numbers: Int32Array } | null;

  /**
   * Uploads probe and mask, and all images where they shall stay.
   *
   * @param samples The samples whose batches will be uploaded.
   * @param options Whether their images stay on the accelerator.
   * @throws {RangeError} If they shall stay and are larger than a buffer of the accelerator may be, or not in memory.
   */
  constructor(samples: UploadedSamples, { resident = false, limits = {}, scan }: BatchUploaderOptions = {}) {
    const { patchSize, channels, offsets, patterns, probe, probeMask, contrast } = samples;
    if (resident) requireRoom(samples, limits);
    if (resident) requireHeld(samples.patterns);
    this.#size = patchSize;
    const image = (values: Float32Array): tf.Tensor2D => tf.tensor2d(values, [patchSize, patchSize]);
    const modes = ([first = new Float32Array(), ...others]: readonly Float32Array[]): tf.Tensor =>
      others.length === 0 ? image(first) : tf.tidy(() => tf.stack([first, ...others].map(image)));
    const shared = patterns.masks?.shared;
    this.#constants = {
      probe: { re: modes(probe.map(({ re }) => re)), im: modes(probe.map(({ im }) => im)) },
      probeMask: image(probeMask),
      ...(shared && { mask: tf.tensor4d(Float32Array.from(shared), [1, patchSize, patchSize, 1]) }),
      ...(contrast && { contrast: { ...contrast, mean: tf.tensor4d(contrast.mean, [1, patchSize, patchSize, 1]) } }),
      ...(channels > 1 && { reach: reachOf(offsets) }),
    };
    this.#origin = scan === undefined ? null : { scan, numbers: patterns.numbers };
    this.#resident = resident ? this.#upload(used(patterns), [patterns.count, 1]) : null;
  }

  /**
   * Uploads a batch; call it within `tf.tidy`, which frees it.
   *
   * @param batch A batch of the samples.
   * @returns Its tensors, channels last.
   */
  upload(batch: Batch): UploadedBatch {
    const { size, channels, members, offsets, inputScale, physicsScale } = batch;
    const scales = (values: Float32Array): tf.Tensor4D => tf.tensor4d(values, [size, 1, 1, 1]);
    const images = this.#resident ? gather(this.#resident, batch) : this.#upload(batch, [size, channels]);
    return {
      ...this.#constants,
      ...images,
      inputScale: scales(inputScale),
      physicsScale: scales(physicsScale),
      ...(channels > 1 && { offsets: tf.tensor3d(offsets, [size, channels, 2]) }),
      ...(this.#origin && { origin: originOf(this.#origin, members, [size, channels]) }),
    };
  }

  /** Frees what stays on the accelerator. */
  dispose(): void {
    tf.dispose([this.#constants, this.#resident ?? {}]);
  }

  #upload(
    { amplitude, mask, labelAmp, labelPhase }: ImageArrays,
    [count, channels]: readonly [number, number],
  ): Images {
    const shape: [number, number, number, number] = [count, this.#size, this.#size, channels];
    const images = (values: Float32Array): tf.Tensor4D => tf.tensor4d(values, shape);
    return {
      amplitude: images(amplitude),
      ...(mask && { mask: images(Float32Array.from(mask)) }),
      ...(labelAmp && { labelAmp: images(labelAmp) }),
      ...(labelPhase && { labelPhase: images(labelPhase) }),
    };
  }
}

// --- internal ---

type Images = Pick<UploadedBatch, "amplitude" | "mask" | "labelAmp" | "labelPhase">;
type ImageArrays = Pick<Batch, "amplitude" | "mask" | "labelAmp" | "labelPhase">;

/** Images of the patterns that samples are made of, by the patterns' numbers: those of the scan, where all are used. */
function used({ frames, masks, numbers, ...labels }: UploadedSamples["patterns"]): ImageArrays {
  const all = numbers.length === frames.count && numbers.every((number, pattern) => number === pattern);
  const amplitude = all && frames.held ? frames.held : readFrames(frames, numbers);
  return { amplitude, mask: masks && !masks.shared ? readMasks(masks, numbers) : null, ...labels };
}

function originOf(
  { scan, numbers }: { readonly scan: number; readonly numbers: Int32Array },
  members: Int32Array,
  shape: [number, number],
): NonNullable<UploadedBatch["origin"]> {
  return { scan, patterns: tf.tensor2d(members.map((member) => numbers[member] ?? NaN), shape, "int32") };
}

/** Values are copied as they are, so a gathered batch has the bits of an uploaded one. */
function gather({ amplitude, mask, labelAmp, labelPhase }: Images, { members, channels }: Batch): Images {
  const numbers = tf.tensor1d(members, "int32");
  const images = (resident: tf.Tensor4D): tf.Tensor4D => {
    const gathered = tf.gather(resident, numbers);
    if (channels === 1) return gathered;
    const [, height, width] = resident.shape;
    return gathered.reshape([-1, channels, height, width]).transpose([0, 2, 3, 1]);
  };
  return {
    amplitude: images(amplitude),
    ...(mask && { mask: images(mask) }),
    ...(labelAmp && { labelAmp: images(labelAmp) }),
    ...(labelPhase && { labelPhase: images(labelPhase) }),
  };
}

function reachOf(offsets: Float32Array): number {
  return Math.ceil(offsets.reduce((most, offset) => Math.max(most, Math.abs(offset)), 0));
}

function requireHeld({ frames }: UploadedSamples["patterns"]): void {
  if (frames.held) return;
  const mebibytes = (4 * frames.count * frames.patchSize ** 2 / 2 ** 20).toFixed(0);
  throw new RangeError(
    `Cannot keep the samples on the accelerator as they are read from a file: current value is ${mebibytes} MiB of ` +
      "images; set execution.frameCache to as much, or execution.pinMemory to false",
  );
}

function requireRoom({ patterns: { count }, patchSize }: UploadedSamples, limits: BufferLimits): void {
  const { maxBufferSize = Infinity, maxStorageBufferBindingSize = Infinity } = limits;
  const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  const bytes = 4 * count * patchSize ** 2;
  if (bytes <= most) return;
  const mebibytes = (size: number): string => `${(size / 2 ** 20).toFixed(0)} MiB`;
  throw new RangeError(
    `Cannot keep ${count} samples on the accelerator as a buffer may have ${mebibytes(most)}: ` +
      `current value is ${mebibytes(bytes)}; set execution.pinMemory to false`,
  );
}

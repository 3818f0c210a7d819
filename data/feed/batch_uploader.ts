/**
 * From typed arrays to the tensors of a model's batch. Probes and their mask stay on the accelerator, one probe for each scan. The patterns may stay there too: then only the numbers of a batch's patterns go up, and the accelerator
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
import { PatternOrigins } from "./pattern_origins.ts";
import { type BufferLimits, requireResident } from "./resident_images.ts";
import { ScanContrasts } from "./scan_contrasts.ts";
import { ScanProbes } from "./scan_probes.ts";

/** The tensors of a batch of B samples of C patterns, channels last: what a model takes. */
export interface UploadedBatch {
  /**
   * Probe (N, N), or (P, N, N) of P modes where there are several; of a batch that mixes scans (B, P, N, N), modes that a
   * scan lacks being zero.
   */
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
  /**
   * Mean pattern (1, N, N, 1) and by how much differences from it are amplified for the network, or those of each sample,
   * (B, N, N, 1) and (B, 1, 1, 1), where they are of several scans; absent where nothing is amplified.
   */
  readonly contrast?: { readonly mean: tf.Tensor4D; readonly gain: number | tf.Tensor4D };
  /** Multiplies prediction and observation before the loss (B, 1, 1, 1). */
  readonly physicsScale: tf.Tensor4D;
  /** Columns and rows (B, C, 2) of the patterns' centres relative to their sample's, in object pixels; absent where C = 1. */
  readonly offsets?: tf.Tensor3D;
  /** Whole pixels that no offset of all samples, of a column or of a row, is greater than; absent where C = 1. */
  readonly reach?: number;
  /**
   * Which patterns of which trained scan they are, by their numbers in the scan's file (B, C); of several scans, the number
   * of each sample's (B). Absent for other scans.
   */
  readonly origin?: { readonly scan: number | readonly number[]; readonly patterns: tf.Tensor2D };
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
   * Number of the scan, or of the first of several, among those that are trained on, where probe or positions are learned.
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
  extends Pick<Samples, "patchSize" | "channels" | "offsets" | "probe" | "probeMask" | "contrast" | "scans"> {
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
  /** The mask of probes, that which all patterns share, and how far patterns lie from their samples' centres. */
  readonly #constants: Pick<UploadedBatch, "probeMask" | "mask" | "reach">;
  readonly #probes: ScanProbes;
  readonly #contrasts: ScanContrasts;
  /** Images of all patterns (P, N, N, 1), where they are resident. */
  readonly #resident: Images | null;
  readonly #origins: PatternOrigins | null;
  /** Tensors that batches have in common. */
  readonly #staying: ReadonlySet<tf.Tensor>;

  /**
   * Uploads probe and mask, and all images where they shall stay.
   *
   * @param samples The samples whose batches will be uploaded.
   * @param options Whether their images stay on the accelerator.
   * @throws {RangeError} If they shall stay and are larger than a buffer of the accelerator may be, or not in memory.
   */
  constructor(samples: UploadedSamples, { resident = false, limits = {}, scan }: BatchUploaderOptions = {}) {
    const { patchSize, channels, offsets, patterns, probeMask } = samples;
    if (resident) requireResident(samples, limits);
    this.#size = patchSize;
    this.#probes = new ScanProbes(samples);
    this.#contrasts = new ScanContrasts(samples);
    const shared = patterns.masks?.shared;
    this.#constants = {
      probeMask: tf.tensor2d(probeMask, [patchSize, patchSize]),
      ...(shared && { mask: tf.tensor4d(Float32Array.from(shared), [1, patchSize, patchSize, 1]) }),
      ...(channels > 1 && { reach: reachOf(offsets) }),
    };
    this.#origins = scan === undefined ? null : new PatternOrigins(samples, scan);
    this.#resident = resident ? this.#upload(used(patterns), [patterns.count, 1]) : null;
    const { probeMask: weights, mask } = this.#constants;
    this.#staying = new Set([weights, ...mask ? [mask] : [], ...this.#probes.tensors, ...this.#contrasts.tensors]);
  }

  /**
   * Whether a tensor of a batch is one that other batches have too, such as the probe of a scan: nobody may write to it.
   *
   * @param tensor The tensor.
   */
  stays(tensor: tf.Tensor): boolean {
    return this.#staying.has(tensor);
  }

  /**
   * Uploads a batch; call it within `tf.tidy`, which frees it.
   *
   * @param batch A batch of the samples.
   * @returns Its tensors, channels last.
   */
  upload(batch: Batch): UploadedBatch {
    const { size, channels, indices, members, offsets, inputScale, physicsScale } = batch;
    const scales = (values: Float32Array): tf.Tensor4D => tf.tensor4d(values, [size, 1, 1, 1]);
    const images = this.#resident ? gather(this.#resident, batch) : this.#upload(batch, [size, channels]);
    const { probe, scan } = this.#probes.of(indices);
    const contrast = this.#contrasts.of(scan);
    return {
      ...this.#constants,
      ...images,
      probe,
      ...(contrast && { contrast }),
      inputScale: scales(inputScale),
      physicsScale: scales(physicsScale),
      ...(channels > 1 && { offsets: tf.tensor3d(offsets, [size, channels, 2]) }),
      ...(this.#origins && { origin: this.#origins.of(scan, { members, shape: [size, channels] }) }),
    };
  }

  /** Frees what stays on the accelerator. */
  dispose(): void {
    tf.dispose([this.#constants, this.#resident ?? {}]);
    this.#probes.dispose();
    this.#contrasts.dispose();
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

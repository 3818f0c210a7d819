/**
 * From typed arrays to the tensors of a model's batch. The probe and its mask are the same for every batch and stay on
 * the accelerator. The samples may stay there too: then only the numbers of a batch's samples go up, and the accelerator
 * gathers their images itself.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Accelerator } from "../backend/accelerator_interface.ts";
import type { Batch } from "../data/batches.ts";
import type { Samples } from "../data/samples.ts";
import type { ModelBatch } from "../model/model_batch.ts";

/** Options of {@link BatchUploader}. */
export interface BatchUploaderOptions {
  /**
   * Upload the images of all samples at once, and gather those of a batch on the accelerator. Batches then need no
   * images of their own, and the uploader serves any set of numbers of the same samples.
   *
   * @default {false}
   */
  readonly resident?: boolean;
  /**
   * Limits of the accelerator, to say at once if the images are too large for it.
   *
   * @default {{}}
   */
  readonly limits?: Accelerator["limits"];
}

/** What is uploaded of samples. */
export type UploadedSamples = Pick<
  Samples,
  "count" | "patchSize" | "probe" | "probeMask" | "amplitude" | "labelAmp" | "labelPhase"
>;

/** Uploads the batches of one set of samples. */
export class BatchUploader {
  readonly #size: number;
  readonly #constants: Pick<ModelBatch, "probe" | "probeMask">;
  /** Images of all samples, where they are resident. */
  readonly #resident: Images | null;

  /**
   * @param samples The samples whose batches will be uploaded.
   * @param options Whether their images stay on the accelerator.
   * @throws {RangeError} If they shall stay and are larger than a buffer of the accelerator may be.
   */
  constructor(samples: UploadedSamples, { resident = false, limits = {} }: BatchUploaderOptions = {}) {
    const { count, patchSize, probe, probeMask } = samples;
    if (resident) requireRoom(samples, limits);
    this.#size = patchSize;
    const image = (values: Float32Array): tf.Tensor2D => tf.tensor2d(values, [patchSize, patchSize]);
    this.#constants = { probe: { re: image(probe.re), im: image(probe.im) }, probeMask: image(probeMask) };
    this.#resident = resident ? this.#upload(samples, count) : null;
  }

  /**
   * Uploads a batch; call it within `tf.tidy`, which frees it.
   *
   * @param batch A batch of the samples.
   * @returns Its tensors, channels last.
   */
  upload(batch: Batch): ModelBatch {
    const { size, indices, inputScale, physicsScale } = batch;
    const scales = (values: Float32Array): tf.Tensor4D => tf.tensor4d(values, [size, 1, 1, 1]);
    const images = this.#resident ? gather(this.#resident, indices) : this.#upload(batch, size);
    return { ...this.#constants, ...images, inputScale: scales(inputScale), physicsScale: scales(physicsScale) };
  }

  /** Frees what stays on the accelerator. */
  dispose(): void {
    const { probe, probeMask } = this.#constants;
    tf.dispose([probe.re, probe.im, probeMask, ...Object.values(this.#resident ?? {})]);
  }

  #upload({ amplitude, labelAmp, labelPhase }: ImageArrays, count: number): Images {
    const images = (values: Float32Array): tf.Tensor4D => tf.tensor4d(values, [count, this.#size, this.#size, 1]);
    return {
      amplitude: images(amplitude),
      ...(labelAmp && { labelAmp: images(labelAmp) }),
      ...(labelPhase && { labelPhase: images(labelPhase) }),
    };
  }
}

// --- internal ---

type Images = Pick<ModelBatch, "amplitude" | "labelAmp" | "labelPhase">;
type ImageArrays = Pick<Samples, "amplitude" | "labelAmp" | "labelPhase">;

/** Values are copied as they are, so a gathered batch has the bits of an uploaded one. */
function gather(resident: Images, indices: Int32Array): Images {
  const { amplitude, labelAmp, labelPhase } = resident;
  const numbers = tf.tensor1d(indices, "int32");
  return {
    amplitude: tf.gather(amplitude, numbers),
    ...(labelAmp && { labelAmp: tf.gather(labelAmp, numbers) }),
    ...(labelPhase && { labelPhase: tf.gather(labelPhase, numbers) }),
  };
}

function requireRoom({ amplitude, count }: UploadedSamples, limits: Accelerator["limits"]): void {
  const { maxBufferSize = Infinity, maxStorageBufferBindingSize = Infinity } = limits;
  const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  if (amplitude.byteLength <= most) return;
  const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  throw new RangeError(
    `Cannot keep ${count} samples on the accelerator as a buffer may have ${mebibytes(most)}: ` +
      `current value is ${mebibytes(amplitude.byteLength)}; set execution.pinMemory to false`,
  );
}

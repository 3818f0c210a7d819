/**
 * From typed arrays to the tensors of a model's batch. The probe and its mask are the same for every batch and stay on
 * the accelerator.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Batch } from "../data/batches.ts";
import type { Samples } from "../data/samples.ts";
import type { ModelBatch } from "../model/model_batch.ts";

/** Uploads the batches of one set of samples. */
export class BatchUploader {
  readonly #size: number;
  readonly #constants: Pick<ModelBatch, "probe" | "probeMask">;

  /** @param samples The samples whose batches will be uploaded. */
  constructor({ patchSize, probe, probeMask }: Pick<Samples, "patchSize" | "probe" | "probeMask">) {
    this.#size = patchSize;
    const image = (values: Float32Array): tf.Tensor2D => tf.tensor2d(values, [patchSize, patchSize]);
    this.#constants = { probe: { re: image(probe.re), im: image(probe.im) }, probeMask: image(probeMask) };
  }

  /**
   * Uploads a batch; call it within `tf.tidy`, which frees it.
   *
   * @param batch A batch of the samples.
   * @returns Its tensors, channels last.
   */
  upload(batch: Batch): ModelBatch {
    const { size, amplitude, inputScale, physicsScale, labelAmp, labelPhase } = batch;
    const images = (values: Float32Array): tf.Tensor4D => tf.tensor4d(values, [size, this.#size, this.#size, 1]);
    const scales = (values: Float32Array): tf.Tensor4D => tf.tensor4d(values, [size, 1, 1, 1]);
    return {
      ...this.#constants,
      amplitude: images(amplitude),
      inputScale: scales(inputScale),
      physicsScale: scales(physicsScale),
      ...(labelAmp && { labelAmp: images(labelAmp) }),
      ...(labelPhase && { labelPhase: images(labelPhase) }),
    };
  }

  /** Frees the probe and its mask. */
  dispose(): void {
    const { probe, probeMask } = this.#constants;
    tf.dispose([probe.re, probe.im, probeMask]);
  }
}

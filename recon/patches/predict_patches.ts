/**
 * The network's patches, batch by batch: what a reconstruction is stitched from, and what is told of it beside.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Batch, batches } from "../../data/batches.ts";
import type { Samples } from "../../data/samples.ts";
import type { Model } from "../../model/create_model.ts";
import type { ModelBatch } from "../../model/model_batch.ts";

/** What the network painted for some samples that follow each other. */
export interface PredictedPatches {
  /** Number of the first sample. */
  readonly first: number;
  /** Samples B. */
  readonly size: number;
  /** Amplitudes (B, N, N), row-major. */
  readonly amp: Float32Array;
  /** Phases (B, N, N) in radians. */
  readonly phase: Float32Array;
  /** Predicted diffraction amplitudes (B, N, N), in the unit of the measured ones, DC centred; empty unless asked for. */
  readonly diffraction: Float32Array;
}

/** Which patches are predicted. */
export interface PredictPatchesOptions {
  /** Patterns predicted at once. */
  readonly batchSize: number;
  /**
   * Samples, at most, from the first on; null for all.
   * @default null
   */
  readonly limit?: number | null;
  /**
   * Predict diffraction too.
   * @default false
   */
  readonly diffraction?: boolean;
}

/**
 * Predicts the patches of samples in their order. All heads of a batch come back from the device in one read.
 *
 * @param model A trained model, on the current backend.
 * @param samples Samples of the model's patch size.
 */
export async function* predictPatches(
  model: Model,
  samples: Samples,
  { batchSize, limit = null, diffraction = false }: PredictPatchesOptions,
): AsyncGenerator<PredictedPatches> {
  const order = Int32Array.from({ length: Math.min(samples.count, limit ?? Infinity) }, (_, k) => k);
  const probe = probeTensors(samples);
  try {
    for (const batch of batches(samples, order, { batchSize })) {
      const made = tf.tidy(() => {
        const tensors = { ...tensorsOf(batch, model.patchSize), ...probe };
        const patches = model.patches(tensors);
        const parts = [patches.amp, patches.phase, ...(diffraction ? [model.diffract(patches, tensors)] : [])];
        return tf.concat(parts.map((part) => part.flatten()));
      });
      const values = await made.data<"float32">().finally(() => made.dispose());
      const pixels = batch.size * model.patchSize ** 2;
      const part = (k: number): Float32Array => values.subarray(k * pixels, (k + 1) * pixels);
      const [first = 0] = batch.indices;
      yield { first, size: batch.size, amp: part(0), phase: part(1), diffraction: part(2) };
    }
  } finally {
    tf.dispose([probe.probe.re, probe.probe.im, probe.probeMask]);
  }
}

// --- internal ---

type ProbeTensors = Pick<ModelBatch, "probe" | "probeMask">;

function probeTensors({ probe, probeMask, patchSize }: Samples): ProbeTensors {
  const plane = (values: Float32Array): tf.Tensor2D => tf.tensor2d(values, [patchSize, patchSize]);
  return { probe: { re: plane(probe.re), im: plane(probe.im) }, probeMask: plane(probeMask) };
}

function tensorsOf(batch: Batch, side: number): Omit<ModelBatch, "probe" | "probeMask"> {
  const each = (values: Float32Array): tf.Tensor4D => tf.tensor4d(values, [batch.size, 1, 1, 1]);
  return {
    amplitude: tf.tensor4d(batch.amplitude, [batch.size, side, side, 1]),
    inputScale: each(batch.inputScale),
    physicsScale: each(batch.physicsScale),
  };
}

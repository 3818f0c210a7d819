/**
 * The network's patches, batch by batch: what a reconstruction is stitched from, and what is told of it beside.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { Batch } from "../../data/batches.ts";
import { createBatchLoader } from "../../data/feed/batch_loader.ts";
import { BatchUploader } from "../../data/feed/batch_uploader.ts";
import type { Samples } from "../../data/samples.ts";
import type { Model } from "../../model/create_model.ts";

/** What the network painted for some samples that follow each other: a patch for each of their patterns. */
export interface PredictedPatches {
  /** Number of the first patch, over all samples and their patterns. */
  readonly first: number;
  /** Patches B. */
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
  /** Samples predicted at once. */
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
 * Predicts the patches of samples in their order. All heads of a batch come back from the device in one read,
 * while it works on the next.
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
  const loader = createBatchLoader(samples, { workers: 0 });
  const uploader = new BatchUploader(samples);
  let ahead: Promise<PredictedPatches> | null = null;
  try {
    for await (const batch of loader.load(order, { batchSize })) {
      const begun = ahead;
      // The device has its next batch before the last one is waited for.
      ahead = begin(model, batch, { uploader, diffraction });
      ahead.catch(() => undefined); // it is waited for later, and may fail before
      if (begun) yield await begun;
    }
    if (ahead) yield await ahead;
  } finally {
    await ahead?.catch(() => undefined);
    uploader.dispose();
    await loader.close();
  }
}

// --- internal ---

interface BeginOptions {
  readonly uploader: BatchUploader;
  readonly diffraction: boolean;
}

/** Hands a batch to the device; all has been handed over on return, and the promise is for what comes back. */
async function begin(model: Model, batch: Batch, { uploader, diffraction }: BeginOptions): Promise<PredictedPatches> {
  const made = tf.tidy(() => {
    const tensors = uploader.upload(batch);
    const patches = model.patches(tensors);
    const parts = [patches.amp, patches.phase, ...(diffraction ? [model.diffract(patches, tensors)] : [])];
    return tf.concat(parts.map((part) => planes(part).flatten()));
  });
  const values = await made.data<"float32">().finally(() => made.dispose());
  const size = batch.size * batch.channels;
  const pixels = size * model.patchSize ** 2;
  const part = (k: number): Float32Array => values.subarray(k * pixels, (k + 1) * pixels);
  const first = (batch.indices[0] ?? 0) * batch.channels;
  return { first, size, amp: part(0), phase: part(1), diffraction: part(2) };
}

/** One image behind the other, the patterns of a sample in their order. */
function planes(images: tf.Tensor4D): tf.Tensor4D {
  return images.shape[3] === 1 ? images : images.transpose([0, 3, 1, 2]);
}

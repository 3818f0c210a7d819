/**
 * The network's patches, batch by batch: what a reconstruction is stitched from, and what is told of it beside.
 *
 * @module
 */
import { hasOwnMemory } from "../../backend/operations/own_memory.ts";
import * as tf from "../../packages/tensorflow.ts";
import { type Batch, batches } from "../../data/batches.ts";
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

/** Patches (B, N, N) where they were painted. */
export interface PaintedPatches {
  readonly amp: tf.Tensor3D;
  readonly phase: tf.Tensor3D;
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
  /**
   * Whether patches come back from the accelerator; else those that are yielded are without pixels.
   * @default true
   */
  readonly read?: boolean;
  /** Called with the patches of every batch, in their order, as soon as they are painted; they are freed behind it. */
  readonly onPainted?: (patches: PaintedPatches) => void;
}

/**
 * Predicts the patches of samples in their order. All heads of a batch come back from the device in one read,
 * while it works on those that follow.
 *
 * @param model A trained model, on the current backend.
 * @param samples Samples of the model's patch size.
 */
export async function* predictPatches(
  model: Model,
  samples: Samples,
  { batchSize, limit = null, ...wanted }: PredictPatchesOptions,
): AsyncGenerator<PredictedPatches> {
  const order = Int32Array.from({ length: Math.min(samples.count, limit ?? Infinity) }, (_, k) => k);
  const loader = createBatchLoader(samples, { workers: 0 });
  const uploader = new BatchUploader(samples);
  const ahead: Promise<PredictedPatches>[] = [];
  const most = BATCHES_IN_FLIGHT[hasOwnMemory() ? "gpu" : "cpu"];
  try {
    for await (const batch of loader.load(order, { batchSize })) {
      // The device has its next batches before those that it has begun are waited for.
      const begun = begin(model, batch, { uploader, ...wanted });
      begun.catch(() => undefined); // it is waited for later, and may fail before
      ahead.push(begun);
      const first = ahead.length > most ? ahead.shift() : undefined;
      if (first) yield await first;
    }
    for (let next = ahead.shift(); next; next = ahead.shift()) yield await next;
  } finally {
    await Promise.allSettled(ahead);
    uploader.dispose();
    await loader.close();
  }
}

/**
 * Predicts the patches of a batch of the usual size, and forgets them: it shows which kernels, of which sizes, a prediction
 * needs.
 *
 * @param model A trained model, on the current backend.
 * @param samples Samples of the model's patch size.
 * @param batchSize Samples predicted at once.
 */
export function rehearsePatches(model: Model, samples: Samples, batchSize: number): void {
  const first = Int32Array.from({ length: Math.min(samples.count, batchSize) }, (_, k) => k);
  const uploader = new BatchUploader(samples);
  try {
    tf.tidy(() => batches(samples, first, { batchSize }).forEach((batch) => model.patches(uploader.upload(batch))));
  } finally {
    uploader.dispose();
  }
}

// --- internal ---

/** Batches that are handed over before the first of them is waited for: a GPU is read some time after it is done. */
const BATCHES_IN_FLIGHT = { gpu: 3, cpu: 1 } as const;

interface BeginOptions extends Pick<PredictPatchesOptions, "diffraction" | "read" | "onPainted"> {
  readonly uploader: BatchUploader;
}

/** Hands a batch to the device; all has been handed over on return, and the promise is for what comes back. */
async function begin(
  model: Model,
  batch: Batch,
  { uploader, diffraction = false, read = true, onPainted }: BeginOptions,
): Promise<PredictedPatches> {
  const made = tf.tidy(() => {
    const tensors = uploader.upload(batch);
    const patches = model.patches(tensors);
    const [amp, phase] = [planes(patches.amp), planes(patches.phase)];
    onPainted?.({ amp, phase });
    // A single value tells as well that the batch is done.
    if (!read) return amp.flatten().slice([0], [1]);
    const parts = [amp, phase, ...(diffraction ? [planes(model.diffract(patches, tensors))] : [])];
    return tf.concat(parts.map((part) => part.flatten()));
  });
  const values = await made.data<"float32">().finally(() => made.dispose());
  const size = batch.size * batch.channels;
  const pixels = read ? size * model.patchSize ** 2 : 0;
  const part = (k: number): Float32Array => values.subarray(k * pixels, (k + 1) * pixels);
  const first = (batch.indices[0] ?? 0) * batch.channels;
  return { first, size, amp: part(0), phase: part(1), diffraction: part(2) };
}

/** Images (B, N, N, C) one behind the other, (B · C, N, N), the patterns of a sample in their order. */
function planes(images: tf.Tensor4D): tf.Tensor3D {
  const [batch, height, width, channels] = images.shape;
  const first = channels === 1 ? images : images.transpose([0, 3, 1, 2]);
  return first.reshape([batch * channels, height, width]);
}

/**
 * The network's patches, batch by batch: what a reconstruction is stitched from, and what is told of it beside.
 *
 * @module
 */
import { readTogether } from "../../backend/read_together.ts";
import * as tf from "../../packages/tensorflow.ts";
import { batches } from "../../data/batches.ts";
import { createBatchLoader } from "../../data/feed/batch_loader.ts";
import { BatchUploader } from "../../data/feed/batch_uploader.ts";
import type { Samples } from "../../data/samples.ts";
import type { Model } from "../../model/create_model.ts";
import { type PaintedBatch, PatchPainter } from "./patch_painter.ts";
import type { PatchRange, PatchTaker } from "./patch_taker.ts";
import { ReadingPace } from "./reading_pace.ts";

/** What the network painted for some samples that follow each other: a patch for each of their patterns. */
export interface PredictedPatches extends PatchRange {
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
  /**
   * Whether patches come back from the accelerator; else those that are yielded are without pixels.
   * @default true
   */
  readonly read?: boolean;
  /**
   * Who takes the patches of every batch, in their order, as soon as they are painted.
   * @default []
   */
  readonly takers?: readonly PatchTaker[];
  /**
   * Whether batches are done again as recorded, where the accelerator can: no result depends on it.
   * @default false
   */
  readonly replay?: boolean;
  /** Told why they are not, where the accelerator could. */
  readonly onRefusal?: (reason: string) => void;
}

/**
 * Predicts the patches of samples in their order. All heads of some batches come back from the device in one read, and it
 * works on those that follow while these are looked at.
 *
 * @param model A trained model, on the current backend.
 * @param samples Samples of the model's patch size.
 */
export async function* predictPatches(
  model: Model,
  samples: Samples,
  { batchSize, limit = null, diffraction = false, read = true, takers = [], ...options }: PredictPatchesOptions,
): AsyncGenerator<PredictedPatches> {
  const { replay: enabled = false, onRefusal } = options;
  const order = Int32Array.from({ length: Math.min(samples.count, limit ?? Infinity) }, (_, k) => k);
  const loader = createBatchLoader(samples, { workers: 0 });
  using painter = new PatchPainter(model, samples, {
    ...{ read, diffraction, takers },
    replays: { enabled, ...(onRefusal && { onRefusal }) },
  });
  const pixels = read ? samples.patchSize ** 2 : 0;
  const pace = new ReadingPace(4 * (3 * pixels * samples.channels * batchSize + 1));
  const painted: PaintedBatch[] = [];
  let arrived: PredictedPatches[] = [];
  try {
    for await (const batch of loader.load(order, { batchSize })) {
      if (painted.length === 0) pace.begin();
      painted.push(painter.paint(batch));
      if (painted.length < pace.batches) continue;
      // The device has its next batches while those before are looked at.
      yield* arrived;
      arrived = await readBatches(painted.splice(0), { pixels, takers });
      pace.end();
    }
    yield* arrived;
    yield* await readBatches(painted.splice(0), { pixels, takers });
    for (const taker of takers) await taker.finish();
  } finally {
    tf.dispose(painted.map(({ output }) => output));
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

async function readBatches(
  painted: readonly PaintedBatch[],
  { pixels, takers }: { readonly pixels: number; readonly takers: readonly PatchTaker[] },
): Promise<PredictedPatches[]> {
  const values = await readTogether(painted.map(({ output }) => output));
  return painted.map(({ first, size, notes }, index) => {
    let end = 0;
    const next = (length: number): Float32Array => values[index]?.subarray(end, end += length) ?? new Float32Array();
    takers.forEach((taker, k) => taker.noted?.(next(notes[k] ?? 0), { first, size }));
    const images = size * pixels;
    return { first, size, amp: next(images), phase: next(images), diffraction: next(images) };
  });
}

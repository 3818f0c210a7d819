/**
 * Inference: the network looks at every pattern once, and the patches that it paints are stitched. The physics takes no
 * part in it.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Batch, batches } from "../data/batches.ts";
import type { Samples } from "../data/samples.ts";
import type { Model } from "../model/create_model.ts";
import type { ModelBatch } from "../model/model_batch.ts";
import type { Reconstruction } from "./reconstruction.ts";
import { type PatchBatch, Stitcher } from "./stitch.ts";

/** How far a reconstruction is. */
export interface ReconstructProgress {
  /** Patterns that are done. */
  readonly done: number;
  /** All patterns. */
  readonly total: number;
}

/** How patches are predicted and stitched. */
export interface ReconstructOptions {
  /**
   * Patterns predicted at once; does not change the result.
   * @default 16
   */
  readonly batchSize?: number;
  /**
   * Side of the patch's central square that is placed, in pixels; even. Null takes N/2.
   * @default null
   */
  readonly crop?: number | null;
  /**
   * Whether overlapping patches count alike or by the probe's intensity |P|².
   * @default "uniform"
   */
  readonly patchWeighting?: "uniform" | "probe";
  /**
   * Empty border around the canvas, in pixels.
   * @default 0
   */
  readonly padding?: number;
  /** Called after every batch. */
  readonly onProgress?: (progress: ReconstructProgress) => void;
  /** Stops between two batches; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Predicts the object patch of every sample and stitches them.
 *
 * @param model A trained model, on the current backend.
 * @param samples Samples of the model's patch size, scaled as in its training.
 * @returns The object; amplitudes are those of the network's head, phases in radians.
 * @throws {TypeError} Where the patch sizes differ.
 * @throws {RangeError} Where an option cannot be used, or the network's output is not finite.
 *
 * @example
 * ```ts
 * import {
 *   createModel,
 *   createTrainingPayload,
 *   prepareSamples,
 *   reconstruct,
 *   selectAccelerator,
 *   simulateScan,
 * } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * await selectAccelerator("cpu");
 * const payload = createTrainingPayload({ model: { filterScale: 0.125 } });
 * const samples = prepareSamples(simulateScan({ patchSize: 64, patterns: 2 }), payload, { seed: 42 });
 * const { object, mask } = await reconstruct(createModel(payload, { seed: 42 }), samples, { crop: 32 });
 * assertEquals(object.height * object.width, mask.length);
 * ```
 */
export async function reconstruct(
  model: Model,
  samples: Samples,
  options: ReconstructOptions = {},
): Promise<Reconstruction> {
  const { batchSize = 16, crop = null, patchWeighting = "uniform", padding = 0, onProgress, signal } = options;
  const { patchSize, count } = samples;
  if (patchSize !== model.patchSize) {
    throw new TypeError(
      `Cannot reconstruct as patterns must be ${model.patchSize} x ${model.patchSize} px, the size of the network's ` +
        `patches: current value is ${patchSize} x ${patchSize}`,
    );
  }
  const stitcher = new Stitcher(samples, {
    patchSize,
    padding,
    weights: patchWeighting === "probe" ? probeIntensity(samples) : null,
    ...(crop === null ? {} : { crop }),
  });
  const probe = probeTensors(samples);
  try {
    let done = 0;
    for (const batch of batches(samples, Int32Array.from({ length: count }, (_, k) => k), { batchSize })) {
      signal?.throwIfAborted();
      stitcher.add(await predictPatches(model, batch, probe));
      onProgress?.({ done: done += batch.size, total: count });
    }
  } finally {
    tf.dispose([probe.probe.re, probe.probe.im, probe.probeMask]);
  }
  return stitcher.finish();
}

// --- internal ---

type ProbeTensors = Pick<ModelBatch, "probe" | "probeMask">;

function probeTensors({ probe, probeMask, patchSize }: Samples): ProbeTensors {
  const plane = (values: Float32Array): tf.Tensor2D => tf.tensor2d(values, [patchSize, patchSize]);
  return { probe: { re: plane(probe.re), im: plane(probe.im) }, probeMask: plane(probeMask) };
}

function probeIntensity({ probe, probeMask }: Samples): Float32Array {
  return probe.re.map((re, p) => (re * re + (probe.im[p] ?? 0) ** 2) * (probeMask[p] ?? 1) ** 2);
}

/** amp·exp(i·phase) of one batch; both heads come back from the device in one read. */
async function predictPatches(model: Model, batch: Batch, probe: ProbeTensors): Promise<PatchBatch> {
  const heads = tf.tidy(() => {
    const { amp, phase } = model.patches({ ...tensorsOf(batch, model.patchSize), ...probe });
    return tf.concat([amp.flatten(), phase.flatten()]);
  });
  const values = await heads.data<"float32">().finally(() => heads.dispose());
  const pixels = values.length / 2;
  const re = new Float32Array(pixels);
  const im = new Float32Array(pixels);
  for (let p = 0; p < pixels; p++) {
    const [amp, phase] = [values[p] ?? NaN, values[pixels + p] ?? NaN];
    re[p] = amp * Math.cos(phase);
    im[p] = amp * Math.sin(phase);
  }
  return { re, im };
}

function tensorsOf(batch: Batch, side: number): Omit<ModelBatch, "probe" | "probeMask"> {
  const each = (values: Float32Array): tf.Tensor4D => tf.tensor4d(values, [batch.size, 1, 1, 1]);
  return {
    amplitude: tf.tensor4d(batch.amplitude, [batch.size, side, side, 1]),
    inputScale: each(batch.inputScale),
    physicsScale: each(batch.physicsScale),
  };
}

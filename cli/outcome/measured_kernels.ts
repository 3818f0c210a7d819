/**
 * `doctor --kernels`: how fast a GPU computes the convolutions of a training step, and by which programs.
 *
 * @module
 */
import type { Accelerator } from "../../backend/accelerator.ts";
import { acceleratorKernels, type KernelTable } from "../../backend/accelerator_kernels.ts";
import type { TuningProgress } from "../../backend/tune_accelerator.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { batches } from "../../data/batches.ts";
import { BatchUploader } from "../../data/feed/batch_uploader.ts";
import { prepareSamples } from "../../data/samples.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { createModel } from "../../model/create_model.ts";
import { backward } from "../../train/loop/micro_step.ts";

/** What was measured, on a step of which size. */
export interface MeasuredKernels extends KernelTable {
  readonly filterScale: number;
  readonly batchSize: number;
}

/**
 * Measures the kernels of a training step, 64 × 64 pixels; a GPU that is a program gets a smaller one.
 *
 * @param accelerator The accelerator, which is the current one.
 * @param onProgress Told before the first kernel, and after each.
 * @returns The kernels; null on the CPU.
 */
export async function measureKernels(
  accelerator: Accelerator,
  onProgress: (progress: TuningProgress) => void,
): Promise<MeasuredKernels | null> {
  const [filterScale, batchSize] = accelerator.software ? [0.125, 1] : [1, 16];
  const payload = createTrainingPayload({ model: { filterScale } });
  const samples = prepareSamples(simulateScan({ patchSize: 64, patterns: batchSize }), payload, { seed: 1 });
  const model = createModel(payload, { seed: 1 });
  const uploader = new BatchUploader(samples);
  try {
    const order = Int32Array.from({ length: batchSize }, (_, index) => index);
    const table = await acceleratorKernels(accelerator, () => {
      for (const batch of batches(samples, order, { batchSize })) backward(model, uploader.upload(batch));
    }, onProgress);
    return table && { filterScale, batchSize, ...table };
  } finally {
    uploader.dispose();
    model.dispose();
  }
}

/** The table as lines of text. */
export function kernelLines({ filterScale, batchSize, peak, kernels }: MeasuredKernels): string[] {
  const head =
    `kernels of a training step, 64 px, filter scale ${filterScale}, batch ${batchSize}; this adapter's peak: ` +
    `${peak.gflops.toFixed(0)} GFLOP/s, ${peak.gbs.toFixed(0)} GB/s`;
  const rows = kernels.map(({ kernel, shapes, way, milliseconds, gflops, gbs, shareOfPeak }) =>
    [
      milliseconds.toFixed(4).padStart(10),
      gflops.toFixed(1).padStart(9),
      gbs.toFixed(1).padStart(8),
      `${(100 * shareOfPeak).toFixed(0)}%`.padStart(8),
      way.padEnd(20),
      `${kernel} ${shapes.map((shape) => shape.join("×")).join(" * ")}`,
    ].join("  ")
  );
  return [head, "        ms    GFLOP/s      GB/s   of peak  program", ...rows];
}

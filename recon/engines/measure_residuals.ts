/**
 * How far an object and a probe are from what was measured, with neither of them moved.
 *
 * @module
 */
import { correctExitWaves } from "../../backend/operations/engine.ts";
import type { ComplexImage } from "../../data/complex_image.ts";
import { createEventLoopYield } from "../../data/files/event_loop.ts";
import { range } from "../../data/random/random.ts";
import * as tf from "../../packages/tensorflow.ts";
import { BatchFeed } from "./batch_feed.ts";
import { EngineCanvas } from "./state/engine_canvas.ts";
import type { EngineScan } from "./state/engine_scan.ts";
import { disposeWaves, uploadWaves } from "./state/engine_waves.ts";
import { type IterationResiduals, type PatternResiduals, ResidualGatherer } from "./state/residuals.ts";

/** What is measured. */
export interface MeasuredWaves {
  /** The object, on the canvas of the scan. */
  readonly canvas: ComplexImage;
  /** Modes of the probe, N × N each, in √counts. */
  readonly probe: readonly ComplexImage[];
  /** Patterns that are looked at together; does not change the result. */
  readonly batchSize: number;
  /** Stops before a batch; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Measures residuals.
 *
 * @param scan The scan.
 * @param waves Object and probe.
 * @returns Those of all patterns together, and of each.
 */
export async function measureResiduals(
  scan: EngineScan,
  { canvas, probe, batchSize, signal }: MeasuredWaves,
): Promise<{ readonly total: IterationResiduals; readonly patterns: PatternResiduals }> {
  const gatherer = new ResidualGatherer(scan);
  const turn = createEventLoopYield();
  using feed = new BatchFeed(scan, new EngineCanvas(scan));
  const waves = uploadWaves(canvas, probe);
  const all = range(scan.count);
  try {
    for (let first = 0; first < scan.count; first += batchSize) {
      await turn();
      signal?.throwIfAborted();
      const numbers = all.slice(first, first + batchSize);
      const residuals = tf.tidy(() => {
        const { places, measured } = feed.upload(numbers, gatherer);
        return correctExitWaves(waves, places, measured).residuals;
      });
      gatherer.add(numbers, await residuals.data<"float32">());
      residuals.dispose();
    }
  } finally {
    disposeWaves(waves);
  }
  return { total: gatherer.total(), patterns: gatherer.patterns() };
}

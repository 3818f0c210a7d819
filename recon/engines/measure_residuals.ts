/**
 * How far an object and a probe are from what was measured, with neither of them moved.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import { BatchFeed } from "./batch_feed.ts";
import { gatherResiduals } from "./gather_residuals.ts";
import { EngineCanvas } from "./state/engine_canvas.ts";
import type { EngineScan } from "./state/engine_scan.ts";
import { disposeWaves, uploadWaves } from "./state/engine_waves.ts";
import type { IterationResiduals, PatternResiduals } from "./state/residuals.ts";

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
  using feed = new BatchFeed(scan, new EngineCanvas(scan));
  const waves = uploadWaves(canvas, probe);
  try {
    const gatherer = await gatherResiduals(waves, { scan, feed, batchSize, ...(signal && { signal }) });
    return { total: gatherer.total(), patterns: gatherer.patterns() };
  } finally {
    disposeWaves(waves);
  }
}

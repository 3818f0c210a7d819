/**
 * A scan that an engine goes through in milliseconds, for tests of what its fields do.
 *
 * @module
 */
import { assert } from "@std/assert";
import { createReconstructionPayload, selectAccelerator, simulateScan } from "@exitwave/exitwave";
import type { EngineInput } from "../../../config/fields/engine_input.ts";
import type { ComplexImage } from "../../../data/complex_image.ts";
import type { EngineProgress } from "../../../recon/engines/engine_events.ts";
import { engineScan } from "../../../recon/engines/state/engine_scan.ts";
import { type EngineResult, runEngine } from "../../../recon/engines/run_engine.ts";

/** Sixteen patterns. */
export const simulated = simulateScan({ patchSize: 32, patterns: 16, photons: 1e5, seed: 3 });
/** The same for an engine. */
export const scan = engineScan(simulated);

/** Two iterations by eight patterns at once, unless something else is set. */
export async function run(fields: EngineInput, seen: EngineProgress[] = [], of = scan): Promise<EngineResult> {
  await selectAccelerator("cpu", { threads: 1 });
  const { engine } = createReconstructionPayload({ engine: { iterations: 2, batchSize: 8, ...fields } });
  return await runEngine(of, engine, { onProgress: (progress) => seen.push(progress) });
}

/** Σ |a − b|², over pixels where `counts`. */
export function distance(a: ComplexImage, b: ComplexImage, counts: (pixel: number) => boolean = () => true): number {
  let sum = 0;
  for (let p = 0; p < a.re.length; p++) {
    if (counts(p)) sum += ((a.re[p] ?? NaN) - (b.re[p] ?? NaN)) ** 2 + ((a.im[p] ?? NaN) - (b.im[p] ?? NaN)) ** 2;
  }
  return sum;
}

/** An image of 1, as long as another. */
export function flat({ re }: ComplexImage): ComplexImage {
  return { height: 1, width: re.length, re: new Float32Array(re.length).fill(1), im: new Float32Array(re.length) };
}

/** The strongest mode. */
export function probeOf({ probe: [mode] }: Pick<EngineResult, "probe">): ComplexImage {
  assert(mode);
  return mode;
}

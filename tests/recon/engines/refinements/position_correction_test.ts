import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { selectAccelerator } from "../../../../backend/accelerator.ts";
import type { Positions } from "../../../../data/positions.ts";
import { Random } from "../../../../data/random/random.ts";
import { simulateScan } from "../../../../data/simulation/simulate.ts";
import type { EngineOptions } from "../../../../recon/engines/state/engine_options.ts";
import { type EngineScan, engineScan } from "../../../../recon/engines/state/engine_scan.ts";
import { type EngineResult, runEngine } from "../../../../recon/engines/run_engine.ts";
import { ENGINE } from "../small_engine.ts";

const made = simulateScan({ patchSize: 32, patterns: 60, photons: 1e6, seed: 2 });
const exact = engineScan(made);

/** The scan with normal errors of its positions, of so many pixels along each axis. */
function misplaced(sigma: number, of = made): EngineScan {
  const random = new Random(1, "errors of positions");
  const off = (axis: Float64Array): Float64Array => axis.map((value) => value + sigma * random.normal());
  return { ...engineScan(of), positions: { x: off(of.x), y: off(of.y) } };
}

/** Root mean square distance from the true positions in pixels, less a shift of all. */
function error({ x, y }: Positions, of: Positions = made): number {
  const off = (axis: Float64Array, from: Float64Array): Float64Array =>
    axis.map((value, j) => value - (from[j] ?? NaN));
  return Math.sqrt(variance(off(x, of.x)) + variance(off(y, of.y)));
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

async function run(scan: EngineScan, options: Partial<EngineOptions>): Promise<EngineResult> {
  await selectAccelerator("cpu", { threads: 2 });
  const engine = {
    ...ENGINE,
    objectRegularisation: 0.5,
    probeRegularisation: 1,
    batchSize: 8,
    batching: "sparse",
  } as const;
  return await runEngine(scan, { ...engine, iterations: 40, positionStart: 2, positionBound: 8, ...options });
}

for (const [algorithm, probeStart] of [["rpie", null], ["lsqml", 10]] as const) {
  const probe = probeStart === null ? "known" : "moving";
  Deno.test(`PositionCorrection finds positions again by ${algorithm}, the probe ${probe}`, async () => {
    const scan = misplaced(1);
    assert(error(scan.positions) > 1.25);
    const corrected = await run(scan, { algorithm, probeStart });
    const left = await run(scan, { algorithm, probeStart, positionStart: null });
    assertLess(error(corrected.positions), 0.3);
    assertLess(corrected.iterations.at(-1)?.rFactor ?? NaN, 0.5 * (left.iterations.at(-1)?.rFactor ?? NaN));
    assertEquals(left.positions, scan.positions);
  });
}

Deno.test("PositionCorrection finds positions of 2 pixels along each axis within 0.3 pixels", async () => {
  const large = simulateScan({ patchSize: 64, patterns: 100, photons: 1e6, seed: 1, object: "deadLeaves" });
  const scan = misplaced(2, large);
  const options = { algorithm: "lsqml", iterations: 30, probeStart: null, batchSize: 16 } as const;
  assert(error(scan.positions, large) > 2.5);
  assertLess(error((await run(scan, options)).positions, large), 0.3);
});

Deno.test("PositionCorrection finds positions of a pixel along each axis by cross-correlation within 0.3 pixels", async () => {
  const scan = misplaced(1);
  const options = { positionMethod: "crossCorrelation", probeStart: null, algorithm: "lsqml" } as const;
  assertLess(error((await run(scan, options)).positions), 0.3);
  assertLess(error((await run(exact, { ...options, iterations: 20 })).positions), 0.1);
});

Deno.test("PositionCorrection finds by the gradient positions that are 3 pixels off along each axis", async () => {
  // Neighbours tell no slope of so far; with them alone positions stay 6 pixels off.
  const object = "gaussianRandomField";
  const large = simulateScan({ patchSize: 64, patterns: 100, photons: 1e6, seed: 3, object });
  const options = { algorithm: "rpie", iterations: 50, probeStart: 5, positionStart: 5, batchSize: 16 } as const;
  assertLess(error((await run(misplaced(3, large), { ...options, positionBound: 15 })).positions, large), 0.5);
});

Deno.test("PositionCorrection leaves positions that are right within a tenth of a pixel", async () => {
  const { positions } = await run(exact, { algorithm: "lsqml", probeStart: null });
  assertLess(error(positions), 0.1);
});

Deno.test("PositionCorrection shifts all positions by nothing, and the canvas has room for each", async () => {
  const scan = misplaced(1);
  const { positions: { x, y }, reconstruction, canvas } = await run(scan, { iterations: 6, positionBound: 20 });
  const mean = (axis: Float64Array, from: Float64Array): number =>
    axis.reduce((sum, value, j) => sum + value - (from[j] ?? NaN), 0) / axis.length;
  assertAlmostEquals(mean(x, scan.positions.x), 0, 1e-9);
  assertAlmostEquals(mean(y, scan.positions.y), 0, 1e-9);
  const wide = await run(scan, { iterations: 1, positionStart: null });
  // 20, and as many more on either side as slopes are taken over.
  assertEquals(canvas.width - wide.canvas.width, 48);
  assertEquals(reconstruction.origin.x - wide.reconstruction.origin.x, -24);
});

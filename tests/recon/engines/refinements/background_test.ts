import { assert, assertGreater, assertLess } from "@std/assert";
import { selectAccelerator } from "../../../../backend/accelerator.ts";
import { Random } from "../../../../data/random/random.ts";
import { simulateScan } from "../../../../data/simulation/simulate.ts";
import type { EngineOptions } from "../../../../recon/engines/state/engine_options.ts";
import { engineScan } from "../../../../recon/engines/state/engine_scan.ts";
import { type EngineResult, runEngine } from "../../../../recon/engines/run_engine.ts";
import { evaluate } from "../../../../recon/image/evaluate.ts";
import { ENGINE } from "../small_engine.ts";

const made = simulateScan({ patchSize: 32, patterns: 60, photons: 1e5, seed: 2 });

/** Counts of a background: 5 everywhere, or more around a place beside the middle. */
const BACKGROUNDS: Readonly<Record<string, (row: number, column: number) => number>> = {
  even: () => 5,
  smooth: (row, column) => 10 * (0.5 + Math.exp(-((row - 20) ** 2 + (column - 12) ** 2) / 100)),
};

async function run(
  counts: (row: number, column: number) => number,
  start: number | null,
): Promise<EngineResult & { readonly heldOut: number }> {
  await selectAccelerator("cpu", { threads: 2 });
  const random = new Random(4, "background");
  const amplitude = made.amplitude.map((a, p) =>
    Math.sqrt(a ** 2 + random.poisson(counts(Math.floor(p / 32) % 32, p % 32)))
  );
  const options: EngineOptions = {
    ...{ ...ENGINE, algorithm: "rpie", objectRegularisation: 0.5, probeRegularisation: 1, probeStart: 5 },
    ...{ iterations: 30, batchSize: 8, batching: "sparse", backgroundStart: start },
  };
  const scan = engineScan({ ...made, amplitude });
  // The same patterns again: what is measured of them after the last iteration knows the background too.
  let heldOut = NaN;
  const result = await runEngine(scan, options, {
    heldOut: scan,
    onIterationEnd: (event) => void (heldOut = event.heldOut?.rFactor ?? NaN),
  });
  return { ...result, heldOut };
}

function phase({ reconstruction }: EngineResult): number {
  const { object } = made;
  assert(object);
  const known = { object, mask: new Uint8Array(object.re.length).fill(1), origin: { x: 0, y: 0 } };
  return evaluate(reconstruction, known).phase.correlation ?? NaN;
}

function last({ iterations }: EngineResult): number {
  return iterations.at(-1)?.rFactor ?? NaN;
}

/** Median of what a background is off by, in counts: pixels in the bright middle tell little. */
function off({ background }: EngineResult, counts: (row: number, column: number) => number): number {
  assert(background);
  const errors = background.map((b, p) => Math.abs(b - counts(Math.floor(p / 32), p % 32))).sort();
  return errors[errors.length / 2] ?? NaN;
}

for (const [name, counts] of Object.entries(BACKGROUNDS)) {
  Deno.test(`Background finds counts that all patterns have besides, and a better image: ${name}`, async () => {
    const [found, left] = [await run(counts, 0), await run(counts, null)];
    assertLess(off(found, counts), 1);
    assertLess(last(found), 0.7 * last(left));
    assertLess(1 - phase(found), 0.5 * (1 - phase(left)));
    assertLess(found.heldOut, 0.8 * left.heldOut);
  });
}

Deno.test("Background does next to no harm where there is none", async () => {
  const [found, left] = [await run(() => 0, 0), await run(() => 0, null)];
  assertGreater(phase(found), phase(left) - 0.01);
  assertLess(last(found), 1.05 * last(left));
});

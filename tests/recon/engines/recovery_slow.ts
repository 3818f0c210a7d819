/** What engines find of simulated scans whose truth is known, from a beginning that is not the truth. */
import { assert, assertAlmostEquals, assertLess } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { powerShares } from "../../../data/arrays/orthogonal_modes.ts";
import { hermiteModes } from "../../../data/arrays/hermite_modes.ts";
import type { ComplexImage } from "../../../data/complex_image.ts";
import { range } from "../../../data/random/random.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import type { EngineOptions } from "../../../recon/engines/state/engine_options.ts";
import { type EngineScan, engineScan } from "../../../recon/engines/state/engine_scan.ts";
import { predictAmplitudes } from "../../../recon/engines/predict_amplitudes.ts";
import { type EngineResult, runEngine } from "../../../recon/engines/run_engine.ts";
import { agreement, defocusBetween } from "./defocus_between.ts";
import { expectedDeviance } from "./expected_deviance.ts";
import { ENGINE } from "./small_engine.ts";

/** Defaults of a configuration but for batches of 16. */
const OPTIONS: EngineOptions = {
  ...{ ...ENGINE, objectStep: null, objectRegularisation: null, probeRegularisation: 1, probeMomentum: null },
  ...{ batchSize: 16, batching: "sparse", seed: 42, freeDamping: null },
};

/** A scan of two modes. */
function partlyCoherent(kind: "speckle" | "disk"): EngineScan {
  const probe = { kind, modeShares: [0.7, 0.3] };
  return engineScan(
    simulateScan({ patchSize: 32, patterns: 100, photons: 1e6, seed: 2, object: "deadLeaves", probe }),
  );
}

const partial = partlyCoherent("speckle");

/** Modes mixed by a unitary matrix: the same light. */
function mixed([one, other]: readonly ComplexImage[]): readonly ComplexImage[] {
  assert(one && other);
  const [cos, sin] = [0.6, 0.8];
  const sum = (a: Float32Array, b: Float32Array, [p, q]: readonly [number, number]): Float32Array =>
    a.map((value, i) => p * value + q * (b[i] ?? NaN));
  return [
    { ...one, re: sum(one.re, other.re, [cos, sin]), im: sum(one.im, other.im, [cos, sin]) },
    { ...one, re: sum(one.re, other.re, [-sin, cos]), im: sum(one.im, other.im, [-sin, cos]) },
  ];
}

// One mode of a curved disk explains its patterns nearly as well as both do: a shift of the source is little else.
for (const [kind, iterations, gain] of [["speckle", 40, 10], ["disk", 80, 1.5]] as const) {
  Deno.test(`runEngine() finds the shares of two modes (${kind}) from one, by a weak mode that is added`, async () => {
    await selectAccelerator("cpu", { threads: 1 });
    const scan = partlyCoherent(kind), [first] = scan.probe;
    assert(first);
    const lone = { ...scan, probe: [first] };
    const options = { ...OPTIONS, algorithm: "lsqml", iterations, probeStart: 0 } as const;
    const two = await runEngine(lone, { ...options, probeModes: 2 });
    assertAlmostEquals(powerShares(two.probe)[0] ?? NaN, 0.7, 0.014);
    const one = await runEngine(lone, options);
    assertLess(gain * last(two), last(one));
  });
}

Deno.test("runEngine() finds the shares of two modes from two that lead the other way", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  const [first] = partial.probe;
  assert(first);
  // The second mode of the truth is the first times x, not times y.
  const [own, , down] = hermiteModes(first, [0.9, 0.1, 0.1]);
  assert(own && down);
  const options = { ...OPTIONS, algorithm: "lsqml", iterations: 60, probeStart: 0 } as const;
  const { probe } = await runEngine(partial, options, { start: { probe: [own, down] } });
  assertAlmostEquals(powerShares(probe)[0] ?? NaN, 0.7, 0.014);
});

Deno.test("runEngine() takes modes for any unitary mixture of them: they need not be orthogonal on the way", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  for (const algorithm of ["epie", "rpie", "lsqml", "dm"] as const) {
    const options = { ...OPTIONS, algorithm, iterations: 4, probeStart: 0 };
    const [plain, other] = [
      await runEngine(partial, options),
      await runEngine(partial, options, { start: { probe: mixed(partial.probe) } }),
    ];
    assertAlmostEquals(last(other) / last(plain), 1, 1e-3);
    assertAlmostEquals(powerShares(other.probe)[0] ?? NaN, powerShares(plain.probe)[0] ?? NaN, 1e-4);
  }
});

Deno.test("runEngine() finds by how much the probe of a scan is out of its place", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  const made = simulateScan({
    ...{ patchSize: 32, patterns: 100, photons: 1e5, seed: 2, object: "deadLeaves", errors: { defocus: 8e-6 } },
  });
  const { wavelength, objectPixel } = made.experiment;
  const [truth] = made.truth?.probeModes ?? [];
  assert(truth && wavelength && objectPixel);
  const optics = { wavelength, pixel: objectPixel.height };
  assertLess(agreement(made.probe, truth), 0.75);
  const { probe: [found] } = await runEngine(engineScan(made), {
    ...{ ...OPTIONS, algorithm: "lsqml", iterations: 60, probeStart: 0 },
  });
  assert(found);
  // The probe that the scan has is 8 µm behind the true one.
  const distance = defocusBetween(found, made.probe, { least: -12e-6, greatest: 0, optics });
  assertAlmostEquals(1e6 * distance, -8, 0.3);
  assert(agreement(found, truth) > 0.999);
});

const phased = engineScan(simulateScan({
  ...{ patchSize: 32, patterns: 150, photons: 1e6, seed: 2, probe: "speckle", positions: { kind: "jitter", step: 3 } },
  object: { kind: "gaussianRandomField", amplitudeRange: [1, 1] },
}));

for (
  const [name, options] of [
    ["ePIE", { algorithm: "epie" }],
    ["rPIE", { algorithm: "rpie" }],
    ["LSQML", { algorithm: "lsqml" }],
    ["LSQML for counts", { algorithm: "lsqml", likelihood: "poisson" }],
    ["the difference map", { algorithm: "dm" }],
  ] as const
) {
  Deno.test(`runEngine() by ${name} falls to the noise of photons: a deviance within 5 % of 1`, async () => {
    await selectAccelerator("cpu", { threads: 1 });
    const result = await runEngine(phased, { ...OPTIONS, iterations: 120, probeStart: 5, ...options });
    assertAlmostEquals(last(result), 1, 0.05);
  });
}

Deno.test("expectedDeviance() is that of a simulated scan and its truth, also where most pixels count none", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  for (const photons of [1e4, 1e6]) {
    const made = simulateScan({
      ...{ patchSize: 32, patterns: 30, photons, seed: 2, probe: "speckle" },
      object: { kind: "gaussianRandomField", amplitudeRange: [1, 1] },
    });
    assert(made.object);
    const places = range(made.count).reduce<{ x: number; y: number }[]>(
      (all, k) => [...all, { x: made.x[k] ?? NaN, y: made.y[k] ?? NaN }],
      [],
    );
    const source = { canvas: made.object, origin: { x: 0, y: 0 }, probe: made.probeModes };
    const predicted = (await predictAmplitudes(source, places)).flatMap((amplitudes) => [...amplitudes]);
    const counts = made.amplitude.map((amplitude) => amplitude ** 2);
    const scale = counts.reduce((sum, n) => sum + n, 0) / predicted.reduce((sum, amplitude) => sum + amplitude ** 2, 0);
    let [deviance, expected] = [0, 0];
    predicted.forEach((amplitude, p) => {
      const [mean, n] = [scale * amplitude ** 2, counts[p] ?? NaN];
      deviance += 2 * (mean - n + (n > 0 ? n * Math.log(n / mean) : 0));
      expected += expectedDeviance(mean);
    });
    assertAlmostEquals(deviance / expected, 1, 0.02);
  }
});

function last({ iterations }: EngineResult): number {
  return iterations.at(-1)?.poissonDeviance ?? NaN;
}

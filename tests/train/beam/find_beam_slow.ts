/**
 * Probes and positions found before a training, against those that made the scan.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertLess, assertMatch, assertRejects } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { prepareSamples, type Samples } from "../../../data/samples.ts";
import type { Scan } from "../../../data/scan.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import type { ScanErrors, SimulateOptions } from "../../../data/simulation/simulate_options.ts";
import { findBeam, type FindBeamOptions } from "../../../train/beam/find_beam.ts";
import type { FoundBeam } from "../../../train/beam/found_beam.ts";
import { knob } from "../../knob.ts";
import { trained } from "../trained.ts";
import { workspace } from "../tiny_run.ts";

const payload = createTrainingPayload({ data: { scan: "scan.npz", patchSize: 64, gridSize: 2, neighbors: 6 } });
const BOTH = { probe: true, positions: true };

function simulated(errors: ScanErrors, probe: SimulateOptions["probe"] = "disk"): Scan {
  const positions = { kind: "jitter", step: 6 } as const;
  return simulateScan({ patchSize: 64, patterns: 81, object: "deadLeaves", positions, probe, errors, seed: 4 });
}

async function found(samples: Samples, options: Partial<FindBeamOptions>): Promise<FoundBeam> {
  await selectAccelerator("cpu", { threads: 1 });
  const beam = await findBeam(samples, payload, { sweeps: 0, seed: 1, learns: BOTH, bound: 8, ...options });
  assert(beam);
  return beam;
}

/** Root mean square of the differences of two lists but for their mean. */
function spread(one: Float64Array, other: Float64Array): number {
  const differences = one.map((value, k) => value - (other[k] ?? NaN));
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  return Math.sqrt(differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / differences.length);
}

function correlation(one: FoundBeam["probe"], other: FoundBeam["probe"]): number {
  let [cosine, sine, power, otherPower] = [0, 0, 0, 0];
  one.re.forEach((a, p) => {
    const [b, c, d] = [one.im[p] ?? NaN, other.re[p] ?? NaN, other.im[p] ?? NaN];
    cosine += a * c + b * d;
    sine += a * d - b * c;
    power += a * a + b * b;
    otherPower += c * c + d * d;
  });
  return Math.hypot(cosine, sine) / Math.sqrt(power * otherPower);
}

Deno.test("findBeam() finds positions that are off by σ = 2 px, and leaves a probe that is known", async () => {
  const scan = simulated({ positions: 2 });
  const samples = prepareSamples(scan, payload, { seed: 1, everyPattern: true });
  const { probe, corrections } = await found(samples, { sweeps: 20, learns: { ...BOTH, probe: false } });
  const { x, y } = scan.truth?.positions ?? scan;
  for (const [given, correction, truth] of [[scan.x, corrections.x, x], [scan.y, corrections.y, y]] as const) {
    assertLess(spread(given.map((place, k) => place + (correction[k] ?? NaN)), truth), 0.4 * spread(given, truth));
    assertAlmostEquals(correction.reduce((sum, value) => sum + value, 0), 0, 1e-9);
  }
  assertEquals(probe.re, samples.probe[0]?.re);
  const { corrections: near } = await found(samples, { sweeps: 2, learns: { ...BOTH, probe: false }, bound: 0.25 });
  assert(near.x.every((value) => Math.abs(value) < 0.25) && near.x.some((value) => Math.abs(value) > 0.2));
});

Deno.test("findBeam() finds a probe that is out of focus, and leaves positions that are known", async () => {
  const scan = simulated({ defocus: 2e-5 });
  const samples = prepareSamples(scan, payload, { seed: 1, everyPattern: true });
  const [given] = samples.probe;
  const [truth] = scan.truth?.probeModes ?? [];
  assert(given && truth);
  const { probe, corrections } = await found(samples, { sweeps: 20, learns: { ...BOTH, positions: false } });
  assertLess(correlation(given, truth), 0.85);
  assertLess(0.95, correlation(probe, truth));
  const power = ({ re, im }: FoundBeam["probe"]): number =>
    re.reduce((sum, v, p) => sum + v ** 2 + (im[p] ?? 0) ** 2, 0);
  assertAlmostEquals(power(probe) / power(given), 1, 1e-4);
  assertEquals(new Set([...corrections.x, ...corrections.y]), new Set([0]));
});

Deno.test("findBeam() is the same for any number of threads, takes masks and several modes, and can be broken off", async () => {
  const scan = simulated({ positions: 1, defocus: 1e-5 }, { kind: "disk", modeShares: [3, 1] });
  const mask = new Uint8Array(4096).fill(1).fill(0, 2000, 2010);
  const samples = prepareSamples({ ...scan, mask }, payload, { seed: 1, everyPattern: true });
  const options = { sweeps: 3, seed: 1, learns: BOTH, bound: 8 };
  const results: (FoundBeam | null)[] = [];
  for (const threads of [1, 2]) {
    await selectAccelerator("cpu", { threads });
    results.push(await findBeam(samples, payload, options));
  }
  assertEquals(results[0], results[1]);
  assertEquals(results[0]?.probe.re.length, 2 * 4096);
  assert(results[0]?.probe.re.every(Number.isFinite));
  for (const steps of [0, 30]) {
    let asked = 0;
    const isOver = (): boolean => asked++ === steps;
    assertEquals(await findBeam(samples, payload, { ...options, isOver }), null);
    assertEquals(asked, steps + 1);
  }
});

Deno.test("findBeam() refuses positions so far apart that no memory holds their object", async () => {
  const samples = prepareSamples(simulated({}), payload, { seed: 1, everyPattern: true });
  const far = {
    ...samples.patterns,
    x: samples.patterns.x.map((x) => 1e5 * x),
    y: samples.patterns.y.map((y) => 1e5 * y),
  };
  const error = await assertRejects(() => found({ ...samples, patterns: far }, { sweeps: 1 }), RangeError);
  assertMatch(
    error.message,
    /^Cannot look for the beam as an object of \d+ × \d+ px would take .* set training.beamSweeps to 0$/,
  );
});

knob("training.beamSweeps", "finds probe and positions before the first epoch, of every pattern", async () => {
  await using space = await workspace(9);
  const after = async (beamSweeps: number): Promise<(Float32Array | undefined)[]> => {
    const { weights } = await trained(space, {
      data: { gridSize: 2, neighbors: 7, maxNeighborDistance: 60 },
      model: { probeTrainable: true, positionsTrainable: true },
      training: { beamSweeps, limitTrainBatches: 1, valSplit: 0, emaDecay: 0.9 },
      execution: { checkpointMonitor: null },
    });
    return ["physics.positions.x", "physics.probe.re"].map((name) => weights.get(name)?.data);
  };
  const [none, some, again] = [await after(0), await after(2), await after(2)];
  assert(none[0]?.every((value) => value === 0) && some[0]?.every((value) => value !== 0));
  assert(some[1]?.some((value, p) => value !== none[1]?.[p]));
  assertEquals(some, again);
});

import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import type { ComplexImage } from "../../../data/complex_image.ts";
import type { Scan } from "../../../data/scan.ts";
import { loadScan } from "../../../data/load_scan.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { engineScan } from "../../../recon/engines/state/engine_scan.ts";
import type { EngineOptions } from "../../../recon/engines/state/engine_options.ts";
import { measureResiduals } from "../../../recon/engines/measure_residuals.ts";
import { type EngineResult, runEngine } from "../../../recon/engines/run_engine.ts";
import { evaluate } from "../../../recon/image/evaluate.ts";
import type { Reconstruction } from "../../../recon/image/reconstruction.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { sharedPath } from "../../shared_data.ts";
import { ENGINE } from "./small_engine.ts";

const made = simulateScan({ patchSize: 32, patterns: 60, photons: 1e6, seed: 2 });
const scan = engineScan(made);
const star = sharedPath("data", "siemens_star_64.npz");

function known(object: ComplexImage): Reconstruction {
  return { object, mask: new Uint8Array(object.re.length).fill(1), origin: { x: 0, y: 0 } };
}

/** Pearson correlation of the phases of an image and the known object. */
function phaseCorrelation(image: Reconstruction, object: ComplexImage | null): number {
  return (object && evaluate(image, known(object)).phase.correlation) ?? NaN;
}

/** R-factor of what was found, once nothing moves any more. */
async function residualOf(scan: Scan, { canvas, probe }: EngineResult): Promise<number> {
  return (await measureResiduals(engineScan(scan), { canvas, probe, batchSize: 64 })).total.rFactor;
}

/** Object, probe and residuals of a run, for comparison to the bit. */
async function results(options: Partial<EngineOptions>): Promise<unknown> {
  const { reconstruction: { object }, probe, iterations, patterns } = await runEngine(scan, { ...ENGINE, ...options });
  return { re: object.re, im: object.im, probe, iterations, patterns };
}

for (const algorithm of ["epie", "rpie", "lsqml", "dm"] as const) {
  Deno.test(`runEngine() finds the object of a simulated scan by ${algorithm}`, async () => {
    await selectAccelerator("cpu", { threads: 2 });
    const { reconstruction, iterations, patterns } = await runEngine(scan, { ...ENGINE, algorithm, iterations: 30 });
    const phase = phaseCorrelation(reconstruction, made.object);
    assert(phase >= 0.99, `phase correlation ${phase}`);
    const [first, last] = [iterations.at(0), iterations.at(-1)];
    assertLess(last?.rFactor ?? NaN, 0.3 * (first?.rFactor ?? NaN));
    assertEquals(iterations.length, 30);
    assertEquals([patterns?.rFactor.length, patterns?.poissonDeviance.length], [60, 60]);
  });
}

for (const likelihood of ["amplitude", "poisson"] as const) {
  Deno.test(`runEngine() by LSQML for ${likelihood} is in 15 iterations where ePIE is in 40`, async () => {
    await selectAccelerator("cpu", { threads: 2 });
    const batches = { batchSize: 16, batching: "sparse" } as const;
    const slow = await runEngine(scan, { ...ENGINE, ...batches, algorithm: "epie", iterations: 40 });
    const regularised = { objectRegularisation: 0.5, probeRegularisation: 1 };
    const fast = await runEngine(scan, {
      ...{ ...ENGINE, ...batches, ...regularised, likelihood, algorithm: "lsqml", iterations: 15 },
    });
    for (const residual of ["rFactor", "poissonDeviance"] as const) {
      assertLess(fast.iterations.at(-1)?.[residual] ?? NaN, slow.iterations.at(-1)?.[residual] ?? NaN);
    }
    const phases = [slow, fast].map(({ reconstruction }) => phaseCorrelation(reconstruction, made.object));
    assert((phases[1] ?? NaN) > (phases[0] ?? NaN) - 0.002, `phase correlations ${phases}`);
  });
}

Deno.test({
  name:
    "runEngine() reaches the object of the star and its residual from nothing in 40 iterations of ePIE, and in 18 of LSQML by its defaults",
  ignore: star === null,
  fn: async () => {
    await selectAccelerator("cpu", { threads: 2 });
    const measured = await loadScan(star ?? "");
    const options = { ...ENGINE, iterations: 40, batchSize: 16, batching: "sparse" } as const;
    const least = { ...options, algorithm: "lsqml", iterations: 18, batchSize: 32, probeStart: 5 } as const;
    const defaults = { objectStep: null, objectRegularisation: null, probeRegularisation: 1, seed: 42 };
    assert(measured.object);
    // What the known object leaves, with the probe that explains most by it.
    const object = known(measured.object);
    const still = { ...options, iterations: 5, batchSize: 64, objectStep: 1e-9, probeStart: 0 };
    const left = await residualOf(measured, await runEngine(engineScan(measured), still, { start: { object } }));
    for (const wanted of [options, { ...least, ...defaults }]) {
      const found = await runEngine(engineScan(measured), wanted);
      const phase = phaseCorrelation(found.reconstruction, measured.object);
      assert(phase >= 0.99, `phase correlation ${phase} by ${wanted.algorithm}`);
      assertLess(await residualOf(measured, found), left, wanted.algorithm);
    }
  },
});

Deno.test("runEngine() with rPIE and α = 1 is ePIE", async () => {
  await selectAccelerator("cpu", { threads: 2 });
  const regularised = { algorithm: "rpie", objectRegularisation: 1, probeRegularisation: 1 } as const;
  assertEquals(await results(regularised), await results({ algorithm: "epie" }));
});

Deno.test("runEngine() is the same on any number of threads, and another by another seed", async () => {
  const made = [];
  for (const threads of [1, 2, 3]) {
    await selectAccelerator("cpu", { threads });
    made.push(await results({}));
  }
  assertEquals(made[1], made[0]);
  assertEquals(made[2], made[0]);
  for (const likelihood of ["amplitude", "poisson"] as const) {
    const least = [];
    for (const threads of [1, 2, 3]) {
      await selectAccelerator("cpu", { threads });
      least.push(await results({ algorithm: "lsqml", likelihood }));
    }
    assertEquals(least[1], least[0]);
    assertEquals(least[2], least[0]);
  }
  const [other] = [await results({ seed: 4 })];
  assert(JSON.stringify(other) !== JSON.stringify(made[0]));
});

Deno.test("runEngine() leaves the probe until it is to move", async () => {
  await selectAccelerator("cpu", { threads: 2 });
  assertEquals((await runEngine(scan, { ...ENGINE, probeStart: null })).probe, scan.probe);
  assertEquals((await runEngine(scan, { ...ENGINE, probeStart: 3 })).probe, scan.probe);
  const { probe: [moved] } = await runEngine(scan, { ...ENGINE, probeStart: 2 });
  assert(moved?.re.some((value, p) => value !== scan.probe[0]?.re[p]));
});

Deno.test("runEngine() goes on from the object and the probe that it is given", async () => {
  await selectAccelerator("cpu", { threads: 2 });
  const first = await runEngine(scan, { ...ENGINE, iterations: 12 });
  const start = { object: first.reconstruction, probe: first.probe };
  const next = await runEngine(scan, { ...ENGINE, iterations: 1 }, { start });
  const [begun, ended] = [first.iterations[0]?.rFactor ?? NaN, first.iterations.at(-1)?.rFactor ?? NaN];
  assertLess(next.iterations[0]?.rFactor ?? NaN, ended + 0.2 * (begun - ended));
});

Deno.test("runEngine() tells of each iteration, its image and its probe", async () => {
  await selectAccelerator("cpu", { threads: 2 });
  const told: { iteration: number; rFactor: number; image: Reconstruction; modes: number }[] = [];
  const { iterations, reconstruction } = await runEngine(scan, ENGINE, {
    onIterationEnd: async ({ iteration, rFactor, patterns, reconstruction, probe }) => {
      assertEquals(patterns.rFactor.length, scan.count);
      told.push({ iteration, rFactor, image: await reconstruction(), modes: (await probe()).length });
    },
  });
  assertEquals(told.map(({ iteration, modes }) => [iteration, modes]), [[0, 1], [1, 1], [2, 1]]);
  assertEquals(told.map(({ rFactor }) => rFactor), iterations.map(({ rFactor }) => rFactor));
  assertEquals(told[2]?.image.object, reconstruction.object);
});

Deno.test("runEngine() stops with the signal's reason, whatever it is at", async () => {
  await selectAccelerator("cpu", { threads: 2 });
  const controller = new AbortController();
  const onIterationEnd = (): void => controller.abort(new Error("enough"));
  await assertRejects(() => runEngine(scan, ENGINE, { signal: controller.signal, onIterationEnd }), Error, "enough");
});

Deno.test("runEngine() lets timers run while it computes", async () => {
  await selectAccelerator("cpu", { threads: 2 });
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error("time is up")), 1);
  const endless = { ...ENGINE, iterations: 1_000_000 };
  await assertRejects(() => runEngine(scan, endless, { signal: controller.signal }), Error, "time is up");
  clearTimeout(timer);
});

Deno.test("runEngine() ends with a sentence where it diverges", async () => {
  await selectAccelerator("cpu", { threads: 2 });
  const error = await assertRejects(
    () => runEngine(scan, { ...ENGINE, objectStep: 40, probeStep: 40, iterations: 50 }),
    RangeError,
    "Cannot go on with epie as it diverges, its R-factor in iteration",
  );
  assertEquals(error.message.split("\n").length, 1);
});

Deno.test("runEngine() refuses options and probes that it cannot use", async () => {
  const refused = (options: Partial<EngineOptions>, message: string): Promise<unknown> =>
    assertRejects(() => runEngine(scan, { ...ENGINE, ...options }), RangeError, message);
  await refused(
    { iterations: 0 },
    "Cannot run an engine as engine.iterations must be a whole number above 0: current value is 0",
  );
  await refused({ batchSize: 1.5 }, "engine.batchSize must be a whole number above 0: current value is 1.5");
  await refused({ objectStep: NaN }, "engine.objectStep must be above 0: current value is NaN");
  await refused(
    { probeRegularisation: 1.1 },
    "engine.probeRegularisation must be above 0 and at most 1: current value is 1.1",
  );
  const small = { height: 8, width: 8, re: new Float32Array(64), im: new Float32Array(64) };
  await assertRejects(
    () => runEngine(scan, ENGINE, { start: { probe: [small] } }),
    RangeError,
    "Cannot run an engine as the probe must be as large as a pattern, 32 × 32: current value is 8 × 8",
  );
  await assertRejects(() => runEngine({ ...scan, probe: [] }, ENGINE), RangeError, "the probe must have a mode");
});

for (const accelerator of ACCELERATORS) {
  onAccelerator(
    accelerator,
    "runEngine() leaves as many tensors after each iteration, and none at the end",
    async () => {
      const before = tf.memory().numTensors;
      const few = {
        ...scan,
        count: 8,
        positions: { x: scan.positions.x.slice(0, 8), y: scan.positions.y.slice(0, 8) },
      };
      const all: Partial<EngineOptions>[] = [
        {},
        { algorithm: "lsqml" },
        { algorithm: "lsqml", likelihood: "poisson" },
        { algorithm: "dm", positionStart: 1 },
        { objectMomentum: 0.8, probeMomentum: 0.5, probeStart: 0 },
        { probeVariation: 2, probeStart: 0 },
        { algorithm: "lsqml", probeVariation: 1, probeModes: 2, probeStart: 0 },
        { probeSupport: 0.6, amplitudeMin: 0.5, objectSmoothing: 0.1 },
        { backgroundStart: 1 },
      ];
      for (const options of all) {
        const counts: number[] = [];
        const onIterationEnd = (): void => void counts.push(tf.memory().numTensors);
        // A batch that was recorded keeps what it consists of.
        await runEngine(few, { ...ENGINE, ...options }, { onIterationEnd, replay: false });
        assertEquals(new Set(counts).size, 1);
      }
      assertEquals(tf.memory().numTensors, before);
    },
  );
}

const RESUMED: Readonly<Record<string, Partial<EngineOptions>>> = {
  rpie: { algorithm: "rpie" },
  lsqml: { algorithm: "lsqml" },
  dm: { algorithm: "dm" },
  "rpie within bounds": { algorithm: "rpie", probeSupport: 0.6, amplitudeMax: 1.05, objectSmoothing: 0.1 },
  "epie with momentum": { objectMomentum: 0.8, probeMomentum: 0.5, probeStart: 1 },
  "rpie with a background": { algorithm: "rpie", backgroundStart: 1 },
  "rpie whose probe varies": { algorithm: "rpie", probeVariation: 2 },
  "lsqml that corrects positions": { algorithm: "lsqml", positionStart: 1 },
  "rpie that correlates patches": { algorithm: "rpie", positionStart: 0, positionMethod: "crossCorrelation" },
};

for (const [name, fields] of Object.entries(RESUMED)) {
  Deno.test(`runEngine() by ${name} goes on from a state to the bit, wherever it was stopped`, async () => {
    await selectAccelerator("cpu", { threads: 2 });
    const options = { ...ENGINE, ...fields };
    const whole = await runEngine(scan, options);
    for (const batches of [0, 1, 20, 37, 44]) {
      const stopping = new AbortController();
      let [seen, told] = [0, 0];
      if (batches === 0) stopping.abort();
      const { state } = await runEngine(scan, options, {
        stop: stopping.signal,
        onProgress: () => ++seen === batches && stopping.abort(),
      });
      const rest = await runEngine(scan, options, { resume: state, onIterationEnd: () => void told++ });
      assertEquals(rest.canvas, whole.canvas);
      assertEquals(rest.state, whole.state);
      assertEquals([rest.probe, rest.iterations, rest.patterns], [whole.probe, whole.iterations, whole.patterns]);
      assertEquals(told, whole.iterations.length - state.iterations.length);
    }
  });
}

Deno.test("runEngine() goes on with no object of another canvas", async () => {
  await selectAccelerator("cpu", { threads: 2 });
  const { state } = await runEngine(scan, { ...ENGINE, iterations: 1 });
  await assertRejects(
    () => runEngine(scan, { ...ENGINE, positionStart: 0 }, { resume: state }),
    RangeError,
    `current value is ${state.object.height} × ${state.object.width} pixels instead of`,
  );
});

/** What every field of the section `engine` does, on a scan that an engine goes through in milliseconds. */
import { assert, assertAlmostEquals, assertEquals, assertGreater, assertLess, assertNotEquals } from "@std/assert";
import { createReconstructionPayload, reconstruct, writeScan } from "@exitwave/exitwave";
import { positionBatches } from "../../../recon/engines/position_batches.ts";
import type { EngineProgress } from "../../../recon/engines/engine_events.ts";
import type { EngineResult } from "../../../recon/engines/run_engine.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { knob } from "../../knob.ts";
import { distance, flat, probeOf, run, scan, simulated } from "./knob_scan.ts";

/** One step by all patterns at once: what it moves is in proportion to its size. */
const STEP = { iterations: 1, batchSize: 16 } as const;

knob(
  "engine.algorithm",
  "epie divides by the greatest light, as rpie does with α = 1, and rpie else by less; lsqml finds its steps, dm keeps exit waves",
  async () => {
    const [epie, one, rpie] = [
      await run({ algorithm: "epie" }),
      await run({ algorithm: "rpie", objectRegularisation: 1, probeRegularisation: 1 }),
      await run({ algorithm: "rpie" }),
    ];
    assertEquals(one.canvas, epie.canvas);
    assertGreater(distance(rpie.canvas, flat(rpie.canvas)), distance(epie.canvas, flat(epie.canvas)));
    const lsqml = await run({ algorithm: "lsqml" });
    assertLess(lsqml.iterations[1]?.rFactor ?? NaN, rpie.iterations[1]?.rFactor ?? NaN);
    // It moves nothing before the end of an iteration.
    const dm = await run({ algorithm: "dm" });
    assertEquals(dm.iterations[0]?.rFactor, (await run({ algorithm: "dm", batchSize: 16 })).iterations[0]?.rFactor);
    assert([...dm.state.kept.keys()].includes("method.waves"));
  },
);

knob("engine.likelihood", "poisson has lsqml explain the counts better, amplitude the amplitudes", async () => {
  const far = { algorithm: "lsqml", iterations: 20, objectStep: 1, objectRegularisation: 0.5 } as const;
  const [amplitude, poisson] = [
    await run({ ...far, likelihood: "amplitude" }),
    await run({ ...far, likelihood: "poisson" }),
  ];
  const last = ({ iterations }: EngineResult): EngineResult["iterations"][number] | undefined => iterations.at(-1);
  assertLess(last(poisson)?.poissonDeviance ?? NaN, last(amplitude)?.poissonDeviance ?? NaN);
  assertLess(last(amplitude)?.rFactor ?? NaN, last(poisson)?.rFactor ?? NaN);
  assertNotEquals(poisson.canvas, amplitude.canvas);
});

knob("engine.relaxation", "has dm settle nearer to the patterns where it is less than 1", async () => {
  const rFactors = await Promise.all([1, 0.75].map(async (relaxation) => {
    const { iterations } = await run({ algorithm: "dm", iterations: 20, relaxation });
    return iterations.at(-1)?.rFactor ?? NaN;
  }));
  assertLess(rFactors[1] ?? NaN, 0.9 * (rFactors[0] ?? NaN));
});

knob("engine.iterations", "goes so often through all patterns", async () => {
  for (const iterations of [1, 3]) {
    const seen: EngineProgress[] = [];
    const result = await run({ iterations }, seen);
    assertEquals(result.iterations.length, iterations);
    assertEquals(seen.filter(({ done, total }) => done === total).length, iterations);
  }
});

knob("engine.objectStep", "makes half of the object's update where it is 0.5", async () => {
  const [whole, half] = [await run(STEP), await run({ ...STEP, objectStep: 0.5 })];
  const start = flat(whole.canvas);
  assertAlmostEquals(distance(half.canvas, start) / distance(whole.canvas, start), 0.25, 1e-3);
  for (const [algorithm, own] of [["rpie", 1], ["lsqml", 0.7], ["dm", 1]] as const) {
    assertEquals((await run({ algorithm })).canvas, (await run({ algorithm, objectStep: own })).canvas);
  }
});

knob("engine.probeStep", "makes half of the probe's update where it is 0.5", async () => {
  const [whole, half] = [
    await run({ ...STEP, probeStart: 0 }),
    await run({ ...STEP, probeStart: 0, probeStep: 0.5 }),
  ];
  const start = probeOf(scan);
  assertAlmostEquals(distance(probeOf(half), start) / distance(probeOf(whole), start), 0.25, 0.01);
  assertEquals(half.canvas, whole.canvas); // both by the other as it was
});

knob("engine.objectRegularisation", "moves pixels with little light further where it is small", async () => {
  const [small, large] = [
    await run({ ...STEP, objectRegularisation: 0.01 }),
    await run({ ...STEP, objectRegularisation: 0.9 }),
  ];
  const start = flat(small.canvas);
  assertGreater(distance(small.canvas, start), 2 * distance(large.canvas, start));
  for (const [algorithm, own] of [["rpie", 0.5], ["lsqml", 1]] as const) {
    assertEquals((await run({ algorithm })).canvas, (await run({ algorithm, objectRegularisation: own })).canvas);
  }
});

knob("engine.probeRegularisation", "moves the probe further where it is small", async () => {
  // The first object is the same everywhere, and moves the probe the same way with any α.
  const step = { ...STEP, iterations: 2, probeStart: 1 };
  const [small, large] = [await run({ ...step, probeRegularisation: 0.01 }), await run(step)];
  assertGreater(distance(probeOf(small), probeOf(scan)), distance(probeOf(large), probeOf(scan)));
  assertEquals(small.canvas, large.canvas);
});

knob("engine.probeStart", "leaves the probe of the scan until then, for ever where it is null", async () => {
  const moved = async (probeStart: number | null): Promise<number> =>
    distance(probeOf(await run({ iterations: 3, probeStart })), probeOf(scan));
  assertLess(await moved(3), 1e-6);
  assertLess(await moved(null), 1e-6);
  assertGreater(await moved(2), 1e-3);
  assertGreater(await moved(0), await moved(2));
});

knob("engine.probeModes", "adds weak modes until there are so many, if the probe moves at all", async () => {
  const [two, three] = [await run({ probeModes: 2 }), await run({ probeModes: 3, probeStart: 0 })];
  assertEquals([two.probe.length, three.probe.length], [2, 3]);
  assertEquals((await run({})).probe.length, 1);
  assertEquals((await run({ probeModes: 2, probeStart: null })).probe, scan.probe);
});

knob("engine.batchSize", "takes so many patterns for an update", async () => {
  for (const [batchSize, batches] of [[1, 16], [5, 4], [100, 1]] as const) {
    const seen: EngineProgress[] = [];
    await run({ iterations: 1, batchSize }, seen);
    assertEquals(seen.length, batches);
  }
});

knob("engine.batching", "takes any patterns together, some that lie far from each other, or neighbours", async () => {
  /** Mean distance of a batch's positions from their middle. */
  const spread = (batching: "sparse" | "compact"): number => {
    const { x, y } = scan.positions;
    const batches = positionBatches(scan.positions, { batchSize: 4, batching, seed: 1, iteration: 0 });
    const means = batches.map((batch) => {
      const mean = (axis: Float64Array): number => batch.reduce((sum, k) => sum + (axis[k] ?? NaN), 0) / batch.length;
      const [mx, my] = [mean(x), mean(y)];
      return batch.reduce((sum, k) => sum + Math.hypot((x[k] ?? NaN) - mx, (y[k] ?? NaN) - my), 0) / batch.length;
    });
    return means.reduce((sum, value) => sum + value, 0) / means.length;
  };
  assertGreater(spread("sparse"), 1.5 * spread("compact"));
  const [random, sparse, compact] = [
    await run({ batching: "random" }),
    await run({ batching: "sparse" }),
    await run({ batching: "compact" }),
  ];
  assertNotEquals(random.canvas, sparse.canvas);
  assertNotEquals(compact.canvas, sparse.canvas);
});

knob("engine.seed", "decides the order of the patterns, and with it the last digits", async () => {
  const [one, again, other] = [await run({ seed: 1 }), await run({ seed: 1 }), await run({ seed: 2 })];
  assertEquals(again.canvas, one.canvas);
  assertNotEquals(other.canvas, one.canvas);
});

knob("engine.product", "writes product.h5 for ptychodus", async () => {
  await withTempDir(async (directory) => {
    await writeScan(`${directory}/scan.npz`, simulated);
    for (const product of [true, false]) {
      const { files } = await reconstruct(
        createReconstructionPayload({
          data: { scan: `${directory}/scan.npz` },
          engine: { iterations: 1, product },
          execution: { accelerator: "cpu", outputDir: `${directory}/${product}` },
        }),
      );
      assertEquals(files.product, product ? `${directory}/true/product.h5` : undefined);
      assertEquals(await Deno.stat(`${directory}/${product}/product.h5`).then(() => true, () => false), product);
    }
  });
});

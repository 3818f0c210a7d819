/** What every field of the section `engine` does, on a scan that an engine goes through in milliseconds. */
import { assert, assertAlmostEquals, assertEquals, assertGreater, assertLess, assertNotEquals } from "@std/assert";
import {
  createReconstructionPayload,
  reconstruct,
  selectAccelerator,
  simulateScan,
  writeScan,
} from "@exitwave/exitwave";
import type { EngineInput } from "../../../config/fields/engine_input.ts";
import type { ComplexImage } from "../../../data/complex_image.ts";
import { engineScan } from "../../../recon/engines/state/engine_scan.ts";
import { positionBatches } from "../../../recon/engines/position_batches.ts";
import type { EngineProgress } from "../../../recon/engines/engine_events.ts";
import { type EngineResult, runEngine } from "../../../recon/engines/run_engine.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { knob } from "../../knob.ts";

const simulated = simulateScan({ patchSize: 32, patterns: 16, photons: 1e5, seed: 3 });
const scan = engineScan(simulated);

/** Two iterations by eight patterns at once, unless something else is set. */
async function run(fields: EngineInput, seen: EngineProgress[] = [], of = scan): Promise<EngineResult> {
  await selectAccelerator("cpu");
  const { engine } = createReconstructionPayload({ engine: { iterations: 2, batchSize: 8, ...fields } });
  return await runEngine(of, engine, { onProgress: (progress) => seen.push(progress) });
}

/** Σ |a − b|², over pixels where `counts`. */
function distance(a: ComplexImage, b: ComplexImage, counts: (pixel: number) => boolean = () => true): number {
  let sum = 0;
  for (let p = 0; p < a.re.length; p++) {
    if (counts(p)) sum += ((a.re[p] ?? NaN) - (b.re[p] ?? NaN)) ** 2 + ((a.im[p] ?? NaN) - (b.im[p] ?? NaN)) ** 2;
  }
  return sum;
}

function flat({ re }: ComplexImage): ComplexImage {
  return { height: 1, width: re.length, re: new Float32Array(re.length).fill(1), im: new Float32Array(re.length) };
}

function probeOf({ probe: [mode] }: Pick<EngineResult, "probe">): ComplexImage {
  assert(mode);
  return mode;
}

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
  const [amplitude, poisson] = [
    await run({ algorithm: "lsqml", iterations: 20, likelihood: "amplitude" }),
    await run({ algorithm: "lsqml", iterations: 20, likelihood: "poisson" }),
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

/** Root mean square of how far positions moved, and the furthest, in pixels. */
function moves({ positions: { x, y } }: Pick<EngineResult, "positions">): { rms: number; most: number } {
  const lengths = x.map((value, j) =>
    Math.hypot(value - (scan.positions.x[j] ?? NaN), (y[j] ?? NaN) - (scan.positions.y[j] ?? NaN))
  );
  const squares = lengths.reduce((sum, length) => sum + length ** 2, 0);
  return { rms: Math.sqrt(squares / lengths.length), most: Math.max(...lengths) };
}

knob("engine.probeModes", "adds weak modes until there are so many, if the probe moves at all", async () => {
  const [two, three] = [await run({ probeModes: 2 }), await run({ probeModes: 3, probeStart: 0 })];
  assertEquals([two.probe.length, three.probe.length], [2, 3]);
  assertEquals((await run({})).probe.length, 1);
  assertEquals((await run({ probeModes: 2, probeStart: null })).probe, scan.probe);
});

knob("engine.positionStart", "moves positions from then on, and never where it is null", async () => {
  const moved = async (positionStart: number | null): Promise<number> =>
    moves(await run({ iterations: 3, positionStart })).rms;
  assertEquals([await moved(null), await moved(3)], [0, 0]);
  assertGreater(await moved(2), 0);
  assertGreater(await moved(0), await moved(2));
});

knob("engine.positionStep", "moves positions half as far where it is 0.5", async () => {
  // The first objects have so little slope that a position goes as far as it may: later there are some that do not.
  const late = { iterations: 11, positionStart: 10 };
  const [whole, half] = [await run(late), await run({ ...late, positionStep: 0.5 })];
  assertAlmostEquals(moves(half).rms / moves(whole).rms, 0.5, 0.01);
});

knob("engine.positionBound", "keeps positions within so many pixels of the scan's", async () => {
  const { x, y } = scan.positions;
  const wrong = { ...scan, positions: { x: x.map((value, j) => value + (j % 3)), y } };
  const bounded = async (positionBound: number): Promise<number> => {
    const { positions } = await run({ iterations: 10, positionStart: 1, positionBound }, [], wrong);
    return Math.max(
      ...positions.x.map((value, j) =>
        Math.hypot(value - (wrong.positions.x[j] ?? NaN), (positions.y[j] ?? NaN) - (y[j] ?? NaN))
      ),
    );
  };
  assertAlmostEquals(await bounded(0.2), 0.2, 1e-9);
  assertGreater(await bounded(3), 0.5);
});

knob("engine.probeSupport", "leaves no light beyond a disk once the probe moves", async () => {
  const beyond = (result: EngineResult): number => {
    const { re, im } = probeOf(result);
    return re.reduce((sum, value, p) => {
      const isBeyond = Math.hypot(Math.floor(p / 32) - 16, p % 32 - 16) > 0.5 * 16 + 0.5;
      return isBeyond ? sum + value ** 2 + (im[p] ?? NaN) ** 2 : sum;
    }, 0);
  };
  for (const algorithm of ["rpie", "lsqml", "dm"] as const) {
    const moving = { algorithm, probeStart: 1, iterations: 3 };
    assertEquals(beyond(await run({ ...moving, probeSupport: 0.5 })), 0);
    assertGreater(beyond(await run(moving)), 0);
  }
  assertGreater(beyond(await run({ probeStart: null, probeSupport: 0.5 })), 0);
});

/** Least and greatest amplitude of a canvas. */
function amplitudes({ canvas: { re, im } }: EngineResult): [number, number] {
  const all = re.map((value, p) => Math.hypot(value, im[p] ?? NaN));
  return [Math.min(...all), Math.max(...all)];
}

knob("engine.amplitudeMin", "keeps the amplitude of the object from falling below", async () => {
  const [free] = amplitudes(await run({ iterations: 5 }));
  assertLess(free, 0.9);
  const [low, high] = amplitudes(await run({ iterations: 5, amplitudeMin: 0.9 }));
  assertAlmostEquals(low, 0.9, 1e-5);
  assertGreater(high, 1);
});

knob("engine.amplitudeMax", "keeps the amplitude of the object from rising above", async () => {
  const [, free] = amplitudes(await run({ iterations: 5 }));
  assertGreater(free, 1.05);
  const [, high] = amplitudes(await run({ iterations: 5, amplitudeMax: 1.05 }));
  assertAlmostEquals(high, 1.05, 1e-5);
});

knob("engine.objectSmoothing", "makes neighbouring pixels alike, the more the larger it is", async () => {
  const roughness = async (objectSmoothing: number): Promise<number> => {
    const { canvas: { re, width } } = await run({ iterations: 4, objectSmoothing });
    return re.reduce((sum, value, p) => p % width === 0 ? sum : sum + (value - (re[p - 1] ?? NaN)) ** 2, 0);
  };
  const [none, some, more] = [await roughness(0), await roughness(0.1), await roughness(0.9)];
  assertLess(some, none);
  assertLess(more, 0.8 * some);
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

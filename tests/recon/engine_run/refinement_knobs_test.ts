/** What fields do that bound, or find something besides object and probe. */
import { assert, assertAlmostEquals, assertEquals, assertGreater, assertLess, assertNotEquals } from "@std/assert";
import type { EngineInput } from "../../../config/fields/engine_input.ts";
import { predictAmplitudes } from "../../../recon/engines/predict_amplitudes.ts";
import type { EngineResult } from "../../../recon/engines/run_engine.ts";
import { engineScan } from "../../../recon/engines/state/engine_scan.ts";
import { positionCorrections } from "../../../recon/position_corrections.ts";
import type { PositionCorrections } from "../../../run/learned_beam.ts";
import { knob } from "../../knob.ts";
import { variedScan } from "../engines/varied_scan.ts";
import { distance, probeOf, run, scan, simulated } from "./knob_scan.ts";

/** Root mean square of how far positions moved, and the furthest, in pixels. */
function moves({ positions: { x, y } }: Pick<EngineResult, "positions">): { rms: number; most: number } {
  const lengths = x.map((value, j) =>
    Math.hypot(value - (scan.positions.x[j] ?? NaN), (y[j] ?? NaN) - (scan.positions.y[j] ?? NaN))
  );
  const squares = lengths.reduce((sum, length) => sum + length ** 2, 0);
  return { rms: Math.sqrt(squares / lengths.length), most: Math.max(...lengths) };
}

knob("engine.positionStart", "moves positions from then on, and never where it is null", async () => {
  const moved = async (positionStart: number | null): Promise<number> =>
    moves(await run({ iterations: 3, positionStart })).rms;
  assertEquals([await moved(null), await moved(3)], [0, 0]);
  assertGreater(await moved(2), 0);
  assertGreater(await moved(0), await moved(2));
});

knob("engine.positionMethod", "finds positions again by the gradient, and otherwise by cross-correlation", async () => {
  const { x, y } = scan.positions;
  const wrong = { ...scan, positions: { x: x.map((value, j) => value + (j % 3)), y } };
  const left = async (fields: EngineInput): Promise<number> => {
    const { positions } = await run({ iterations: 30, probeStart: null, ...fields }, [], wrong);
    const off = positions.x.map((value, j) => value - (x[j] ?? NaN));
    const mean = off.reduce((sum, value) => sum + value, 0) / off.length;
    return Math.sqrt(off.reduce((sum, value) => sum + (value - mean) ** 2, 0) / off.length);
  };
  const given = await left({ positionStart: null });
  const [gradient, correlation] = [
    await left({ positionStart: 2, positionMethod: "gradient" }),
    await left({ positionStart: 2, positionMethod: "crossCorrelation" }),
  ];
  assertLess(Math.max(gradient, correlation), 0.4 * given);
  assertNotEquals(gradient, correlation);
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

knob(
  "engine.positionAffine",
  "keeps a scale of all positions that is found, or removes it and nothing else",
  async () => {
    const { x, y } = scan.positions;
    const middle = x.reduce((sum, value) => sum + value, 0) / x.length;
    // The scan has them too near by a twentieth, and every third a pixel off.
    const wrong = { ...scan, positions: { x: x.map((at, j) => at - 0.05 * (at - middle) + Number(j % 3 === 0)), y } };
    const found = async (positionAffine: "keep" | "remove"): Promise<PositionCorrections> => {
      const { positions } = await run(
        { iterations: 20, positionStart: 1, probeStart: null, positionAffine },
        [],
        wrong,
      );
      return positionCorrections(wrong.positions, { ...positions, numbers: Int32Array.from(x, (_, j) => j) });
    };
    const [kept, removed] = [await found("keep"), await found("remove")];
    assertGreater(kept.affine[0][0], 0.02);
    assertLess(Math.max(...removed.affine.flat().map(Math.abs)), 1e-9);
    assertAlmostEquals(removed.rms, removed.rmsOfOwn, 1e-9);
    assertGreater(removed.rmsOfOwn, 0.2);
  },
);

knob(
  "engine.backgroundStart",
  "finds counts that all patterns have besides from then on, and never where it is null",
  async () => {
    const foggy = engineScan({ ...simulated, amplitude: simulated.amplitude.map((a) => Math.sqrt(a ** 2 + 4)) });
    const found = async (backgroundStart: number | null): Promise<Float32Array | null> =>
      (await run({ iterations: 3, backgroundStart }, [], foggy)).background;
    assertEquals(await found(null), null);
    const sum = async (start: number): Promise<number> =>
      (await found(start) ?? new Float32Array()).reduce((all, b) => all + b, 0);
    assertEquals(await sum(3), 0);
    assertGreater(await sum(2), 0);
    const plain = await run({ iterations: 3 }, [], foggy);
    assertEquals((await run({ iterations: 3, backgroundStart: 3 }, [], foggy)).canvas, plain.canvas);
    assert(distance((await run({ iterations: 3, backgroundStart: 0 }, [], foggy)).canvas, plain.canvas) > 0);
  },
);

knob(
  "engine.freeDamping",
  "lets less light gather in a masked border, and changes nothing where there is none",
  async () => {
    const border = (p: number): boolean => [Math.floor(p / 32) % 32, p % 32].some((at) => at < 6 || at >= 26);
    const mask = Uint8Array.from({ length: 1024 }, (_, p) => Number(!border(p)));
    const masked = engineScan({ ...simulated, mask });
    const gathered = async (fields: EngineInput): Promise<number> => {
      const { canvas, probe, reconstruction: { origin } } = await run({ iterations: 20, ...fields }, [], masked);
      const places = Array.from(scan.positions.x, (x, j) => ({ x, y: scan.positions.y[j] ?? NaN }));
      const amplitudes = await predictAmplitudes({ canvas, origin, probe }, places);
      return amplitudes.flatMap((image) => [...image].filter((_, p) => border(p))).reduce((sum, a) => sum + a ** 2, 0);
    };
    for (const algorithm of ["rpie", "lsqml", "dm"] as const) {
      assertLess(await gathered({ algorithm, freeDamping: 0.2 }), 0.6 * await gathered({ algorithm, freeDamping: 0 }));
    }
    // By itself it goes by the counts at the rim.
    const isRim = (p: number): boolean => !border(p) && [p - 1, p + 1, p - 32, p + 32].some(border);
    const rim = [...simulated.amplitude].flatMap((a, i) => isRim(i % 1024) ? [a ** 2] : []);
    const freeDamping = 0.5 * rim.length / rim.reduce((sum, n) => sum + n, 0);
    const [own, free] = [await run({}, [], masked), await run({ freeDamping: 0 }, [], masked)];
    const by = distance(own.canvas, (await run({ freeDamping }, [], masked)).canvas);
    assertLess(by, 1e-6 * distance(own.canvas, free.canvas));
    const gap = engineScan({ ...simulated, mask: Uint8Array.from({ length: 1024 }, (_, p) => Number(p >> 5 !== 12)) });
    for (const unbounded of [scan, gap]) {
      const [damped, free] = [await run({}, [], unbounded), await run({ freeDamping: 0 }, [], unbounded)];
      assertEquals(damped.canvas, free.canvas);
    }
  },
);

knob("engine.objectMomentum", "brings the object nearer in as many iterations", async () => {
  const rFactor = async (objectMomentum: number): Promise<number> =>
    (await run({ iterations: 8, objectMomentum, probeStart: null })).iterations.at(-1)?.rFactor ?? NaN;
  assertLess(await rFactor(0.7), 0.9 * await rFactor(0));
  // The difference map knows of none.
  const dm = { algorithm: "dm", iterations: 3 } as const;
  assertEquals((await run({ ...dm, objectMomentum: 0.7 })).canvas, (await run(dm)).canvas);
});

knob("engine.probeMomentum", "brings the probe further in as many iterations", async () => {
  const moved = async (probeMomentum: number): Promise<number> =>
    distance(probeOf(await run({ iterations: 6, probeMomentum, probeStart: 1 })), probeOf(scan));
  assertGreater(await moved(0.8), 1.2 * await moved(0));
  // Left to itself it is for modes alone.
  for (const [probeModes, own] of [[1, 0], [2, 0.9]] as const) {
    const moving = { iterations: 4, probeModes, probeStart: 1 };
    assertEquals((await run(moving)).canvas, (await run({ ...moving, probeMomentum: own })).canvas);
  }
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

knob(
  "engine.probeVariation",
  "explains a probe that differs from shot to shot, the better the more ways it has",
  async () => {
    const { scan: varied } = await variedScan(0.3, 30);
    const rFactor = async (fields: EngineInput): Promise<number> =>
      (await run({ iterations: 12, probeStart: 2, ...fields }, [], varied)).iterations.at(-1)?.rFactor ?? NaN;
    const [none, one, two] = [
      await rFactor({}),
      await rFactor({ probeVariation: 1 }),
      await rFactor({ probeVariation: 2 }),
    ];
    assertLess(one, 0.9 * none);
    assertLess(two, 0.9 * one);
    // A probe that never moves does not vary either.
    const still = { probeStart: null, iterations: 2 };
    assertEquals(await rFactor({ ...still, probeVariation: 2 }), await rFactor(still));
  },
);

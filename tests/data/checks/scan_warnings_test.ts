import { assert, assertAlmostEquals, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { patternsFirst } from "../../../data/checks/axis_order.ts";
import { loadScan } from "../../../data/load_scan.ts";
import { loadSimulationSource } from "../../../data/simulation/simulation_source.ts";
import { complexArray, realArray, textScalar, type WritableArray } from "../../../data/formats/npy_encode.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { prepareSamples } from "../../../data/samples.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { sharedPath } from "../../shared_data.ts";
import { python, runPython } from "../formats/numpy.ts";
import { sciencePayload } from "../science_payload.ts";
import { withTempDir } from "../temp_dir.ts";
import { countsOf, good, oddScan, writeOdd } from "./odd_scan.ts";

const SHAPE = [9, 64, 64];
const counts = countsOf(good);

type RealData = Parameters<typeof realArray>[0];

async function warningsOf(diffraction: RealData, measurement: "amplitude" | "intensity"): Promise<readonly string[]> {
  return (await oddScan({ diffraction: realArray(diffraction, SHAPE) }, { measurement })).warnings;
}

Deno.test("loadScan() has nothing to say on simulated scans, bright or faint, few patterns or many", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/scan.npz`;
    for (const options of [{ photons: 1e9 }, { photons: 30 }, { patterns: 2 }, { patchSize: 16 }]) {
      await writeScan(path, simulateScan({ patterns: 9, patchSize: 64, seed: 5, ...options }));
      assertEquals((await loadScan(path)).warnings, [], JSON.stringify(options));
    }
  }));

Deno.test("loadScan() warns of counts that are read as amplitudes, whatever their element type", async () => {
  const types = [Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array];
  const greatest = counts.reduce((most, value) => Math.max(most, value), 0);
  for (const type of types) {
    const [warning = "", ...more] = await warningsOf(type.from(counts), "amplitude");
    assertStringIncludes(warning, `diffraction holds whole numbers up to ${greatest} (`);
    assertStringIncludes(warning, 'set data.measurement to "intensity" (--measurement intensity)');
    assertEquals(more, [], type.name);
    assertEquals(await warningsOf(type.from(counts), "intensity"), [], type.name);
  }
});

Deno.test("loadScan() knows counts also where their root was taken and squared again", async () => {
  const squares = good.amplitude.map((value) => value * value);
  assert(squares.some((value) => value !== Math.round(value)));
  assertEquals(await warningsOf(squares, "intensity"), []);
  assertStringIncludes((await warningsOf(squares, "amplitude"))[0] ?? "", "holds whole numbers up to");
});

Deno.test("loadScan() warns of amplitudes that are read as intensities", async () => {
  const [roots = ""] = await warningsOf(good.amplitude, "intensity");
  assertStringIncludes(roots, "holds square roots of whole numbers (f4) and is read as intensities");
  const [fractions = ""] = await warningsOf(good.amplitude.map((value) => value * 0.731), "intensity");
  assertStringIncludes(fractions, "holds numbers that are not whole (f4) and is read as intensities");
  assertStringIncludes(fractions, '"amplitude" (--measurement amplitude)');
});

Deno.test("prepareSamples() sums squares of any element type without wrapping", async () => {
  const constant = { count: 2, patchSize: 8 };
  for (const type of [Uint16Array, Int32Array, Float32Array, Float64Array]) {
    const { amplitude, probe } = simulateScan({ ...constant, patterns: 2 });
    const scan = await oddScan({
      diffraction: realArray(type.from(amplitude.fill(300)), [2, 8, 8]),
      probeGuess: complexArray(probe, [8, 8]),
      xcoords: realArray(Float64Array.of(4, 5)),
      ycoords: realArray(Float64Array.of(4, 5)),
    });
    const { data, model } = sciencePayload();
    const { scales } = prepareSamples(scan, { data: { ...data, patchSize: 8 as 64 }, model }, { seed: 1 });
    assertAlmostEquals(scales.inputScale, Math.sqrt(16 / 5_760_000), 1e-9);
  }
});

Deno.test("loadScan() refuses the marks of bad pixels, and says how many there are", async () => {
  const marked: [RealData, number][] = [
    [Uint32Array.from(counts), 2 ** 32 - 1],
    [Uint32Array.from(counts), 2 ** 32 - 2],
    [Uint16Array.from(counts), 65535],
    [Int32Array.from(counts), 2 ** 31 - 1],
    [Int16Array.from(counts), 32767],
    [Float64Array.from(counts), 2 ** 32 - 1],
    [Float32Array.from(counts), 65535],
  ];
  for (const [array, mark] of marked) {
    for (let i = 31; i < array.length; i += 64) array[i] = mark;
    const { message } = await assertRejects(() => warningsOf(array, "intensity"), RangeError);
    assertStringIncludes(message, `diffraction has bad pixels: 64 pixels of each pattern hold ${array[31]}`);
    assertStringIncludes(message, "mask them, by a key mask");
  }
  const roots = Float64Array.from(good.amplitude);
  for (let i = 31; i < roots.length; i += 64) roots[i] = Math.sqrt(2 ** 32 - 1);
  await assertRejects(() => warningsOf(roots, "amplitude"), RangeError, "64 pixels of each pattern hold 65535.999");
  const one = Uint32Array.from(counts);
  one[4096] = 2 ** 32 - 1;
  await assertRejects(() => warningsOf(one, "intensity"), RangeError, "1 pixel of 1 pattern holds 4294967295");
});

Deno.test("loadScan() warns of pixels that outshine all others, and goes on", async () => {
  const hot = Float64Array.from(counts);
  for (let i = 31; i < hot.length; i += 64) hot[i] = 1e9;
  const warnings = await warningsOf(hot, "intensity");
  assertEquals(warnings.length, 1);
  assertStringIncludes(warnings[0] ?? "", "diffraction has bad pixels: 64 pixels of each pattern hold 1000000000");
  assertStringIncludes(warnings[0] ?? "", "mask them, by a key mask");
});

Deno.test("loadScan() takes no pattern for dark, and no beam for off, because of a hot pixel", async () => {
  const amplitude = Float64Array.from(good.amplitude);
  amplitude[3 * 4096 + 5 * 64 + 7] = 1e6;
  const scan = await oddScan({ diffraction: realArray(amplitude, SHAPE) });
  assertEquals(scan.warnings.length, 1, scan.warnings.join());
  assertStringIncludes(scan.warnings[0] ?? "", "1 pixel of 1 pattern holds 1000000");
  assertEquals(prepareSamples(scan, sciencePayload(), { seed: 1 }).count, 9);
});

Deno.test("loadScan() finds the dark patterns also where most are", async () => {
  const dark = Float32Array.from(good.amplitude).fill(0, 4096);
  assertStringIncludes(
    (await warningsOf(dark, "amplitude")).join(),
    "has 8 dark patterns, number 1, 2, 3, 4, 5, 6, 7, 8",
  );
});

Deno.test("loadScan() takes a bright pixel for what it is", async () => {
  // Counts around the marks of smaller types, and beyond, in the middle of the patterns.
  const ramp = Uint32Array.from(counts);
  for (let i = 0; i < 32; i++) ramp[2048 + 16 + i] = 65520 + i;
  ramp[4096 + 2048 + 32] = 32767;
  assertEquals(await warningsOf(ramp, "intensity"), []);
});

Deno.test("loadScan() refuses what cannot be measured in one sentence on how much of it there is", async () => {
  const place =
    /^Cannot use scan .*odd\.npz as an (amplitude|intensity) is (negative|not finite): the value at \[0, 0, 31\] is /;
  const cases: [RealData, number, string][] = [
    [Int32Array.from(counts), -1, "64 pixels of each pattern hold -1, which detectors use for bad pixels"],
    [Int16Array.from(counts), -2, "64 pixels of each pattern hold -2, which detectors use for bad pixels"],
    [Float32Array.from(counts), NaN, "64 pixels of each pattern are NaN"],
    [Float64Array.from(counts), Infinity, "are infinite or beyond single precision"],
    [Float64Array.from(counts), 1e300, "are infinite or beyond single precision"],
    [Float32Array.from(counts), -0.25, "64 pixels of each pattern are negative"],
  ];
  for (const [array, bad, message] of cases) {
    for (let i = 31; i < array.length; i += 64) array[i] = bad;
    for (const measurement of ["amplitude", "intensity"] as const) {
      const error = await assertRejects(() => warningsOf(array, measurement), RangeError, message);
      const remedy = bad === -0.25 ? /: negative values are noise .*: clip them, numpy/ : /: mask them, by a key mask/;
      assert(place.test(error.message) && remedy.test(error.message), error.message);
    }
  }
});

Deno.test("loadScan() warns of positions in other units than pixels", async () => {
  const cases: [number, string | null][] = [
    [1e-6, "are they in metres?"],
    [0.05, "are they in micrometres or metres?"],
    [100, "are they in nanometres or motor steps?"],
    [1, null],
  ];
  for (const [unit, question] of cases) {
    const axes = { xcoords: realArray(good.x.map((x) => x * unit)), ycoords: realArray(good.y.map((y) => y * unit)) };
    const { warnings } = await oddScan(axes);
    assertEquals(warnings.length, question === null ? 0 : 1, warnings.join());
    if (question === null) continue;
    assertStringIncludes(warnings[0] ?? "", question);
    assertStringIncludes(warnings[0] ?? "", "divide them by the size of a pixel");
  }
  const metres = await oddScan({ ycoords: realArray(good.y.map((y) => y * 1e-8)) });
  assertStringIncludes(metres.warnings.join(), "is one of the axes in metres?");
  const line = { xcoords: realArray(good.x.map((_, i) => 32 + 8 * i)), ycoords: realArray(good.y.map(() => 32)) };
  assertEquals((await oddScan(line)).warnings, []);
});

Deno.test("loadScan() refuses coordinates that no object has", async () => {
  for (const far of [1e17, -1e300, 3e9]) {
    const xcoords = realArray(good.x.map((x, i) => i === 2 ? far : x));
    const message = `its x coordinate must be in object pixels, within ±2147483648: the value at 2 is ${far}`;
    await assertRejects(() => oddScan({ xcoords }), RangeError, message);
  }
});

Deno.test("loadScan() warns of patterns whose direct beam is not in the middle", async () => {
  const rolled = (down: number, right: number): WritableArray => {
    const moved = good.amplitude.map((_, i) => {
      const [pattern, row, column] = [Math.floor(i / 4096), Math.floor(i / 64) % 64, i % 64];
      return good.amplitude[pattern * 4096 + (row - down + 64) % 64 * 64 + (column - right + 64) % 64] ?? NaN;
    });
    return realArray(moved, SHAPE);
  };
  const [corner = ""] = (await oddScan({ diffraction: rolled(32, 32) })).warnings;
  assertStringIncludes(corner, "has the direct beam in the corners instead of the middle");
  assertStringIncludes(corner, "numpy.fft.fftshift(patterns, axes=(1, 2))");
  assertStringIncludes((await oddScan({ diffraction: rolled(32, 0) })).warnings[0] ?? "", "roll or crop the patterns");
  assertEquals((await oddScan({ diffraction: rolled(9, -5 + 64) })).warnings, []);
  assertEquals((await oddScan({ diffraction: rolled(0, 2) })).warnings, []);
});

Deno.test("loadScan() decides by the light along which axis the patterns of a cube lie, and says so", async () => {
  const scan = simulateScan({ patchSize: 32, patterns: 32, photons: 1e5, seed: 4 });
  // Moving an axis of a cube twice more brings it back.
  const last = patternsFirst(patternsFirst(scan.amplitude, 32), 32);
  const parts = {
    probeGuess: complexArray(scan.probe, [32, 32]),
    xcoords: realArray(scan.x),
    ycoords: realArray(scan.y),
  };
  const first = await oddScan({ ...parts, diffraction: realArray(scan.amplitude, [32, 32, 32]) });
  assertEquals([first.amplitude, first.warnings], [scan.amplitude, []]);
  const moved = await oddScan({ ...parts, diffraction: realArray(last, [32, 32, 32]) });
  assertEquals(moved.amplitude, scan.amplitude);
  assertStringIncludes(moved.warnings.join(), "by their light it is the last");
  const noise = Float32Array.from({ length: 32 ** 3 }, (_, i) => 1.5 + Math.sin(i * i));
  const unclear = await oddScan({ ...parts, diffraction: realArray(noise, [32, 32, 32]) });
  assertEquals(unclear.amplitude, noise);
  assertStringIncludes(unclear.warnings.join(), "the first is taken; if it is the last");
});

Deno.test("loadScan() reads a probe with leading axes of length one as if they were not there", async () => {
  const { probe } = good;
  for (const shape of [[1, 64, 64], [1, 1, 64, 64], [1, 1, 1, 1, 64, 64]]) {
    const scan = await oddScan({ probeGuess: complexArray(probe, shape) });
    assertEquals([scan.probe, scan.warnings], [probe, []]);
  }
  const pair = { re: Float32Array.of(...probe.re, ...probe.re), im: Float32Array.of(...probe.im, ...probe.im) };
  const scan = await oddScan({ probeGuess: complexArray(pair, [1, 1, 2, 64, 64]) });
  assertEquals(scan.probe, probe);
});

Deno.test("loadScan() takes modes in any order, also behind one that is empty, and refuses a probe of empty ones", async () => {
  const modes = (...weights: number[]): WritableArray => {
    const part = (values: Float32Array): Float32Array =>
      Float32Array.from(weights.flatMap((weight) => [...values.map((value) => value * Math.sqrt(weight))]));
    return complexArray({ re: part(good.probe.re), im: part(good.probe.im) }, [weights.length, 64, 64]);
  };
  for (const weights of [[8, 1, 1], [1, 60, 39], [0, 1, 1]]) {
    const { probeModes, warnings } = await oddScan({ probeGuess: modes(...weights) });
    assertEquals([probeModes.length, warnings], [3, []]);
  }
  const message = "its probe is zero everywhere";
  await assertRejects(() => oddScan({ probeGuess: modes(0, 0) }), RangeError, message);
});

Deno.test("loadScan() does without an object that cannot be used, and refuses it where it is needed", async () => {
  const nan = realArray(new Float32Array(10000).fill(1).fill(NaN, 0, 2000), [100, 100]);
  const cases: [WritableArray, string][] = [
    [nan, "its object is not finite: 2000 of the 10000 pixels of objectGuess are NaN or infinite"],
    [
      realArray(new Float32Array(6000).fill(1), [3, 2, 10, 100]),
      "objectGuess must be numbers of shape (H, W) or (L, H, W)",
    ],
    [
      textScalar("None"),
      "objectGuess must be numbers of shape (H, W) or (L, H, W): its shape is () and its element type U",
    ],
  ];
  for (const [objectGuess, problem] of cases) {
    const scan = await oddScan({ objectGuess });
    assertEquals([scan.object, scan.warnings.length], [null, 1]);
    assertStringIncludes(scan.warnings[0] ?? "", `${problem}`);
    assertStringIncludes(scan.warnings[0] ?? "", "it is not used");
    await assertRejects(() => oddScan({ objectGuess }, { needsObject: true }), TypeError, problem);
  }
});

Deno.test("loadScan() says that it takes the product of an object's slices", async () => {
  const slices = realArray(new Float32Array(30000).fill(2), [3, 100, 100]);
  for (const needsObject of [false, true]) {
    const { object, warnings } = await oddScan({ objectGuess: slices }, { needsObject });
    assertEquals([object?.height, object?.re[0], warnings], [100, 8, [
      "objectGuess has 3 slices, of which the product is taken",
    ]]);
  }
});

Deno.test("loadScan() names dark patterns, and prepareSamples() leaves them out", async () => {
  const dark = Float32Array.from(good.amplitude).fill(0, 2 * 4096, 4 * 4096);
  dark[7 * 4096] = 1;
  dark.fill(0, 7 * 4096 + 1, 8 * 4096);
  const scan = await oddScan({ diffraction: realArray(dark, SHAPE) });
  assertEquals(scan.warnings.length, 1);
  assertStringIncludes(scan.warnings[0] ?? "", "diffraction has 3 dark patterns, number 2, 3, 7, with less than");
  for (const normalize of ["batch", "group"] as const) {
    const samples = prepareSamples(scan, sciencePayload({ normalize }), { seed: 1 });
    assertEquals([...samples.x], [0, 1, 4, 5, 6, 8].map((i) => good.x[i]));
    assert(samples.patterns.brightness.every((brightness) => brightness > 0.01));
  }
});

Deno.test("loadScan() warns of amplitudes from which nothing can be learned, and refuses those of no use", async () => {
  const scaled = (factor: number): RealData => Float64Array.from(good.amplitude, (value) => value * factor);
  assertStringIncludes((await warningsOf(scaled(1e-12), "amplitude"))[0] ?? "", "far below a photon");
  for (const [factor, kind] of [[1e-30, "small"], [1e-310, "small"], [1e25, "large"]] as const) {
    const message = `its amplitudes are too ${kind} for single precision: the greatest is`;
    await assertRejects(() => warningsOf(scaled(factor), "amplitude"), RangeError, message);
  }
  await assertRejects(() => warningsOf(scaled(1e-50), "intensity"), RangeError, "too small for single precision");
});

Deno.test("loadScan() says what to do with files that are no scans", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/foreign.npz`;
    const array = realArray(new Float32Array(4), [1, 2, 2]);
    const cases: [string[], string][] = [
      [["patterns", "positions", "bad_pixels"], "inspect tells what it is, and how to import it"],
      [["data", "scan", "probe"], "inspect tells what it is, and how to import it"],
      [
        ["probeGuess", "objectGuess", "xcoords", "ycoords"],
        "it holds a reconstruction without patterns: simulate --from",
      ],
      [["object", "mask", "origin"], "it is a reconstruction that infer wrote"],
      [["diff3d", "positions", "probe"], "has no xcoords: found diff3d, positions, probe; inspect tells"],
      [["diffractions"], "rename diffractions if that is it"],
    ];
    for (const [keys, hint] of cases) {
      await writeNpz(path, Object.fromEntries(keys.map((key) => [key, array])));
      const error = await assertRejects(() => loadScan(path), Error, "found ");
      assertStringIncludes(error.message, hint);
    }
  }));

Deno.test("loadSimulationSource() reads what is asked for, whatever else is wrong with the file", () =>
  withTempDir(async (directory) => {
    const path = await writeOdd(`${directory}/odd.npz`, { objectGuess: textScalar("None") });
    assertEquals((await loadSimulationSource(path, ["probe"])).probe?.modes, [good.probe]);
    await assertRejects(() => loadSimulationSource(path), TypeError, "as objectGuess must be numbers of shape (H, W)");
    const metres = { xcoords: realArray(good.x.map((x) => 1e-8 * x)), ycoords: realArray(good.y.map((y) => 1e-8 * y)) };
    await writeOdd(path, metres);
    assertStringIncludes((await loadSimulationSource(path, ["positions"])).warnings.join(), "are they in metres?");
  }));

for (const name of ["siemens_star_64.npz", "run1084_probe_object_positions.npz"]) {
  const path = sharedPath("data", name);
  Deno.test({
    name: `loadSimulationSource() has nothing to say on ${name}`,
    ignore: path === null,
    fn: async () => assertEquals((await loadSimulationSource(path ?? "")).warnings, []),
  });
}

Deno.test({
  name: "loadScan() judges what NumPy writes: counts of any type and order, an object that is None, modes of tike",
  ignore: python === null,
  fn: () =>
    withTempDir(async (directory) => {
      await writeOdd(`${directory}/good.npz`, {});
      const program = `
import sys, numpy as np
d = dict(np.load(sys.argv[1] + "/good.npz"))
c = np.rint(d["diffraction"] ** 2)
for name, a in {"u2": c.astype("u2"), "big": c.astype(">i4"), "half": c.astype("f2"), "long": c.astype("i8"),
                "fortran": np.asfortranarray(c.astype("u4")), "last": np.moveaxis(c.astype("u4"), 0, -1)}.items():
    np.savez_compressed(f"{sys.argv[1]}/{name}.npz", **{**d, "diffraction": a})
np.savez(sys.argv[1] + "/none.npz", **{**d, "objectGuess": None})
p = d["probeGuess"]
np.savez(sys.argv[1] + "/tike.npz", **{**d, "probeGuess": np.stack([p, p * 0.5, p * 0.5])[None, None, :, None]})
`;
      await runPython(program, directory);
      const names = ["u2", "big", "half", "long", "fortran", "last"];
      for (const name of names) {
        const { warnings } = await loadScan(`${directory}/${name}.npz`);
        assertEquals(warnings.length, 1, `${name}: ${warnings}`);
        assertStringIncludes(warnings[0] ?? "", `${name}.npz: diffraction holds whole numbers up to`);
        const { amplitude } = await loadScan(`${directory}/${name}.npz`, { measurement: "intensity" });
        // Half precision rounds counts above 2048.
        if (name !== "half") assertEquals(amplitude, counts.map(Math.sqrt), name);
      }
      const none = await loadScan(`${directory}/none.npz`);
      assertEquals(none.object, null);
      assertStringIncludes(none.warnings.join(), "its shape is () and its element type O; it is not used");
      const tike = await loadScan(`${directory}/tike.npz`);
      assertEquals([tike.probe, tike.probeModes.length], [good.probe, 3]);
    }),
});

const foreign = sharedPath("data", "formats/mdw771_test235_truncated.npz");
Deno.test({
  name: "loadScan() says what to do with a file of PtychoNN's",
  ignore: foreign === null,
  fn: async () => {
    const { message } = await assertRejects(() => loadScan(foreign ?? ""), Error, "found reciprocal, position");
    assertStringIncludes(message, "inspect tells what it is, and how to import it");
  },
});

const star = sharedPath("data", "siemens_star_64.npz");
Deno.test({
  name: "loadScan() finds the axis of a real experiment's patterns, their counts, and the direct beam in the corners",
  ignore: star === null,
  fn: async () => {
    const scan = await loadScan(star ?? "");
    assertEquals(scan.warnings, []);
    const first = scan.amplitude.slice(0, 64 ** 3);
    const parts = {
      probeGuess: complexArray(scan.probe, [64, 64]),
      xcoords: realArray(scan.x.slice(0, 64)),
      ycoords: realArray(scan.y.slice(0, 64)),
    };
    const last = patternsFirst(patternsFirst(first, 64), 64);
    const moved = await oddScan({ ...parts, diffraction: realArray(last, [64, 64, 64]) });
    assertEquals(moved.amplitude, first);
    assertStringIncludes(moved.warnings.join(), "by their light it is the last");
    assertEquals((await oddScan({ ...parts, diffraction: realArray(first, [64, 64, 64]) })).warnings, []);
    const corner = first.map((_, i) => {
      const [pattern, row, column] = [Math.floor(i / 4096), Math.floor(i / 64) % 64, i % 64];
      return first[pattern * 4096 + (row + 32) % 64 * 64 + (column + 32) % 64] ?? NaN;
    });
    const { warnings } = await oddScan({ ...parts, diffraction: realArray(corner, [64, 64, 64]) });
    assertStringIncludes(warnings.join(), "has the direct beam in the corners instead of the middle");
  },
});

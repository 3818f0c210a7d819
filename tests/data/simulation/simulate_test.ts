import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import type { ComplexImage } from "../../../data/complex_image.ts";
import { outOfRange } from "../../../data/checks/experiment_range.ts";
import { farFieldPixel, UNKNOWN_EXPERIMENT } from "../../../data/experiment.ts";
import { complexArray, realArray } from "../../../data/formats/npy_encode.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import type { SimulateOptions } from "../../../data/simulation/simulate_options.ts";
import { loadSimulationSource } from "../../../data/simulation/simulation_source.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { writeReconstruction } from "../../../recon/write_reconstruction.ts";
import { sharedPath } from "../../shared_data.ts";
import { withTempDir } from "../temp_dir.ts";

function meanCounts(amplitude: Float32Array, count: number): number {
  return amplitude.reduce((sum, value) => sum + value * value, 0) / count;
}

Deno.test("simulateScan() makes patterns of the photons asked for, in whole counts", () => {
  for (const photons of [50, 1e4, 1e8]) {
    const { amplitude, count, photons: stored } = simulateScan({ patchSize: 32, patterns: 64, photons });
    assertEquals(stored, photons);
    assertLess(Math.abs(meanCounts(amplitude, count) - photons), 5 * Math.sqrt(photons / count) + 1e-6 * photons);
    assert(amplitude.every((value) => Math.abs(value * value - Math.round(value * value)) <= 1e-6 * value * value));
  }
});

Deno.test("simulateScan() is the Fourier transform of the exit wave: a flat probe and object give a point at DC", () => {
  const flat = (
    size: number,
    value: number,
  ): { height: number; width: number; re: Float32Array; im: Float32Array } => ({
    height: size,
    width: size,
    re: new Float32Array(size * size).fill(value),
    im: new Float32Array(size * size).fill(-value),
  });
  const probe = flat(16, 0.3);
  const scan = simulateScan({ probe, object: flat(40, 2), patterns: 4, photons: 1e6 });
  for (let i = 0; i < scan.amplitude.length; i++) {
    const dc = i % 256 === 8 * 16 + 8;
    assertAlmostEquals(scan.amplitude[i] ?? NaN, dc ? 1000 : 0, dc ? 5 : 0);
  }
});

/** A wave of unit amplitude with whole periods across 16 pixels. */
function ramp(columns: number, rows: number): ComplexImage {
  const phases = Array.from(
    { length: 256 },
    (_, i) => 2 * Math.PI * (columns * (i % 16) + rows * Math.floor(i / 16)) / 16,
  );
  return { height: 16, width: 16, re: Float32Array.from(phases, Math.cos), im: Float32Array.from(phases, Math.sin) };
}

Deno.test("simulateScan() shifts the pattern by the phase ramps of probe and object", () => {
  const positions = { x: Float64Array.of(8), y: Float64Array.of(8) };
  const { amplitude } = simulateScan({ probe: ramp(1, 4), object: ramp(3, -2), positions, photons: 1e4 });
  const bright = amplitude.findIndex((value) => value === Math.max(...amplitude));
  assertEquals([Math.floor(bright / 16), bright % 16], [8 + 4 - 2, 8 + 1 + 3]);
  assertAlmostEquals(amplitude[bright] ?? NaN, 100, 5);
});

Deno.test("simulateScan() repeats itself for equal seeds, and only for them", () => {
  const options = { patchSize: 16, patterns: 9 };
  const first = simulateScan({ ...options, seed: 5 });
  assertEquals(simulateScan({ ...options, seed: 5 }), first);
  const other = simulateScan({ ...options, seed: 6 });
  assertNotEquals(other.digest, first.digest);
  assertNotEquals(other.x, first.x);
});

Deno.test("simulateScan() keeps amplitude and phase of the made object within bounds", () => {
  const { object } = simulateScan({ patchSize: 32, patterns: 100, object: "lines" });
  assert(object);
  object.re.forEach((re, i) => {
    const im = object.im[i] ?? NaN;
    assert(Math.hypot(re, im) > 0.2 - 1e-6 && Math.hypot(re, im) < 1 + 1e-6);
    assert(Math.abs(Math.atan2(im, re)) <= 1);
  });
});

Deno.test("simulateScan() makes a Siemens star unless told otherwise, of one size however large the scan is", () => {
  for (const patterns of [9, 100]) {
    const { object } = simulateScan({ patchSize: 32, patterns });
    assert(object);
    const side = Math.max(object.height, object.width);
    // In the middle of the star there is clear film; outside the ring, every other sector is metal.
    const at = (x: number, y: number): [number, number] => {
      const column = Math.floor(x * side - (side - object.width) / 2);
      const p = Math.floor(y * side - (side - object.height) / 2) * object.width + column;
      const [re, im] = [object.re[p] ?? NaN, object.im[p] ?? NaN];
      return [Math.hypot(re, im), Math.atan2(im, re)];
    };
    assertAlmostEquals(at(0.46, 0.52)[0], 1, 1e-6);
    const sectors = Array.from({ length: 24 }, (_, k) => 2 * Math.PI * (k + 0.5) / 24);
    const around = sectors.map((angle) => at(0.46 + 0.3 * Math.cos(angle), 0.52 + 0.3 * Math.sin(angle)));
    assertEquals(around.filter(([, phase]) => phase < -0.9).length, 12);
    assertEquals(around.filter(([amplitude]) => amplitude > 0.99).length, 12);
  }
  assertNotEquals(
    simulateScan({ patchSize: 16, patterns: 4, object: "lines" }).object,
    simulateScan({ patchSize: 16, patterns: 4 }).object,
  );
});

Deno.test("simulateScan() keeps the made positions on a given object, however small", () => {
  const made = simulateScan({ patchSize: 16, patterns: 30 }).object;
  assert(made);
  for (const size of [16, 17, 20, 200]) {
    const object = {
      height: size,
      width: size + 3,
      re: new Float32Array(size * (size + 3)).fill(1),
      im: new Float32Array(size * (size + 3)),
    };
    const { x, y, count } = simulateScan({ patchSize: 16, patterns: 30, object });
    assertEquals(count, 30);
    assert(
      x.every((value) => value >= 8 && value <= size + 3 - 8) && y.every((value) => value >= 8 && value <= size - 8),
    );
  }
});

Deno.test("simulateScan() draws given positions at random, in their order", () => {
  const x = Float64Array.from({ length: 50 }, (_, i) => 8 + i / 10);
  const scan = simulateScan({ patchSize: 16, positions: { x, y: x }, patterns: 20 });
  assertEquals([scan.count, scan.x], [20, scan.y]);
  assertEquals(scan.x, scan.x.toSorted());
  assert(scan.x.every((value) => x.includes(value)));
  assertNotEquals(scan.x, x.slice(0, 20));
  assertEquals(simulateScan({ patchSize: 16, positions: { x, y: x } }).x, x);
});

Deno.test("simulateScan() refuses what cannot be simulated", () => {
  const positions = { x: Float64Array.of(8, 7.5), y: Float64Array.of(8, 8) };
  const { probe } = simulateScan({ patchSize: 16, patterns: 1 });
  const dark = { ...probe, re: new Float32Array(256), im: new Float32Array(256) };
  const cases: [Parameters<typeof simulateScan>[0], string][] = [
    [
      { patchSize: 16, positions: { x: Float64Array.of(1e6), y: Float64Array.of(-2e6) } },
      "as patch 0 reaches beyond the 1000008 × 8 object: its centre is (1000000, -2000000)",
    ],
    [{ patchSize: 16, patterns: 2, photons: 1e-9 }, "as no pattern got a photon: photons is 1e-9; ask for more"],
    [{ patchSize: 16, positions }, "as patch 1 reaches beyond the 16 × 16 object: its centre is (7.5, 8)"],
    [{ patchSize: 16, positions, patterns: 3 }, "Cannot simulate 3 patterns as there must be as many positions: 2"],
    [{ patchSize: 32, probe }, "the probe must be 32 × 32: it is 16 × 16"],
    [{ patchSize: 48, patterns: 1 }, "must be a power of two: current value is 48"],
    [{ patchSize: 32, object: probe }, "Cannot scan an object of 16 pixels as a patch is larger: patchSize is 32"],
    [{ patchSize: 16, object: dark, patterns: 1 }, "let no light through: their energy is 0"],
    [{ photons: 0 }, "photons must be above 0: current value is 0"],
    [{ photons: 1e300 }, "photons must be at most 1e+30: current value is 1e+300"],
    [{ patterns: 1e9 }, "1000000000 patterns of 64 × 64 px would take 18100 GiB of memory: current value is "],
    [{ patchSize: 1048576 }, "400 patterns of 1048576 × 1048576 px would take"],
    [{ patterns: 1, patchSize: 65536 }, "would take"],
    [{ positions: { x: Float64Array.of(1e300), y: Float64Array.of(5) } }, "its x coordinate must be in object pixels"],
    [
      { positions: { x: Float64Array.of(1e6), y: Float64Array.of(1e6) } },
      "an object of 1000032 × 1000032 px would take",
    ],
    [{ patterns: 0 }, "patterns must be a whole number above 0: current value is 0"],
  ];
  for (const [options, message] of cases) assertThrows(() => simulateScan(options), RangeError, message);
});

Deno.test("loadSimulationSource() takes the object of a reconstruction, as infer writes it", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/reconstruction.npz`;
    const { object } = simulateScan({ patchSize: 16, patterns: 4 });
    assert(object);
    const mask = new Uint8Array(object.re.length).fill(1);
    await writeReconstruction(path, { object, mask, origin: { y: 3, x: -2 } });
    assertEquals(await loadSimulationSource(path), { object, warnings: [] });
  }));

Deno.test("loadSimulationSource() reads what is there, and refuses a file with nothing of use", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/source.npz`;
    const ones = new Float32Array(32).fill(1);
    const modes = complexArray({ re: ones, im: ones.map((_, i) => i < 16 ? 1 : i % 2) }, [2, 4, 4]);
    await writeNpz(path, { probeGuess: modes, xcoords: realArray(ones) });
    const source = await loadSimulationSource(path);
    assertEquals(Object.keys(source), ["probe", "warnings"]);
    assertEquals([source.probe?.modes.length, source.warnings], [2, []]);
    await writeNpz(path, { xcoords: realArray(ones) });
    const message =
      `Cannot simulate from ${path} as it has no probeGuess or probe, no objectGuess, object or psi, and no xcoords ` +
      "with ycoords, nor a product's positions";
    await assertRejects(() => loadSimulationSource(path), Error, `${message}: found xcoords`);
  }));

Deno.test("simulateScan() makes an experiment whose pixels fit, and takes none for a probe that is given", () => {
  for (const patchSize of [16, 128]) {
    const { experiment, probe, object } = simulateScan({ patchSize, patterns: 1 });
    assert(object);
    assertEquals(simulateScan({ patchSize, object, patterns: 1 }).experiment, UNKNOWN_EXPERIMENT);
    const pixel = farFieldPixel(experiment, patchSize);
    assertEquals(experiment.objectPixel, { height: 1e-8, width: 1e-8 });
    assertAlmostEquals(pixel?.width ?? NaN, 1e-8, 1e-16);
    assertEquals(outOfRange("distance", [experiment.distance ?? NaN]), null);
    assertEquals(simulateScan({ probe, patterns: 1 }).experiment, UNKNOWN_EXPERIMENT);
    assertEquals(simulateScan({ probe, experiment, patterns: 1 }).experiment, experiment);
  }
});

Deno.test("loadSimulationSource() takes the experiment with the probe, and the pixels of a product", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/source.npz`;
    const made = simulateScan({ patchSize: 16, patterns: 4 });
    await writeScan(path, made);
    assertEquals((await loadSimulationSource(path)).experiment, made.experiment);
    assertEquals((await loadSimulationSource(path, ["object"])).experiment, undefined);
    const slices = { re: Float32Array.of(...made.probe.re, ...made.probe.re), im: new Float32Array(512) };
    await writeNpz(path, {
      probe: complexArray(made.probe, [1, 1, 16, 16]),
      psi: complexArray(slices, [2, 16, 16]),
      object_pixel_height_m: realArray(Float64Array.of(8e-9)),
      object_pixel_width_m: realArray(Float64Array.of(9e-9)),
    });
    const source = await loadSimulationSource(path);
    assertEquals(source.probe, { kind: "given", modes: [made.probe] });
    assertEquals(source.experiment, { ...UNKNOWN_EXPERIMENT, objectPixel: { height: 8e-9, width: 9e-9 } });
    assertEquals(source.object?.re, made.probe.re.map((value) => value ** 2));
  }));

const run1084 = sharedPath("data", "run1084_probe_object_positions.npz");
Deno.test({
  name: "simulateScan() simulates a real probe, object and positions",
  ignore: run1084 === null,
  fn: async () => {
    const source = await loadSimulationSource(run1084 ?? "");
    const scan = simulateScan({ ...source, patterns: 200, photons: 1e5 });
    assertEquals([scan.count, scan.patchSize, scan.object?.height, scan.object?.width], [200, 64, 227, 226]);
    assertLess(Math.abs(meanCounts(scan.amplitude, 200) - 1e5), 5 * Math.sqrt(1e5 / 200));
  },
});

Deno.test("simulateScan() makes the scans that it always made, where nothing new is asked for", () => {
  const { object } = simulateScan({ patchSize: 16, patterns: 9 });
  assert(object);
  const scans: readonly [SimulateOptions, string][] = [
    [{ patterns: 40 }, "7808db4adb989452"],
    [{ patterns: 20, photons: 1e3, seed: 7, patchSize: 32 }, "d1f7cd12bab371d9"],
    [{ object: "lines", patterns: 30, patchSize: 32, seed: 3 }, "6e4c704f0b45a634"],
    [{ patchSize: 16, patterns: 7, photons: 1e6, object }, "f85ee630b7a6fc8f"],
  ];
  for (const [options, digest] of scans) assertEquals(simulateScan(options).digest.slice(7, 23), digest);
});

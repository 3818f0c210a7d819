import { assert, assertAlmostEquals, assertEquals, assertLess, assertNotEquals, assertThrows } from "@std/assert";
import type { ComplexImage } from "../../../data/complex_image.ts";
import { farFieldPixel, UNKNOWN_EXPERIMENT } from "../../../data/experiment.ts";
import { labelSource } from "../../../data/labels.ts";
import { loadScan } from "../../../data/load_scan.ts";
import type { Scan } from "../../../data/scan.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import type { SimulateOptions } from "../../../data/simulation/simulate_options.ts";
import { writeSimulation } from "../../../data/simulation/write_simulation.ts";
import { sciencePayload } from "../science_payload.ts";
import { withTempDir } from "../temp_dir.ts";

function meanCounts({ amplitude, count }: Scan): number {
  return amplitude.reduce((sum, value) => sum + value * value, 0) / count;
}

function intensities({ amplitude }: Scan): Float64Array {
  return Float64Array.from(amplitude, (value) => value ** 2);
}

const SMALL = { patchSize: 32, patterns: 16, photons: 1e5 } as const;

Deno.test("simulateScan() makes patterns of the photons asked for, of whatever object, probe, modes and positions", () => {
  const cases: readonly SimulateOptions[] = [
    { object: "deadLeaves", probe: "zonePlate", positions: "fermat" },
    { object: "gaussianRandomField", probe: "zernike", positions: "concentric" },
    { object: "lines", probe: "speckle", positions: "snake" },
    { probe: { kind: "gaussian", modeShares: [0.5, 0.3, 0.2] }, positions: "raster" },
    { detector: { background: 2 } },
  ];
  for (const options of cases) {
    const scan = simulateScan({ ...SMALL, ...options });
    const wanted = SMALL.photons + (options.detector?.background ?? 0) * 32 * 32;
    assertLess(Math.abs(meanCounts(scan) - wanted), 5 * Math.sqrt(wanted / SMALL.patterns), JSON.stringify(options));
    assertEquals(scan.photons, options.detector ? null : SMALL.photons);
  }
});

Deno.test("simulateScan() adds the intensities of the modes of a probe, each by its share", () => {
  const options = { ...SMALL, patterns: 2, photons: 1e12, positions: "raster" } as const;
  const both = simulateScan({ ...options, probe: { kind: "gaussian", fwhm: 6, modeShares: [0.75, 0.25] } });
  assertEquals(both.probeModes.length, 2);
  const alone = both.probeModes.map((mode) => simulateScan({ ...options, probe: mode }));
  // Each was scaled to the photons of both by its own light on the object.
  const powers = both.probeModes.map((mode) => lightOf(mode, both));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const [first, second] = alone.map(intensities);
  intensities(both).forEach((value, i) => {
    const sum = (powers[0] ?? NaN) / total * (first?.[i] ?? NaN) + (powers[1] ?? NaN) / total * (second?.[i] ?? NaN);
    assertLess(Math.abs(value - sum), 1e-5 * sum + 20 * Math.sqrt(sum) + 1e3);
  });
});

/** Light of a mode behind the object, in all patterns of a scan at whole positions. */
function lightOf(mode: ComplexImage, { x, y, object }: Scan): number {
  assert(object);
  let light = 0;
  x.forEach((column, pattern) => {
    const [left, top] = [column - mode.width / 2, (y[pattern] ?? NaN) - mode.height / 2];
    mode.re.forEach((re, i) => {
      const at = (top + Math.floor(i / mode.width)) * object.width + left + i % mode.width;
      const through = (object.re[at] ?? NaN) ** 2 + (object.im[at] ?? NaN) ** 2;
      light += (re ** 2 + (mode.im[i] ?? NaN) ** 2) * through;
    });
  });
  return light;
}

Deno.test("simulateScan() says positions that are off by σ, keeps the true ones, and records patterns there", () => {
  const options = { ...SMALL, patterns: 900, photons: 1e4, patchSize: 16, seed: 3 } as const;
  const scan = simulateScan({ ...options, errors: { positions: 2 } });
  const truth = scan.truth?.positions;
  assert(truth && scan.truth?.probeModes === null && scan.object);
  const off = [...scan.x.map((x, i) => x - (truth.x[i] ?? NaN)), ...scan.y.map((y, i) => y - (truth.y[i] ?? NaN))];
  const variance = off.reduce((sum, value) => sum + value * value, 0) / off.length;
  assertAlmostEquals(Math.sqrt(variance), 2, 0.15);
  assertAlmostEquals(off.reduce((sum, value) => sum + value, 0) / off.length, 0, 0.2);
  const there = simulateScan({ ...options, probe: scan.probe, object: scan.object, positions: truth });
  assertEquals(scan.amplitude, there.amplitude);
  assertEquals(there.truth, null);
});

Deno.test("simulateScan() says a probe that is out of focus, and keeps the true one, by which patterns were made", () => {
  const probe = { kind: "gaussian", fwhm: 5, modeShares: [0.8, 0.2] } as const;
  const scan = simulateScan({ ...SMALL, probe, errors: { defocus: 1e-5 } });
  const right = simulateScan({ ...SMALL, probe });
  assertEquals(scan.truth, { positions: null, probeModes: right.probeModes });
  assertEquals(scan.amplitude, right.amplitude);
  assertNotEquals(scan.probe, right.probe);
  assertEquals(simulateScan({ ...SMALL, probe: { ...probe, defocus: 1e-5 } }).probe, scan.probe);
});

Deno.test("labelSource() takes the true positions of a simulated scan", () => {
  const scan = simulateScan({ ...SMALL, errors: { positions: 3 } });
  const truth = scan.truth?.positions;
  const { x, y } = labelSource(scan, Int32Array.of(2, 5), sciencePayload().data);
  assertEquals([x, y], [truth?.x, truth?.y].map((axis) => Float64Array.of(axis?.[2] ?? NaN, axis?.[5] ?? NaN)));
});

Deno.test("loadScan() reads of a simulation all that was made: modes, mask, truth, experiment and how", () =>
  withTempDir(async (directory) => {
    const options: SimulateOptions = {
      ...SMALL,
      ...{ object: { kind: "deadLeaves", phaseContrast: 0.1, amplitudeRange: [1, 1] }, positions: "fermat" },
      ...{
        probe: { kind: "zonePlate", modeShares: [0.7, 0.3] },
        detector: { beamStop: 5, deadPixels: 7, readoutNoise: 1 },
      },
      ...{ errors: { positions: 1, defocus: 2e-6 }, experiment: { energy: 1000, pixelSize: 2e-8 } },
    };
    const scan = simulateScan(options);
    for (const name of ["scan.npz", "scan.h5"]) {
      const path = `${directory}/${name}`;
      const { modeShares, photons } = await writeSimulation(path, options);
      assertEquals([modeShares?.map((share) => Number(share.toFixed(5))), photons], [[0.7, 0.3], 1e5]);
      const read = await loadScan(path);
      const { path: _, digest: __, warnings, ...content } = read;
      const { path: ___, digest: ____, warnings: _____, ...wanted } = scan;
      assertEquals(warnings, []);
      // Behind the stop stands what its neighbours say.
      assertEquals({ ...content, amplitude: 0, object: 0 }, { ...wanted, amplitude: 0, object: 0 });
      scan.amplitude.forEach((value, i) => scan.mask?.[i % 1024] && assertEquals(read.amplitude[i], value));
    }
    assertEquals(JSON.parse(scan.provenance ?? ""), {
      program: "exitwave simulate",
      recipe: {
        ...{ patchSize: 32, patterns: 16, photons: 1e5, seed: 42 },
        probe: { kind: "zonePlate", modeShares: [0.7, 0.3] },
        object: { kind: "deadLeaves", phaseContrast: 0.1, amplitudeRange: [1, 1] },
        positions: { kind: "fermat" },
        detector: { beamStop: 5, deadPixels: 7, readoutNoise: 1 },
        errors: { positions: 1, defocus: 2e-6 },
      },
    });
  }));

Deno.test("simulateScan() tells in its provenance which arrays were given, by their digests", () => {
  const { probe, object } = simulateScan(SMALL);
  assert(object);
  const told = (own: ComplexImage): unknown =>
    JSON.parse(simulateScan({ ...SMALL, probe: own, object }).provenance ?? "").recipe.probe;
  assertEquals(told(probe), told({ ...probe }));
  assertNotEquals(told(probe), told({ ...probe, re: probe.re.map((value) => 2 * value) }));
  assertLess(JSON.stringify(told(probe)).length, 300);
});

Deno.test("simulateScan() makes an experiment of the energy and pixel asked for, in which the far field is right", () => {
  const scan = simulateScan({ ...SMALL, experiment: { energy: 12398.41984, pixelSize: 2e-8 } });
  assertAlmostEquals(scan.experiment.wavelength ?? NaN, 1e-10, 1e-16);
  assertAlmostEquals(farFieldPixel(scan.experiment, 32)?.width ?? NaN, 2e-8, 1e-14);
  // A zone plate keeps its focus in metres: half as many pixels of twice the size.
  const diameter = (pixelSize: number): number => {
    const { probe } = simulateScan({
      ...{ patchSize: 128, patterns: 1, experiment: { pixelSize } },
      probe: { kind: "zonePlate", outermostZone: 8e-8, centralStop: 0, defocus: 0 },
    });
    return Math.sqrt(
      probe.re.filter((re, i) => re ** 2 + (probe.im[i] ?? NaN) ** 2 > 0.5 * (probe.re[64 * 128 + 64] ?? NaN) ** 2)
        .length,
    );
  };
  assertAlmostEquals(diameter(1e-8) / diameter(2e-8), 2, 0.15);
});

Deno.test("simulateScan() steps by the overlap of the beam, whatever the probe", () => {
  for (const overlap of [0.5, 0.8]) {
    const { x } = simulateScan({
      ...{ ...SMALL, patchSize: 64, patterns: 4 },
      ...{ probe: { kind: "disk", diameter: 20 }, positions: { kind: "raster", step: { overlap } } },
    });
    assertAlmostEquals((x[1] ?? NaN) - (x[0] ?? NaN), 20 * (1 - overlap), 0.5);
  }
});

Deno.test("simulateScan() makes objects of the size asked for, and scans their middle", () => {
  const { object, x, y } = simulateScan({ ...SMALL, object: { kind: "lines", size: [90, 140] }, positions: "raster" });
  assertEquals([object?.height, object?.width], [90, 140]);
  assertAlmostEquals(((x[0] ?? NaN) + (x[15] ?? NaN)) / 2, 70, 1e-9);
  assertAlmostEquals(((y[0] ?? NaN) + (y[15] ?? NaN)) / 2, 45, 1e-9);
  const image = { height: 50, width: 60, data: Float32Array.from({ length: 3000 }, (_, i) => i % 7) };
  assertEquals(simulateScan({ ...SMALL, object: { kind: "image", image } }).object?.width, 60);
});

Deno.test("simulateScan() refuses what makes no sense in one sentence that says what to do", () => {
  const { probe, object } = simulateScan(SMALL);
  assert(object);
  const cases: readonly (readonly [SimulateOptions, string])[] = [
    [
      { object: { kind: "star", size: 20 } },
      "Cannot scan an object of 20 pixels as a patch is larger: patchSize is 64",
    ],
    [{ object: { kind: "star", size: 1.5 } }, "its sides must be whole numbers of pixels: current value is 1.5 × 1.5"],
    [{ object: { kind: "star", size: 1e6 } }, "an object of 1000000 × 1000000 px would take"],
    [{ object: { kind: "gaussianRandomField", spectralIndex: 99 } }, "its spectral index must be from -20 to 20"],
    [{ positions: { kind: "raster", step: -1 } }, "their step must be above 0 pixels: current value is -1"],
    [{ positions: { kind: "raster", step: { overlap: 1 } } }, "their overlap must be from 0 to below 1"],
    [{ positions: { kind: "jitter", jitter: 2 } }, "their jitter must be from 0 to 1 of a step: current value is 2"],
    [{ positions: { kind: "raster", step: 1e5 } }, "patterns of 64 × 64 px would take"],
    [{ errors: { positions: -1 } }, "errors of positions must be 0 pixels or more"],
    [{ errors: { defocus: 1 } }, "Cannot defocus a probe as 64 pixels of 1e-8 m show at most"],
    [{ experiment: { energy: 1e10 } }, "energy must be in electronvolts: current value is 10000000000"],
    [
      { experiment: { energy: 8 } },
      "are finer than half the wavelength of 8 eV, 7.75e-8 m: write the energy in electronvolts",
    ],
    [{ experiment: { pixelSize: 10 } }, "pixelSize must be in metres: current value is 10"],
    [
      { probe: { kind: "given", modes: [probe], defocus: 1e-6 } },
      "its lengths are in metres and the wavelength of the experiment is not known: give energy and pixelSize",
    ],
    [{ probe: "zonePlate", experiment: UNKNOWN_EXPERIMENT }, "the wavelength of the experiment is not known"],
    [{ probe: { kind: "given", modes: [] } }, "the probe has no modes"],
    [{ ...SMALL, photons: 1e-6, detector: { beamStop: 8 } }, "ask for more, or mask less of the detector"],
  ];
  for (const [options, message] of cases) assertThrows(() => simulateScan(options), RangeError, message);
});

Deno.test("SimulateOptions of what does not go together do not compile", () => {
  const { object } = simulateScan(SMALL);
  assert(object);
  const wrong: readonly SimulateOptions[] = [
    // @ts-expect-error -- a star has no spectrum
    { object: { kind: "star", spectralIndex: -3 } },
    // @ts-expect-error -- an image is as large as it is
    { object: { kind: "image", image: { height: 1, width: 1, data: new Float32Array(1) }, size: 3 } },
    // @ts-expect-error -- there is no such object
    { object: "banana" },
    // @ts-expect-error -- the width of a Gaussian is no diameter
    { probe: { kind: "gaussian", diameter: 3 } },
    // @ts-expect-error -- a lens has no zones
    { probe: { kind: "zernike", outermostZone: 1e-8 } },
    // @ts-expect-error -- a raster is not moved
    { positions: { kind: "raster", jitter: 0.1 } },
    // @ts-expect-error -- a step is a length or an overlap
    { positions: { kind: "raster", step: { overlap: 0.5, length: 3 } } },
  ];
  assertEquals(wrong.length, 7);
});

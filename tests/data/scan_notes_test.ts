import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import type { ComplexImage } from "../../data/complex_image.ts";
import { type Experiment, lengthText, objectPixelOf, UNKNOWN_EXPERIMENT } from "../../data/experiment.ts";
import { complexArray, realArray, textScalar, type WritableArray } from "../../data/formats/npy_encode.ts";
import { writeNpz } from "../../data/formats/write_npz.ts";
import { loadScan, type LoadScanOptions } from "../../data/load_scan.ts";
import type { Scan } from "../../data/scan.ts";
import { arraysBesidePatterns } from "../../data/writing/arrays_beside_patterns.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { python, runPython } from "./formats/numpy.ts";
import { TempDir, withTempDir } from "./temp_dir.ts";
import { tinyScan } from "./tiny_scan.ts";

const TINY = tinyScan();

/** The tiny scan with further arrays, read; its warnings without the file's name. */
async function scanWith(change: Record<string, WritableArray>, options: LoadScanOptions = {}): Promise<Scan> {
  using space = new TempDir();
  const path = `${space.path}/scan.npz`;
  try {
    const { count, patchSize, amplitude, x, y, probe } = TINY;
    await writeNpz(path, {
      diffraction: realArray(amplitude, [count, patchSize, patchSize]),
      probeGuess: complexArray(probe, [patchSize, patchSize]),
      ...{ xcoords: realArray(x), ycoords: realArray(y) },
      ...change,
    });
    const scan = await loadScan(path, options);
    return { ...scan, warnings: scan.warnings.map((warning) => warning.replace(`${path}: `, "")) };
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replace(path, "scan.npz");
    throw error;
  }
}

function numbers(...values: number[]): WritableArray {
  return realArray(Float64Array.from(values), values.length === 1 ? [] : [values.length]);
}

const size = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const pixel = (min: number, max: number): fc.Arbitrary<Experiment["objectPixel"]> =>
  fc.option(fc.record({ height: size(min, max), width: size(min, max) }));
const experiments: fc.Arbitrary<Experiment> = fc.record({
  wavelength: fc.option(size(1e-12, 1e-6)),
  distance: fc.option(size(1e-2, 30)),
  detectorPixel: pixel(1e-6, 1e-3),
  objectPixel: pixel(1e-12, 1e-6),
});
const image: fc.Arbitrary<ComplexImage> = fc.record({
  ...{ height: fc.constant(4), width: fc.constant(4) },
  re: fc.float32Array({ minLength: 16, maxLength: 16, noNaN: true, noDefaultInfinity: true }),
  im: fc.float32Array({ minLength: 16, maxLength: 16, noNaN: true, noDefaultInfinity: true }),
});

Deno.test("loadScan() reads back the experiment, modes, frame numbers and provenance that writeScan() writes, to the bit", () =>
  withTempDir(async (directory) => {
    const notes = fc.record({
      experiment: experiments,
      further: fc.array(image, { maxLength: 3 }),
      frameIndices: fc.option(fc.int32Array({ minLength: 3, maxLength: 3, min: 0 })),
      provenance: fc.option(fc.json()),
    });
    const path = `${directory}/scan.npz`;
    await fc.assert(
      fc.asyncProperty(notes, async ({ further, ...content }) => {
        const probeModes = [TINY.probe, ...further];
        await writeScan(path, { ...TINY, ...content, probeModes });
        const { probe, probeModes: modes, experiment, frameIndices, provenance } = await loadScan(path);
        assertEquals({ experiment, frameIndices, provenance }, content);
        assertEquals([probe, modes], [TINY.probe, probeModes]);
      }),
      { numRuns: 40 },
    );
  }));

Deno.test("loadScan() knows nothing of an experiment where the file says nothing, and takes numbers for amplitudes", async () => {
  const { experiment, frameIndices, provenance, probeModes, amplitude, warnings } = await scanWith({});
  assertEquals({ experiment, frameIndices, provenance }, {
    ...{ experiment: UNKNOWN_EXPERIMENT, frameIndices: null, provenance: null },
  });
  assertEquals([probeModes, amplitude, warnings], [[TINY.probe], TINY.amplitude, []]);
});

Deno.test("loadScan() takes numbers of any real type and shape, a pixel by one number too", async () => {
  const { experiment, warnings } = await scanWith({
    wavelength_m: realArray(Float32Array.of(1.25e-10), [1, 1]),
    detector_distance_m: realArray(Uint8Array.of(2), []),
    detector_pixel_size_m: realArray(Float64Array.of(75e-6), [1]),
    object_pixel_size_m: numbers(8e-9, 9e-9),
    frame_indices: realArray(Uint16Array.of(7, 3, 65535), [3, 1]),
  });
  assertEquals(experiment.wavelength, Math.fround(1.25e-10));
  assertEquals([experiment.distance, experiment.detectorPixel], [2, { height: 75e-6, width: 75e-6 }]);
  assertEquals(experiment.objectPixel, { height: 8e-9, width: 9e-9 });
  assertEquals(warnings.map((warning) => warning.slice(0, 60)), [
    "object_pixel_size_m is 8 nm × 9 nm, but wavelength, distance",
  ]);
});

const LEAVE = "; save it as a float, or leave it out where it is not known";
const WRONG: readonly [Record<string, WritableArray>, typeof TypeError | typeof RangeError, string][] = [
  [
    { wavelength_m: textScalar("1.24e-10") },
    ...[TypeError, `wavelength_m must be one number: its element type is U and its shape ()${LEAVE}`] as const,
  ],
  [
    { wavelength_m: numbers(1e-10, 2e-10) },
    ...[TypeError, `wavelength_m must be one number: its element type is f8 and its shape (2)${LEAVE}`] as const,
  ],
  [
    { object_pixel_size_m: numbers(1e-8, 1e-8, 1e-8) },
    TypeError,
    `object_pixel_size_m must be one number, or two (height, width): its element type is f8 and its shape (3)${LEAVE}`,
  ],
  ...[NaN, Infinity, 0, -1e-10].flatMap((value) =>
    ["wavelength_m", "detector_distance_m", "detector_pixel_size_m", "object_pixel_size_m"].map((key) =>
      [
        { [key]: numbers(value) },
        RangeError,
        `${key} must be above 0 and finite: current value is ${value}; leave it out where it is not known`,
      ] as [Record<string, WritableArray>, typeof RangeError, string]
    )
  ),
  [
    { detector_pixel_size_m: numbers(1e-5, -1e-5) },
    RangeError,
    "detector_pixel_size_m must be above 0 and finite: current value is -0.00001; leave it out where it is not known",
  ],
  [
    { measurement: textScalar("photons\n") },
    RangeError,
    'measurement must be amplitude or intensity: current value is "photons\\n"',
  ],
  [
    { measurement: numbers(1) },
    TypeError,
    "measurement must be a text: its element type is f8 and its shape (); save one text, or leave it out",
  ],
  [
    { provenance: realArray(Float64Array.of(1, 2)) },
    TypeError,
    "provenance must be a text: its element type is f8 and its shape (2); save one text, or leave it out",
  ],
  [
    { frame_indices: numbers(0, 1) },
    RangeError,
    "frame_indices must have a number for each of the 3 patterns: it has 2; leave it out",
  ],
  [
    { frame_indices: numbers(0, 1, 2.5) },
    RangeError,
    "frame_indices must be whole numbers from 0 to 2^31 - 1: the value at 2 is 2.5",
  ],
  [
    { frame_indices: realArray(Int32Array.of(0, -1, 2)) },
    RangeError,
    "frame_indices must be whole numbers from 0 to 2^31 - 1: the value at 1 is -1",
  ],
  [
    { frame_indices: realArray(new Float64Array(6), [3, 2]) },
    TypeError,
    "frame_indices must be a list (M) of numbers: its element type is f8 and its shape (3, 2)",
  ],
];

Deno.test("loadScan() refuses notes of a wrong type, shape or value in one sentence", async () => {
  for (const [change, type, message] of WRONG) {
    const error = await assertRejects(() => scanWith(change), type);
    assertEquals(error.message, `Cannot use scan scan.npz as ${message}`);
  }
});

Deno.test("loadScan() does not use what cannot be in metres, and says how it is written", async () => {
  const cases: readonly [string, number, string][] = [
    [
      "wavelength_m",
      1.24,
      "no wavelength in metres (1e-13 to 0.001), and is not used: write metres, 1.24 Å as 1.24e-10",
    ],
    ["wavelength_m", 1, "no wavelength in metres (1e-13 to 0.001), and is not used: write metres, 1.24 Å as 1.24e-10"],
    [
      "detector_distance_m",
      2500,
      "no distance in metres (0.0001 to 300), and is not used: write metres, 500 mm as 0.5",
    ],
    [
      "detector_pixel_size_m",
      55,
      "no detector pixel in metres (1e-7 to 0.005), and is not used: write metres, 55 µm as 55e-6",
    ],
    [
      "object_pixel_size_m",
      8,
      "no object pixel in metres (1e-13 to 0.001), and is not used: write metres, 8 nm as 8e-9",
    ],
  ];
  for (const [key, value, rest] of cases) {
    const { experiment, warnings } = await scanWith({ [key]: numbers(value) });
    assertEquals([experiment, warnings], [UNKNOWN_EXPERIMENT, [`${key} is ${value}, ${rest}`]]);
  }
});

Deno.test("loadScan() warns where the object pixel is more than 1 % off λz/NΔ, on either axis", async () => {
  const geometry = {
    wavelength_m: numbers(1e-10),
    detector_distance_m: numbers(2),
    detector_pixel_size_m: numbers(5e-3),
  };
  const expected = 1e-8; // 1e-10 · 2 / (4 · 5e-3)
  for (
    const [height, width, warns] of [[1, 1, 0], [1.0099, 1, 0], [1, 0.9901, 0], [1.011, 1, 1], [1, 0.98, 1]] as const
  ) {
    const { experiment, warnings } = await scanWith({
      ...geometry,
      object_pixel_size_m: numbers(expected * height, expected * width),
    });
    assertEquals([warnings.length, experiment.objectPixel], [warns, {
      ...{ height: expected * height, width: expected * width },
    }]);
  }
  const [warning] = (await scanWith({ ...geometry, object_pixel_size_m: numbers(8e-9) })).warnings;
  assertEquals(
    warning,
    "object_pixel_size_m is 8 nm, but wavelength, distance and detector pixel give 10 nm (λz/NΔ with N = 4): " +
      "object_pixel_size_m is taken; correct what is wrong",
  );
});

Deno.test("loadScan() believes the file on what its numbers are; who says otherwise wins, with a warning", async () => {
  const counts = { measurement: textScalar("intensity") };
  const roots = TINY.amplitude.map(Math.sqrt);
  assertEquals((await scanWith(counts)).amplitude, roots);
  assertEquals((await scanWith(counts, { measurement: "intensity" })).warnings, []);
  assertEquals((await scanWith(counts, { measurement: "amplitude", believesFile: true })).amplitude, roots);
  const { amplitude, warnings } = await scanWith(counts, { measurement: "amplitude" });
  assertEquals([amplitude, warnings], [TINY.amplitude, [
    "its numbers are read as amplitude although it says that they are intensity: leave out data.measurement " +
    "(--measurement) unless the file is wrong",
  ]]);
  assertEquals((await scanWith({}, { measurement: "intensity", believesFile: true })).amplitude, roots);
});

Deno.test("loadScan() leaves out further modes that are not finite", async () => {
  const re = new Float32Array(48).fill(1);
  re[20] = NaN;
  const { probe, probeModes, warnings } = await scanWith({
    probeGuess: complexArray({ re, im: new Float32Array(48) }, [3, 4, 4]),
  });
  assertEquals([probeModes.length, probeModes[0] === probe], [2, true]);
  assertEquals(warnings.at(-1), "1 of the 3 modes of probeGuess are not finite and left out");
});

Deno.test("arraysBesidePatterns() says what the patterns are written as", () => {
  assertEquals(arraysBesidePatterns(TINY)["measurement"], textScalar("amplitude"));
  assertEquals(arraysBesidePatterns(TINY, "intensity")["measurement"], textScalar("intensity"));
});

Deno.test("objectPixelOf() takes the known pixel, else the one of the far field", () => {
  const geometry = { wavelength: 1e-10, distance: 2, detectorPixel: { height: 1e-4, width: 2e-4 }, objectPixel: null };
  const follows = objectPixelOf(geometry, 100);
  assertEquals([lengthText(follows?.height ?? 0), lengthText(follows?.width ?? 0)], ["20 nm", "10 nm"]);
  const objectPixel = { height: 1e-9, width: 2e-9 };
  assertEquals(objectPixelOf({ ...geometry, objectPixel }, 100), objectPixel);
  assertEquals(objectPixelOf({ ...geometry, distance: null }, 100), null);
});

Deno.test("lengthText() takes the unit that makes a length at least 1", () => {
  const shown = [2e-13, 1e-12, 8.13e-9, 1e-9, 999e-9, 1e-6, 55e-6, 0.0021, 1.5].map(lengthText);
  assertEquals(shown, ["0.2 pm", "1 pm", "8.13 nm", "1 nm", "999 nm", "1 µm", "55 µm", "2.1 mm", "1.5 m"]);
});

Deno.test({
  name: "numpy reads what writeScan() writes of an experiment",
  ignore: python === null,
  fn: () =>
    withTempDir(async (directory) => {
      const path = `${directory}/scan.npz`;
      const pixel = { height: 8e-9, width: 9e-9 };
      const experiment = { wavelength: 1.5e-10, distance: 2, detectorPixel: null, objectPixel: pixel };
      const notes = { experiment, frameIndices: Int32Array.of(4, 9, 2), provenance: '{"µ": 1}' };
      await writeScan(path, { ...TINY, ...notes, probeModes: [TINY.probe, TINY.probe] });
      const program = "import sys, numpy as np; f = np.load(sys.argv[1]); print(float(f['wavelength_m']), " +
        "f['object_pixel_size_m'].tolist(), f['frame_indices'].tolist(), str(f['provenance']), str(f['measurement']), " +
        "f['probeGuess'].shape, 'detector_pixel_size_m' in f.files)";
      assertEquals(
        (await runPython(program, path)).trim(),
        '1.5e-10 [8e-09, 9e-09] [4, 9, 2] {"µ": 1} amplitude (2, 4, 4) False',
      );
    }),
});

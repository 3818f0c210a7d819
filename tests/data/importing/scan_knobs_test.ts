/** Fields of an import that say where patterns were recorded, and with which wave: each does what it says. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { complexArray, type ImportInput, realArray } from "@exitwave/exitwave";
import { knob } from "../../knob.ts";
import { withTempDir } from "../temp_dir.ts";
import { assertPlaces, COUNT, importCopy, type Imported, knownScan, numbers, SIDE, writeCopy } from "./known_copy.ts";

const SCAN = knownScan();
const [X, Y] = [realArray(SCAN.x), realArray(SCAN.y)];

/** Imports a copy of the scan. */
async function made(change: Parameters<typeof writeCopy>[2], fields: ImportInput): Promise<Imported> {
  let result: Imported | undefined;
  await withTempDir(async (directory) => {
    await writeCopy(`${directory}/copy.npz`, SCAN, change);
    result = await importCopy(directory, ["copy.npz"], fields);
  });
  assert(result);
  return result;
}

const indexes = (of: (i: number) => number): Int32Array => Int32Array.from({ length: COUNT }, (_, i) => of(i));
const reversed = (values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => values.slice().reverse();
const table = realArray(
  Float64Array.from({ length: 3 * COUNT }, (_, i) => [SCAN.x, SCAN.y][i % 3]?.[Math.floor(i / 3)] ?? 9),
  [COUNT, 3],
);
const TABLE: ImportInput = { xPositions: null, yPositions: null, positions: "table" };

knob("import.frameIndexes", "says which position each frame has", async () => {
  const found = await made({ numbers: realArray(indexes((i) => COUNT - 1 - i)) }, { frameIndexes: "numbers" });
  assertPlaces(found, { x: reversed(SCAN.x), y: reversed(SCAN.y) });
});

knob("import.positionIndexes", "says by which index each position is named", async () => {
  const change = { places: realArray(indexes((i) => 50 - i)), numbers: realArray(indexes((i) => 27 + i)) };
  const found = await made(change, { frameIndexes: "numbers", positionIndexes: "places" });
  assertPlaces(found, { x: reversed(SCAN.x), y: reversed(SCAN.y) });
});

knob("import.positions", "takes positions from a table", async () => {
  assertPlaces(await made({ table, across: null, down: null }, TABLE), SCAN);
});

knob("import.xColumn", "takes x from another column of it", async () => {
  assertPlaces(await made({ table }, { ...TABLE, xColumn: 2 }), { x: SCAN.x.map(() => 9), y: SCAN.y });
});

knob("import.yColumn", "takes y from another column of it", async () => {
  assertPlaces(await made({ table }, { ...TABLE, yColumn: 2 }), { x: SCAN.x, y: SCAN.y.map(() => 9) });
});

knob("import.xPositions", "takes x from another dataset", async () => {
  assertPlaces(await made({ other: Y }, { xPositions: "other" }), { x: SCAN.y, y: SCAN.y });
});

knob("import.yPositions", "takes y from another dataset", async () => {
  assertPlaces(await made({ other: X }, { yPositions: "other" }), { x: SCAN.x, y: SCAN.x });
});

knob("import.raster", "lays frames out in rows and columns", async () => {
  const found = await made({}, { xPositions: null, yPositions: null, raster: [4, 6], step: 8 });
  assertPlaces(found, {
    x: Float64Array.from(SCAN.x, (_, i) => 8 * (i % 6)),
    y: Float64Array.from(SCAN.y, (_, i) => 8 * Math.floor(i / 6)),
  });
});

knob("import.step", "is the step between rows and between columns of a raster", async () => {
  const found = await made({}, { xPositions: null, yPositions: null, raster: [6, 4], step: [7, 9] });
  assertPlaces(found, {
    x: Float64Array.from(SCAN.x, (_, i) => 9 * (i % 4)),
    y: Float64Array.from(SCAN.y, (_, i) => 7 * Math.floor(i / 4)),
  });
});

knob("import.units", "divides positions by the size of an object pixel, unless they are in pixels", async () => {
  const found = await made({}, { units: "nm", pixelSize: 2e-9 });
  assertPlaces(found, { x: SCAN.x.map((x) => x / 2), y: SCAN.y.map((y) => y / 2) });
});

knob("import.positionReference", "leads from the corner of a patch to its centre", async () => {
  const found = await made({}, { positionReference: "corner" });
  assertPlaces(found, { x: SCAN.x.map((x) => x + SIDE / 2), y: SCAN.y.map((y) => y + SIDE / 2) });
});

knob("import.orientation", "swaps x and y and then changes their signs", async () => {
  assertPlaces(await made({}, { orientation: "swap_flip_x" }), { x: SCAN.y.map((y) => -y), y: SCAN.x });
});

knob("import.rotation", "turns positions from x towards y", async () => {
  assertPlaces(await made({}, { rotation: 90 }), { x: SCAN.y.map((y) => -y), y: SCAN.x });
});

knob("import.xBounds", "takes a part of the width", async () => {
  const found = await made({}, { xBounds: [0, 0.5] });
  const [least, most] = [Math.min(...SCAN.x), Math.max(...SCAN.x)];
  const inside = SCAN.x.filter((x) => x <= (least + most) / 2);
  assertEquals(numbers(found, "xcoords"), inside);
});

knob("import.yBounds", "takes a part of the height", async () => {
  const found = await made({}, { yBounds: [0.5, 1] });
  const [least, most] = [Math.min(...SCAN.y), Math.max(...SCAN.y)];
  assertEquals(numbers(found, "ycoords"), SCAN.y.filter((y) => y >= (least + most) / 2));
});

knob("import.duplicates", "keeps frames at the same position, drops all but the first, or averages them", async () => {
  const twice = {
    across: realArray(SCAN.x.map((_, i) => SCAN.x[i % 12] ?? 0)),
    down: realArray(SCAN.y.map((_, i) => SCAN.y[i % 12] ?? 0)),
  };
  const counts: number[] = [];
  const values: number[] = [];
  const pixel = 32 * SIDE + 32;
  for (const duplicates of ["keep", "drop", "merge"] as const) {
    const found = await made(twice, { duplicates });
    counts.push(found.result.count);
    values.push(numbers(found, "diffraction")[pixel] ?? NaN);
  }
  const [first = 0, second = 0] = [SCAN.counts[pixel], SCAN.counts[12 * SIDE * SIDE + pixel]];
  assertEquals(counts, [24, 12, 12]);
  assertEquals(values, [first, first, (first + second) / 2].map((count) => Math.fround(Math.sqrt(count))));
});

knob("import.probe", "is the probe, its strongest mode first, or an estimate", async () => {
  const weak = { re: new Float32Array(2 * SIDE * SIDE), im: new Float32Array(2 * SIDE * SIDE) };
  weak.re[0] = 1;
  weak.re[SIDE * SIDE + 7] = 3;
  const change = { modes: complexArray(weak, [1, 2, SIDE, SIDE]) };
  const named = (await made(change, { probe: "modes" })).arrays.get("probeGuess");
  assert(named?.kind === "complex");
  assertEquals([named.shape, named.re[7], named.re[SIDE * SIDE]], [[2, SIDE, SIDE], 3, 1]);
  const estimate = (await made({}, { probe: "estimate" })).arrays.get("probeGuess");
  assert(estimate?.kind === "complex");
  const power = Array.from(estimate.re).reduce((sum, re, i) => sum + re ** 2 + (estimate.im[i] ?? 0) ** 2, 0);
  const photons = SCAN.counts.reduce((sum, count) => sum + count, 0) / COUNT;
  assertAlmostEquals(power / photons, 1, 1e-5);
  assertEquals(estimate.re.indexOf(Math.max(...estimate.re)), 32 * SIDE + 32);
});

knob("import.object", "is taken along, or left where it is", async () => {
  assertEquals((await made({}, { object: "object" })).arrays.get("objectGuess"), SCAN.parts["object"]);
  assertEquals((await made({}, { object: "none" })).arrays.has("objectGuess"), false);
});

knob("import.objectCentre", "puts the middle of the object at a position", async () => {
  const { shape: [height = 0, width = 0] = [] } = SCAN.parts["object"] ?? {};
  const found = await made({}, { object: "object", objectCentre: [60, 70] });
  assertPlaces(found, { x: SCAN.x.map((x) => x - 60 + width / 2), y: SCAN.y.map((y) => y - 70 + height / 2) });
  const beside = await made({}, { object: "object", objectCentre: [1e4, 0] });
  assertEquals(beside.arrays.has("objectGuess"), false);
  assertEquals(beside.result.warnings.length, 1);
});

/** The experiment that the scan carries. */
async function noted(fields: ImportInput, key: string): Promise<number[]> {
  return Array.from(numbers(await made({}, fields), key));
}

knob("import.energy", "is that of the wave: λ = hc/E", async () => {
  const [wavelength = NaN] = await noted({ energy: 12398.41984 }, "wavelength_m");
  assertAlmostEquals(wavelength / 1e-10, 1, 1e-8);
});

knob("import.radiation", "makes the energy one of electrons", async () => {
  const [wavelength = NaN] = await noted({ energy: 3e5, radiation: "electrons" }, "wavelength_m");
  assertAlmostEquals(wavelength, 1.9687e-12, 1e-16);
});

knob("import.wavelength", "is that of the wave", async () => {
  assertEquals(await noted({ wavelength: 1.5e-10 }, "wavelength_m"), [1.5e-10]);
});

knob("import.distance", "is that to the detector, and makes object pixels larger", async () => {
  const fields = { distance: 2, wavelength: 1e-10, detectorPixel: 5e-5 };
  assertEquals(await noted(fields, "detector_distance_m"), [2]);
  const [pixel = NaN] = await noted({ ...fields, distance: 4 }, "object_pixel_size_m");
  assertAlmostEquals(pixel * 1e9, 4e-10 / (SIDE * 5e-5) * 1e9, 1e-9);
});

knob(
  "import.detectorPixel",
  "is that of the detector, binned ones larger, and makes object pixels smaller",
  async () => {
    const fields = { distance: 2, wavelength: 1e-10, detectorPixel: [5e-5, 1e-4] as [number, number] };
    assertEquals(await noted({ ...fields, bin: 2, crop: SIDE, pad: 32 }, "detector_pixel_size_m"), [1e-4, 2e-4]);
    const [height = NaN, width = NaN] = await noted(fields, "object_pixel_size_m");
    assertAlmostEquals(height / width, 2, 1e-12);
  },
);

knob("import.pixelSize", "is that of the files: fewer detector pixels leave larger ones", async () => {
  assertEquals(await noted({ pixelSize: 1e-8 }, "object_pixel_size_m"), [1e-8, 1e-8]);
  const found = await made({}, { pixelSize: 1e-8, crop: 32, pad: 32, centre: "image" });
  assertEquals(Array.from(numbers(found, "object_pixel_size_m")), [2e-8, 2e-8]);
  assertPlaces(found, { x: SCAN.x.map((x) => x / 2), y: SCAN.y.map((y) => y / 2) });
});

knob("import.photons", "is written as the mean photons of a pattern", async () => {
  const metadata = (await made({}, { photons: 1234 })).arrays.get("_metadata");
  assertEquals(metadata?.kind === "text" && JSON.parse(metadata.data[0] ?? "").physics_parameters.nphotons, 1234);
});

/** Fields of an import that say which frames are taken and what becomes of them: each does what it says. */
import { assert, assertEquals } from "@std/assert";
import { type ImportInput, realArray, type RealData } from "@exitwave/exitwave";
import { knob } from "../../knob.ts";
import { withTempDir } from "../temp_dir.ts";
import { COUNT, importCopy, type Imported, knownScan, numbers, SIDE, writeCopy } from "./known_copy.ts";

const PIXELS = SIDE * SIDE;
const SHAPE = [COUNT, SIDE, SIDE];
const SCAN = knownScan();

/** Imports copies of the scan that differ in some arrays, or fields. */
async function made(
  change: Parameters<typeof writeCopy>[2],
  ...all: readonly ImportInput[]
): Promise<readonly Imported[]> {
  const results: Imported[] = [];
  await withTempDir(async (directory) => {
    await writeCopy(`${directory}/copy.npz`, SCAN, change);
    for (const fields of all) results.push(await importCopy(directory, ["copy.npz"], fields));
  });
  return results;
}

function patterns(imported: Imported | undefined): ArrayLike<number> {
  assert(imported);
  return numbers(imported, "diffraction");
}

/** Amplitudes of the known counts, changed. */
function amplitudes(change: (count: number, i: number) => number = (count) => count): Float32Array {
  return Float32Array.from(SCAN.counts, (count, i) => Math.sqrt(change(count, i)));
}

function marked(pixel: number, value: number, type: { from(values: ArrayLike<number>): RealData }): RealData {
  return type.from(Array.from(SCAN.counts, (count, i) => i % PIXELS === pixel ? value : count));
}

knob("import.files", "names the files that are read, the first one first", async () => {
  await withTempDir(async (directory) => {
    await writeCopy(`${directory}/one.npz`, SCAN);
    await writeCopy(`${directory}/two.npz`, SCAN, { frames: realArray(SCAN.counts.map((count) => 4 * count), SHAPE) });
    const found: ArrayLike<number>[] = [];
    for (const files of [["one.npz"], ["two.npz", "one.npz"]]) found.push(patterns(await importCopy(directory, files)));
    assertEquals(found, [amplitudes(), amplitudes((count) => 4 * count)]);
  });
});

knob("import.patterns", "takes the frames of another dataset, or of several by a *", async () => {
  const halves = [0, 1].map((half) => SCAN.counts.slice(half * COUNT / 2 * PIXELS, (half + 1) * COUNT / 2 * PIXELS));
  const change = Object.fromEntries(
    halves.map((half, i) => [`part_${9 + i}`, realArray(half, [COUNT / 2, SIDE, SIDE])]),
  );
  const [joined] = await made({ frames: null, ...change }, { patterns: "part_*" });
  assertEquals(patterns(joined), amplitudes());
});

knob("import.framesAxis", "counts the frames of a cube along its last axis", async () => {
  const cube = Uint16Array.from({ length: SIDE ** 3 }, (_, i) => SCAN.counts[i % SCAN.counts.length] ?? 0);
  const places = realArray(Float64Array.from({ length: SIDE }, (_, i) => i));
  const change = { frames: realArray(cube, [SIDE, SIDE, SIDE]), across: places, down: places };
  const fields = { crop: SIDE, centre: "image", fftshift: false } as const;
  const [first, last] = await made(change, { ...fields, framesAxis: "first" }, { ...fields, framesAxis: "last" });
  const [row, column, frame] = [30, 33, 5];
  const at = (i: number, j: number, k: number): number => (i * SIDE + j) * SIDE + k;
  assert(cube[at(row, column, frame)] !== cube[at(frame, row, column)]);
  assertEquals(patterns(first)[at(frame, row, column)], Math.fround(Math.sqrt(cube[at(frame, row, column)] ?? 0)));
  assertEquals(patterns(last)[at(frame, row, column)], Math.fround(Math.sqrt(cube[at(row, column, frame)] ?? 0)));
});

knob("import.transpose", "swaps rows and columns of every pattern", async () => {
  const [straight, turned] = await made({}, { transpose: false }, { transpose: true });
  const at = (row: number, column: number): number => 3 * PIXELS + row * SIDE + column;
  for (const [row, column] of [[30, 35], [31, 20], [40, 33]] as const) {
    assertEquals(patterns(turned)[at(column, row)], patterns(straight)[at(row, column)]);
  }
});

knob("import.frames", "takes some of the frames", async () => {
  const [some] = await made({}, { frames: "0:10:3,-1,4" });
  assert(some);
  assertEquals(numbers(some, "frame_indices"), Int32Array.of(0, 3, 4, 6, 9, 23));
  assertEquals(patterns(some)[PIXELS + 2000], amplitudes()[3 * PIXELS + 2000]);
});

knob("import.measurement", "squares amplitudes before they are binned, and not counts", async () => {
  const [counts, roots] = await made({}, { measurement: "intensity" }, { measurement: "amplitude" });
  assertEquals(patterns(counts), amplitudes());
  assertEquals(patterns(roots), Float32Array.from(SCAN.counts));
});

knob("import.mask", "masks the pixels that the dataset says, and none of them where it is none", async () => {
  const mask = Uint8Array.from({ length: PIXELS }, (_, i) => i === 2080 ? 0 : 1);
  const change = { mask: realArray(mask, [SIDE, SIDE]) };
  const [masked, plain] = await made(change, { mask: "mask", maskGood: 1 }, { mask: "none" });
  assertEquals(patterns(masked), amplitudes((count, i) => i % PIXELS === 2080 ? 0 : count));
  assertEquals([plain?.arrays.has("mask"), patterns(plain)], [false, amplitudes()]);
});

knob("import.maskGood", "says which number of the mask is a good pixel's", async () => {
  const bits = Uint8Array.from({ length: PIXELS }, (_, i) => Math.floor(i / SIDE) < 20 ? 0 : 1);
  const [ones, zeros] = await made(
    { bits: realArray(bits, [SIDE, SIDE]) },
    { mask: "bits", maskGood: 1, crop: SIDE, centre: "image", fftshift: false },
    { mask: "bits", maskGood: 0, crop: SIDE, centre: "image", fftshift: false },
  );
  assert(ones && zeros);
  assertEquals(numbers(ones, "mask"), bits);
  assertEquals(numbers(zeros, "mask"), bits.map((bit) => 1 - bit));
});

knob("import.badValues", "masks the values that it names, and no others", async () => {
  const change = { frames: realArray(marked(2081, 777, Uint16Array), SHAPE) };
  const [masked, plain] = await made(change, { badValues: [777], valueBounds: [0, 65535] }, {
    badValues: [],
    valueBounds: [0, 65535],
  });
  const lost = numbers(masked ?? fail(), "mask");
  assertEquals([lost[2081], lost[2082]], [0, 1]);
  assertEquals(plain?.arrays.has("mask"), false);
});

knob("import.valueBounds", "masks what is outside of them", async () => {
  const change = { frames: realArray(marked(100, 60000, Uint16Array), SHAPE) };
  const [masked] = await made(change, { valueBounds: [0, 50000], badValues: [] });
  const lost = numbers(masked ?? fail(), "mask");
  assertEquals(Array.from(lost).flatMap((valid, i) => valid === 0 ? [i] : []), [100]);
});

knob("import.hotPixels", "masks pixels that outshine their neighbours in most frames", async () => {
  const change = { frames: realArray(marked(200, 5000, Uint16Array), SHAPE) };
  const fields: ImportInput = { crop: SIDE, centre: "image", badValues: [], valueBounds: [0, 65535] };
  const [masked, plain] = await made(change, { ...fields, hotPixels: true }, { ...fields, hotPixels: false });
  const lost = numbers(masked ?? fail(), "mask");
  assertEquals(Array.from(lost).flatMap((valid, i) => valid === 0 ? [i] : []), [200]);
  assertEquals(plain?.arrays.has("mask"), false);
});

knob("import.deadPixels", "masks pixels that saw nothing in any frame beside pixels that saw much", async () => {
  const [row, column] = [31, 34];
  const change = { frames: realArray(marked(row * SIDE + column, 0, Uint16Array), SHAPE) };
  const fields: ImportInput = { crop: SIDE, centre: "image", fftshift: false };
  const [masked, turned, plain] = await made(
    change,
    { ...fields, deadPixels: true },
    { ...fields, deadPixels: true, transpose: true },
    { ...fields, deadPixels: false },
  );
  const lost = (scan: Imported | undefined): number[] =>
    Array.from(numbers(scan ?? fail(), "mask")).flatMap((valid, i) => valid === 0 ? [i] : []);
  assertEquals([lost(masked), lost(turned)], [[row * SIDE + column], [column * SIDE + row]]);
  assertEquals(plain?.arrays.has("mask"), false);
});

knob("import.dark", "subtracts the mean of dark frames, down to zero", async () => {
  const dark = Float32Array.from({ length: 2 * PIXELS }, (_, i) => i < PIXELS ? 2 : 4);
  const [less] = await made({ dark: realArray(dark, [2, SIDE, SIDE]) }, { dark: "dark", badValues: [] });
  assertEquals(patterns(less), amplitudes((count) => Math.max(0, count - 3)));
});

knob("import.fftshift", "moves the corners to the centre", async () => {
  const [plain, shifted] = await made({}, { fftshift: false, centre: "image" }, { fftshift: true, centre: "image" });
  const [at, from] = [5 * SIDE + 7, (5 + SIDE / 2) * SIDE + 7 + SIDE / 2];
  assertEquals(patterns(shifted)[at], patterns(plain)[from]);
  assertEquals(patterns(shifted)[from], patterns(plain)[at]);
});

knob("import.centre", "puts the pixel that it names into the middle; what is missing then is masked", async () => {
  const [moved] = await made({}, { centre: [34, 31.4], crop: SIDE });
  const [found, all] = [patterns(moved), amplitudes()];
  assertEquals(found[32 * SIDE + 32], all[34 * SIDE + 31]);
  const mask = numbers(moved ?? fail(), "mask");
  assertEquals([mask[62 * SIDE + 5], mask[61 * SIDE + 5], mask[61 * SIDE]], [0, 1, 0]);
});

knob("import.crop", "keeps a square of that side", async () => {
  const [small] = await made({}, { crop: 32, pad: 32, centre: "image" });
  assertEquals(small?.arrays.get("diffraction")?.shape, [COUNT, 32, 32]);
  assertEquals(patterns(small)[16 * 32 + 16], amplitudes()[32 * SIDE + 32]);
});

knob("import.bin", "sums the counts of bin × bin pixels; of a masked one, none is left", async () => {
  const mask = Uint8Array.from({ length: PIXELS }, (_, i) => i === 0 ? 0 : 1);
  const fields = { crop: SIDE, bin: 2, pad: 32, centre: "image", mask: "mask", maskGood: 1 } as const;
  const [binned] = await made({ mask: realArray(mask, [SIDE, SIDE]) }, fields);
  const sum = [0, 1, SIDE, SIDE + 1].reduce((all, i) => all + (SCAN.counts[32 * SIDE + 32 + i] ?? 0), 0);
  assertEquals(patterns(binned)[16 * 32 + 16], Math.fround(Math.sqrt(sum)));
  assertEquals(Array.from(numbers(binned ?? fail(), "mask")).indexOf(0), 0);
});

knob("import.pad", "surrounds patterns with masked pixels", async () => {
  const [padded] = await made({}, { pad: 128, crop: SIDE, centre: "image" });
  const mask = numbers(padded ?? fail(), "mask");
  assertEquals([mask.length, mask[31 * 128 + 64], mask[32 * 128 + 64]], [128 * 128, 0, 1]);
  assertEquals(patterns(padded)[64 * 128 + 64], amplitudes()[32 * SIDE + 32]);
});

function fail(): never {
  throw new Error("nothing was imported");
}

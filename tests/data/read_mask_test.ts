import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import type { RealData } from "../../data/formats/npy.ts";
import { complexArray, realArray, type WritableArray } from "../../data/formats/npy_encode.ts";
import { prepareSamples } from "../../data/samples.ts";
import type { Scan } from "../../data/scan.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { loadScan } from "../../data/load_scan.ts";
import { good, oddScan } from "./checks/odd_scan.ts";
import { sciencePayload } from "./science_payload.ts";
import { withTempDir } from "./temp_dir.ts";

const SHAPE = [9, 64, 64];
const PIXELS = 64 * 64;

/** A gap of four columns, and a pixel of the first frame alone where each has a mask. */
function gap(frames: number): Uint8Array {
  const mask = Uint8Array.from({ length: frames * PIXELS }, (_, i) => Number(i % 64 < 40 || i % 64 > 43));
  if (frames > 1) mask[32 * 64 + 32] = 0;
  return mask;
}

/** The counts of the good scan with a value in masked pixels. */
function marked(type: { from(values: ArrayLike<number>): RealData }, mask: Uint8Array, mark: number): RealData {
  return type.from(
    Array.from(good.amplitude, (value, i) => mask[i % mask.length] === 0 ? mark : Math.round(value ** 2)),
  );
}

async function read(diffraction: WritableArray, mask: WritableArray): Promise<Scan> {
  return await oddScan({ diffraction, mask }, { measurement: "intensity" });
}

function contentOf({ path: _, digest: __, ...content }: Scan): Omit<Scan, "path" | "digest"> {
  return content;
}

Deno.test("loadScan() gives the same scan whatever stands in masked pixels, in every element type", async () => {
  for (const frames of [1, 9]) {
    const mask = gap(frames);
    const written = realArray(mask, frames === 1 ? [64, 64] : SHAPE);
    const clean = await read(realArray(marked(Float64Array, mask, 0), SHAPE), written);
    assertEquals(clean.mask, mask);
    assertEquals(clean.warnings, []);
    const marks: [{ from(values: ArrayLike<number>): RealData }, number][] = [
      [Float64Array, NaN],
      [Float64Array, Infinity],
      [Float32Array, -1],
      [Float64Array, 1e300],
      [Int32Array, -1],
      [Int16Array, -2],
      [Uint32Array, 2 ** 32 - 1],
      [Uint16Array, 65535],
      [Int32Array, 123],
    ];
    for (const [type, mark] of marks) {
      const scan = await read(realArray(marked(type, mask, mark), SHAPE), written);
      assertEquals(contentOf(scan), contentOf(clean), `${mark}`);
    }
  }
});

Deno.test("loadScan() takes masks in the order of the patterns", async () => {
  const mask = gap(9);
  const last = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from({ length: values.length }, (_, i) => values[(i % 9) * PIXELS + Math.floor(i / 9)] ?? NaN);
  const first = await read(realArray(marked(Float64Array, mask, NaN), SHAPE), realArray(mask, SHAPE));
  const other = await read(
    realArray(last(marked(Float64Array, mask, NaN)), [64, 64, 9]),
    realArray(last(mask), [64, 64, 9]),
  );
  assertEquals(contentOf(other), contentOf(first));
});

Deno.test("prepareSamples() scales by valid pixels alone, whatever stands in the others", () => {
  const mask = gap(9);
  const amplitude = (mark: number): Float32Array => good.amplitude.map((value, i) => mask[i] === 0 ? mark : value);
  for (const data of [{}, { normalize: "group" }, { dataScaling: "max" }, { photons: 1e6 }] as const) {
    const prepare = (mark: number): ReturnType<typeof prepareSamples> =>
      prepareSamples({ ...good, amplitude: amplitude(mark), mask }, sciencePayload(data), { seed: 1 });
    const [clean, other] = [prepare(0), prepare(NaN)];
    const bits = ({ patterns, ...samples }: ReturnType<typeof prepareSamples>): unknown[] => [
      samples,
      ...[patterns.brightness, patterns.validPixels, patterns.frames.held],
    ];
    assertEquals(bits(other), bits(clean));
  }
  const { patterns, scales } = prepareSamples({ ...good, mask }, sciencePayload(), { seed: 1 });
  const valid = good.amplitude.filter((_, i) => mask[i] === 1);
  const energy = valid.reduce((sum, value) => sum + value ** 2, 0);
  assert(Math.abs(scales.inputScale / Math.sqrt(32 ** 2 * 9 / energy) - 1) < 1e-6);
  assertEquals([...patterns.validPixels ?? []], [PIXELS - 4 * 64 - 1, ...new Array(8).fill(PIXELS - 4 * 64)]);
});

Deno.test("loadScan() leaves out frames without a valid pixel, and those whose valid pixels are dark", async () => {
  const mask = gap(9);
  mask.fill(0, 2 * PIXELS, 3 * PIXELS);
  const amplitude = good.amplitude.slice();
  for (let i = 5 * PIXELS; i < 6 * PIXELS; i++) amplitude[i] = mask[i] === 0 ? 1e6 : 0;
  const scan = await oddScan({ diffraction: realArray(amplitude, SHAPE), mask: realArray(mask, SHAPE) });
  assertEquals(scan.warnings, [
    "diffraction has 1 dark pattern, number 5, with less than 0.0001 of the usual energy: it is left out; take such " +
    "frames out of the file",
    "diffraction has 1 wholly masked pattern, number 2, of which no pixel is valid: it is left out; take such frames out " +
    "of the file",
  ]);
  const { patterns } = prepareSamples(scan, sciencePayload(), { seed: 1 });
  assertEquals(patterns.numbers, Int32Array.of(0, 1, 3, 4, 6, 7, 8));
  assert(patterns.brightness.every((brightness) => brightness > 0.01));
});

Deno.test("loadScan() refuses masks that are none, each in one sentence", async () => {
  const cases: [WritableArray, string][] = [
    [
      realArray(new Uint8Array(63 * 64).fill(1), [63, 64]),
      "must be (64, 64) or (9, 64, 64), as the patterns are: its shape",
    ],
    [realArray(new Uint8Array(8 * PIXELS).fill(1), [8, 64, 64]), "its shape is (8, 64, 64)"],
    [
      realArray(new Uint8Array(PIXELS), [64, 64]),
      "its mask leaves no pixel: all its 4096 values are 0, and 1 is valid",
    ],
    [realArray(Uint16Array.from({ length: PIXELS }, (_, i) => i === 70 ? 256 : 1), [64, 64]), "the value at 70 is 256"],
    [realArray(new Float32Array(PIXELS).fill(NaN), [64, 64]), "the value at 0 is NaN"],
    [realArray(new Int8Array(PIXELS).fill(-1), [64, 64]), "must hold 1 for valid pixels and 0 for others"],
    [
      complexArray({ re: new Float32Array(PIXELS), im: new Float32Array(PIXELS) }, [64, 64]),
      "must hold 0 and 1: its element type is c8",
    ],
  ];
  for (const [mask, message] of cases) {
    const error = await assertRejects(() => oddScan({ mask }), Error, message);
    assert(/^Cannot use scan \S+odd\.npz as its mask /.test(error.message), error.message);
  }
});

Deno.test("loadScan() doubts a mask that leaves less than half of the pixels", async () => {
  const mask = realArray(Uint8Array.from({ length: PIXELS }, (_, i) => Number(i % 64 > 40)), [64, 64]);
  const { warnings } = await oddScan({ mask });
  assertEquals(
    warnings[0],
    "mask leaves 36 % of the pixels, as 1 is read as valid: if it marks the bad ones, write 1 - mask",
  );
});

Deno.test("writeScan() writes a mask that loadScan() reads, of all patterns or of each", async () => {
  await withTempDir(async (directory) => {
    for (const frames of [1, 9]) {
      const path = `${directory}/masked.npz`;
      await writeScan(path, { ...good, mask: gap(frames) });
      assertEquals((await loadScan(path)).mask, gap(frames));
    }
    const scan = { ...good, mask: new Uint8Array(64) };
    await assertRejects(
      () => writeScan(`${directory}/none.npz`, scan),
      RangeError,
      "its mask must be (64, 64) or (9, 64, 64)",
    );
    const negative = { ...good, amplitude: good.amplitude.map((value, i) => i === 5 ? -1 : value), mask: gap(1) };
    await assertRejects(() => writeScan(`${directory}/none.npz`, negative), RangeError, "the value at [0, 0, 5] is -1");
  });
});

Deno.test("loadScan() reads random masks of random counts as if masked pixels were not there", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 95 }), fc.boolean(), fc.nat(1e6), async (percent, byFrame, seed) => {
      let state = seed + 1;
      const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
      const mask = Uint8Array.from(
        { length: (byFrame ? 9 : 1) * PIXELS },
        (_, i) => Number(i % PIXELS === 2080 || 100 * random() >= percent),
      );
      const written = realArray(mask, byFrame ? SHAPE : [64, 64]);
      const [clean, other] = await Promise.all(
        [0, 2 ** 32 - 1].map(async (mark) =>
          contentOf(await read(realArray(marked(Uint32Array, mask, mark), SHAPE), written))
        ),
      );
      assertEquals(other, clean);
    }),
    { numRuns: 8 },
  );
});

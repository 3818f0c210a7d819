import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { RealArray } from "../../../../data/formats/npy.ts";
import { realArray } from "../../../../data/formats/npy_encode.ts";
import { openArrays } from "../../../../data/formats/open/open_arrays.ts";
import { withTempDir } from "../../temp_dir.ts";
import { PLAIN, tiffBytes, type TiffOptions } from "./tiff_bytes.ts";

const COUNTS = realArray(Uint16Array.from({ length: 3 * 5 * 7 }, (_, i) => (i * 997) % 65_536), [3, 5, 7]);

/** Pages of numbers that cost a page, and of some that repeat. */
const stacks = fc.tuple(
  fc.constantFrom("u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8", "f2"),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 })),
  fc.integer({ min: 1, max: 1e9 }),
).map(([dtype, shape, seed]): RealArray => {
  const length = shape.reduce((product, side) => product * side, 1);
  const plain = Array.from(
    { length },
    (_, i) => i % 5 === 0 ? 0 : (i * seed) % 251 - (dtype.startsWith("u") ? 0 : 125),
  );
  const types = { u1: Uint8Array, i1: Int8Array, u2: Uint16Array, i2: Int16Array, u4: Uint32Array, i4: Int32Array };
  if (dtype === "f2") return { kind: "real", dtype, shape, data: Float32Array.from(plain) };
  if (dtype === "f4") return realArray(Float32Array.from(plain, (value) => value / 3), shape);
  if (dtype === "f8") return realArray(Float64Array.from(plain, (value) => value / 3), shape);
  return realArray(types[dtype].from(plain.map((value) => value * (dtype.endsWith("1") ? 1 : 77))), shape);
});

const ways: fc.Arbitrary<TiffOptions> = fc.record({
  littleEndian: fc.boolean(),
  big: fc.boolean(),
  compression: fc.constantFrom(1, 5, 8, 32773),
  predictor: fc.constantFrom(1, 2),
  block: fc.tuple(fc.integer({ min: 1, max: 20 }), fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 20 }))),
});

Deno.test("openArrays() reads TIFF of any type, byte order, packing, predictor, in strips and tiles, big and small", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.tif`;
    await fc.assert(
      fc.asyncProperty(stacks, ways, async (pages, way) => {
        const predictor = way.compression === 1 || way.predictor === 1 ? 1 : pages.dtype.startsWith("f") ? 3 : 2;
        await Deno.writeFile(path, tiffBytes(pages, { ...way, predictor }));
        await using file = await openArrays(path);
        assertEquals(file.keys, ["pages"]);
        assertEquals((await file.header("pages")).shape, pages.shape);
        assertEquals(await file.read("pages"), pages);
        const rows = await Array.fromAsync(file.rows("pages"));
        assertEquals(rows, [pages]);
        const [count = 1, height = 0, width = 0] = pages.shape;
        const last = { ...pages, shape: [1, height, width], data: pages.data.slice((count - 1) * height * width) };
        assertEquals(file.slab("pages", count - 1, count), last);
      }),
      { numRuns: 150 },
    );
  }));

Deno.test("openArrays() reads LZW of pages that fill its table again and again", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.tif`;
    const pages = realArray(Uint16Array.from({ length: 2 * 150 * 130 }, (_, i) => (i * i) % 4093), [2, 150, 130]);
    await Deno.writeFile(path, tiffBytes(pages, { ...PLAIN, compression: 5 }));
    await using file = await openArrays(path);
    assertEquals(await file.read("pages"), pages);
    assertEquals((await file.header("pages")).storage, { chunks: [1, 150, 130], filters: ["lzw"], seekable: true });
  }));

Deno.test("openArrays() reads stacks of which ImageJ or tifffile wrote one directory, and leaves small copies out", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.tif`;
    for (
      const description of [
        "ImageJ=1.53t\nimages=3\nslices=3\nloop=false\n",
        '{"shape": [3, 5, 8], "truncated": true}',
        '{"truncated": true, "shape": [3, 1, 5, 8]}',
      ]
    ) {
      const fields = new Map<number, string>([[270, description]]);
      await Deno.writeFile(path, tiffBytes(even(), { ...PLAIN, fields, directories: 1 }));
      await using file = await openArrays(path);
      assertEquals(await file.read("pages"), even(), description);
      assertEquals(file.slab("pages", 2, 3), realArray(even().data.slice(80), [1, 5, 8]));
      assertEquals(await file.attributes(""), { description });
    }
    await Deno.writeFile(path, tiffBytes(COUNTS, { ...PLAIN, fields: new Map([[254, 1]]) }));
    await using file = await openArrays(path);
    assertEquals((await file.header("pages")).shape, [2, 5, 7]);
  }));

/** Pages of an even number of bytes, so that no byte lies between them. */
function even(): RealArray {
  return realArray(Uint16Array.from({ length: 3 * 5 * 8 }, (_, i) => i * 500), [3, 5, 8]);
}

Deno.test("openArrays() says in one sentence what of TIFF it does not read, and what would do", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.tif`;
    const one = (tag: number, value: number | string): Partial<TiffOptions> => ({ fields: new Map([[tag, value]]) });
    const cases: readonly [Partial<TiffOptions>, string][] = [
      [one(277, 3), "it is a picture in colours, 3 numbers a pixel: save one of them"],
      [one(262, 3), "it is a picture in colours"],
      [one(262, 0), "its 0 is white: invert it"],
      [
        one(258, 12),
        "its pixels are of 12 bits in format 1: whole and floating point numbers of 8, 16, 32 and 64 bits",
      ],
      [one(339, 6), "its pixels are of 16 bits in format 6"],
      [one(259, 7), "it is packed in a way that is not read, TIFF's number 7: save it unpacked, with tifffile.imwrite"],
      [{ ...one(317, 3), compression: 8 }, "its predictor 3 is not read for its type of numbers: save it unpacked"],
      [one(274, 3), "it is turned or its bits are: save it upright"],
      [one(256, 0), "it is damaged: copy the file again"],
      [one(257, 300_000_000), "its pages have more pixels than there can be: 300000000 × 7"],
      [
        one(256, 9),
        "its pages must be alike: page 1 is 5 × 7 of 16 bits, the first 5 × 9 of 16 bits; save those of one",
      ],
      [
        { ...one(270, "ImageJ=1\nimages=9\n"), directories: 1 },
        "it is truncated or packed: it says that it has 9 pages",
      ],
    ];
    for (const [options, sentence] of cases) {
      await Deno.writeFile(path, tiffBytes(COUNTS, { ...PLAIN, ...options }));
      const { message } = await assertRejects(
        () => openArrays(path),
        SyntaxError,
        `Cannot read ${path} as ${sentence}`,
      );
      assertEquals(message.includes("\n"), false);
    }
  }));

Deno.test("openArrays() says in one sentence where a TIFF file is cut or damaged, and fills nothing with zeros", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.tif`;
    for (const big of [false, true]) {
      const good = tiffBytes(COUNTS, { ...PLAIN, big });
      for (const length of [4, 7, 12, good.length - 200, good.length - 3]) {
        await Deno.writeFile(path, good.slice(0, length));
        await assertRejects(() => openArrays(path), SyntaxError, `Cannot read ${path} as it is truncated: `);
      }
      // The place of the next directory is the last number of each: made that of the first, it leads in a circle.
      const circle = good.slice();
      circle.set(circle.subarray(big ? 8 : 4, big ? 16 : 8), circle.length - (big ? 8 : 4));
      await Deno.writeFile(path, circle);
      await assertRejects(() => openArrays(path), SyntaxError, "it is damaged, its pages lead in a circle");
    }
    const blocks: readonly [ReadonlyMap<number, number>, string][] = [
      [new Map([[273, 0]]), "a part of it was never written"],
      [new Map([[279, 0]]), "a part of it was never written"],
      [new Map([[273, 1e6]]), "it is truncated: 1000070 bytes wanted"],
      [new Map([[279, 60]]), "its bytes are damaged, 70 wanted and 60 found"],
    ];
    for (const [fields, sentence] of blocks) {
      await Deno.writeFile(path, tiffBytes(COUNTS, { ...PLAIN, fields }));
      await using file = await openArrays(path);
      const message = `Cannot read page 0 of ${path} as ${sentence}`;
      assertThrows(() => file.slab("pages", 0, 1), SyntaxError, message);
      await assertRejects(() => file.read("pages"), SyntaxError, message);
      assertEquals(file.slab("pages", 1, 2), realArray(COUNTS.data.slice(35, 70), [1, 5, 7]));
    }
    for (const compression of [5, 8, 32773]) {
      await Deno.writeFile(path, tiffBytes(COUNTS, { ...PLAIN, compression, fields: new Map([[279, 20]]) }));
      await using file = await openArrays(path);
      assertThrows(() => file.slab("pages", 0, 1), SyntaxError, "its bytes are damaged, 70 wanted and ");
    }
    await Deno.writeFile(path, tiffBytes(COUNTS, PLAIN));
    await using file = await openArrays(path);
    await assertRejects(() => file.read("pages", 100), RangeError, "more elements than are plausible, 100");
    assertThrows(() => file.slab("pages", 2, 4), RangeError, `rows 2 to 4 of pages in ${path} as it has 3 rows`);
    await assertRejects(() => file.header("page"), Error, "it has no array page: found pages; did you mean pages?");
  }));

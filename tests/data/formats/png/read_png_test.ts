import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { crc32, deflateSync } from "node:zlib";
import fc from "fast-check";
import { encode } from "fast-png";
import { readPng } from "../../../../data/formats/png/read_png.ts";
import { withTempDir } from "../../temp_dir.ts";

/** Levels of an image that an encoder, which is not ours, made. */
Deno.test("readPng() reads what another program writes, of every depth, colour and order of rows", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/image.png`;
    const images = fc.record({
      width: fc.integer({ min: 1, max: 19 }),
      height: fc.integer({ min: 1, max: 19 }),
      channels: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const),
      depth: fc.constantFrom(8 as const, 16 as const),
      interlace: fc.constantFrom("null" as const, "Adam7" as const),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(images, async ({ width, height, channels, depth, interlace, seed }) => {
        const length = width * height * channels;
        const value = (i: number): number => (i * (seed % 7919 + 1) * 31 + i * i) % 2 ** depth;
        const data = depth === 8
          ? Uint8Array.from({ length }, (_, i) => value(i))
          : Uint16Array.from({ length }, (_, i) => value(i));
        await Deno.writeFile(path, encode({ width, height, channels, depth, data }, { interlace }));
        const image = await readPng(path);
        assertEquals([image.width, image.height], [width, height]);
        image.data.forEach((grey, i) => {
          const [a = NaN, b = NaN, c = NaN] = data.subarray(i * channels, (i + 1) * channels);
          assertAlmostEquals(grey, channels < 3 ? a : 0.299 * a + 0.587 * b + 0.114 * c, 1e-2);
        });
      }),
      { numRuns: 40 },
    );
  }));

function chunk(kind: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  bytes.set(new TextEncoder().encode(kind), 4);
  bytes.set(body, 8);
  view.setUint32(8 + body.length, crc32(bytes.subarray(4, 8 + body.length)));
  return bytes;
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly interlace?: number;
}

function png(header: Header, rows: Uint8Array, more: readonly Uint8Array[] = []): Uint8Array {
  const { width, height, depth, colour, interlace = 0 } = header;
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head.set([depth, colour, 0, 0, interlace], 8);
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    ...[chunk("IHDR", head), ...more, chunk("IDAT", deflateSync(rows)), chunk("IEND", new Uint8Array())],
  ];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

Deno.test("readPng() reads bits, palettes, and rows of every filter", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/image.png`;
    const read = async (bytes: Uint8Array): Promise<number[]> => {
      await Deno.writeFile(path, bytes);
      return Array.from((await readPng(path)).data);
    };
    const bits = png(
      { width: 10, height: 2, depth: 1, colour: 0 },
      Uint8Array.of(0, 0b10110011, 0b01000000, 0, 0xff, 0),
    );
    assertEquals(await read(bits), [1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
    const fours = png({ width: 3, height: 1, depth: 4, colour: 0 }, Uint8Array.of(0, 0x1f, 0x80));
    assertEquals(await read(fours), [1, 15, 8]);
    const palette = chunk("PLTE", Uint8Array.of(255, 0, 0, 0, 100, 0, 10, 10, 10));
    const indexed = png({ width: 4, height: 1, depth: 2, colour: 3 }, Uint8Array.of(0, 0b00011000), [palette]);
    const levels = await read(indexed);
    [76.245, 58.7, 10, 76.245].forEach((level, i) => assertAlmostEquals(levels[i] ?? NaN, level, 1e-3));
    const filters = Uint8Array.of(...[0, 10, 20, 30], ...[1, 5, 5, 5], ...[2, 1, 1, 1], ...[3, 2, 2, 2], ...[
      4,
      3,
      3,
      3,
    ]);
    assertEquals(await read(png({ width: 3, height: 5, depth: 8, colour: 0 }, filters)), [
      ...[10, 20, 30],
      ...[5, 10, 15],
      ...[6, 11, 16],
      ...[5, 10, 15],
      ...[8, 13, 18],
    ]);
  }));

Deno.test("readPng() says of every damaged file what is wrong, and makes no more than its pixels", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/image.png`;
    const grey = { width: 4, height: 2, depth: 8, colour: 0 };
    const rows = new Uint8Array(10);
    const good = png(grey, rows);
    const flipped = good.slice();
    flipped[20] = (flipped[20] ?? 0) ^ 1;
    const bomb = png(grey, new Uint8Array(1 << 24));
    const cases: readonly (readonly [Uint8Array, string])[] = [
      [new Uint8Array(), "it is empty: copy the file again"],
      [Uint8Array.of(1), "it does not begin as one does"],
      [good.subarray(0, 8), "it is truncated at 8 bytes"],
      [good.subarray(0, good.length - 1), `it is truncated at ${good.length - 1} bytes`],
      [flipped, "its part IHDR is damaged"],
      [png({ ...grey, width: 1 << 30, height: 1 << 30 }, rows), "it has 1073741824 × 1073741824 pixels"],
      [png({ ...grey, width: 0 }, rows), "it has 2 × 0 pixels"],
      [png({ ...grey, depth: 3 }, rows), "its header is of no PNG image, colour type 0 with 3 bits"],
      [png({ ...grey, colour: 3 }, rows), "it has no palette"],
      [png({ ...grey, interlace: 2 }, rows), "its header is of no PNG image"],
      [png(grey, rows.subarray(1)), "its pixels are damaged, 10 bytes wanted and 9 found"],
      [bomb, "its pixels are damaged"],
      [png(grey, rows.with(0, 9)), "a row has filter 9, of which there is none"],
    ];
    for (const [bytes, message] of cases) {
      await Deno.writeFile(path, bytes);
      await assertRejects(() => readPng(path), Error, `Cannot read ${path} as a PNG image as ${message}`);
    }
    await assertRejects(() => readPng(`${directory}/none.png`), Error, "there is no such file");
  }));

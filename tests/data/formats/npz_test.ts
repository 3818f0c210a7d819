import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { arraysDigest } from "../../../data/formats/file_digest.ts";
import type { NpyArray } from "../../../data/formats/npy.ts";
import { complexArray, realArray, textScalar } from "../../../data/formats/npy_encode.ts";
import { encodeNpyHeader } from "../../../data/formats/npy_header.ts";
import { openNpz } from "../../../data/formats/npz.ts";
import { readNpz } from "../../../data/formats/read_npz.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { writeZip } from "../../../data/formats/write_zip.ts";
import { deflatedZip } from "./deflated_zip.ts";
import { withTempDir } from "../temp_dir.ts";

function npyBytes(
  descr: string,
  shape: readonly number[],
  data: ArrayBufferView,
  fortran = false,
): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder("latin1").decode(encodeNpyHeader(descr, shape));
  const header = fortran ? text.replace("False", "True ") : text;
  const bytes = new Uint8Array(header.length + data.byteLength);
  bytes.set(Uint8Array.from(header, (character) => character.charCodeAt(0)));
  // The magic byte 0x93 is another character in the decoder's Latin alphabet.
  bytes[0] = 0x93;
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  return bytes;
}

async function allRows(path: string, key: string): Promise<string> {
  using file = await openNpz(path);
  const parts: ArrayBufferView[] = [];
  for await (const rows of file.rows(key)) if (rows.kind === "real") parts.push(rows.data);
  return arraysDigest(parts);
}

Deno.test("writeNpz() and readNpz() round-trip arrays of any key", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.string({ minLength: 1 })), fc.float32Array(), async (keys, data) => {
        const arrays = new Map<string, NpyArray>(keys.map((key, i) => [key, realArray(data.subarray(i))]));
        await writeNpz(path, Object.fromEntries(keys.map((key, i) => [key, realArray(data.subarray(i))])));
        const read = await readNpz(path);
        assertEquals([...read.keys()].sort(), keys.toSorted());
        for (const key of keys) assertEquals(read.get(key), arrays.get(key));
      }),
      { numRuns: 30 },
    );
  }));

Deno.test("NpzFile.rows() yields every row of an array of several chunks", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    // 3 001 rows of 1 001 values: 12 MB, and no chunk ends with a row.
    const data = Float32Array.from({ length: 3001 * 1001 }, (_, i) => i % 65_537);
    await writeNpz(path, { a: realArray(data, [3001, 1001]), none: realArray(data.subarray(0, 0), [0, 5]) });
    assertEquals(await allRows(path, "a"), arraysDigest([data]));
    assertEquals(await allRows(path, "none"), arraysDigest([]));
    await Deno.writeFile(path, await deflatedZip({ "a.npy": npyBytes("<f4", [3001, 1001], data) }));
    assertEquals(await allRows(path, "a"), arraysDigest([data]));
  }));

Deno.test("NpzFile.rows() yields the rows of a large array in Fortran order", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    const data = Float32Array.from({ length: 3001 * 1001 }, (_, i) => i % 65_537);
    const columns = Float32Array.from(data, (_, i) => data[(i % 3001) * 1001 + Math.floor(i / 3001)] ?? NaN);
    const bytes = npyBytes("<f4", [3001, 1001], columns, true);
    await writeZip(path, [{ name: "a.npy", size: bytes.length, chunks: [bytes] }]);
    assertEquals(await allRows(path, "a"), arraysDigest([data]));
  }));

Deno.test("NpzFile.read() names file, key and problem", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    const short = npyBytes("<f4", [4], new Uint8Array(12));
    const parts = { "short.npy": short, "text.npy": new TextEncoder().encode("hello, this is no array") };
    const entries = Object.entries(parts).map(([name, bytes]) => ({ name, size: bytes.length, chunks: [bytes] }));
    await writeZip(path, entries);
    using file = await openNpz(path);
    const wanted = `Cannot read short in ${path} as it has 140 bytes: its header says 144`;
    await assertRejects(() => file.read("short"), SyntaxError, wanted);
    await assertRejects(() => file.read("text"), SyntaxError, `Cannot read text in ${path} as it is no NPY array`);
    const missing = `Cannot read ${path} as it has no array shorts: found short, text; did you mean short?`;
    await assertRejects(() => file.read("shorts"), Error, missing);
  }));

Deno.test("NpzFile.rows() refuses scalars", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    await writeNpz(path, {
      note: textScalar("x"),
      probe: complexArray({ re: Float32Array.of(1), im: Float32Array.of(2) }),
    });
    await assertRejects(() => allRows(path, "note"), TypeError, "its shape is ()");
  }));

Deno.test("NpzFile.slab() gives rows at once, of arrays whose header was read", async () => {
  await withTempDir(async (directory) => {
    const path = `${directory}/rows.npz`;
    await writeNpz(path, { counts: realArray(Uint16Array.from({ length: 12 }, (_, i) => i), [4, 3]) });
    using file = await openNpz(path);
    assertThrows(() => file.slab("counts", 0, 1), TypeError, `rows of counts in ${path} as its header was not read`);
    await file.header("counts");
    assertEquals(file.slab("counts", 2, 4), realArray(Uint16Array.of(6, 7, 8, 9, 10, 11), [2, 3]));
    assertThrows(() => file.slab("count", 0, 1), Error, "has no array count: found counts");
    assertThrows(() => file.slab("counts", 3, 5), RangeError, "it has 4 rows");
  });
});

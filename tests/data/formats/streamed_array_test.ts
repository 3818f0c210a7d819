import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import type { NpyArray } from "../../../data/formats/npy.ts";
import { encodeNpy, realArray, textScalar } from "../../../data/formats/npy_encode.ts";
import { encodeNpyHeader } from "../../../data/formats/npy_header.ts";
import { openNpz } from "../../../data/formats/npz.ts";
import { streamedArray } from "../../../data/formats/streamed_array.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import type { ZipMember } from "../../../data/formats/zip/zip_directory.ts";
import { encodeDirectory, encodeLocalHeader } from "../../../data/formats/zip/zip_encode.ts";
import { withTempDir } from "../temp_dir.ts";
import { arrayOfNumbers, inPieces } from "./any_array.ts";
import { python, runPython } from "./numpy.ts";

Deno.test("writeNpz() writes the same bytes whether an array of numbers is in memory or comes in pieces of any size", () =>
  withTempDir(async (directory) => {
    const counts = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 3 })
      .filter((list) => list.some((count) => count > 0));
    await fc.assert(
      fc.asyncProperty(arrayOfNumbers, counts, async (array, pieces) => {
        const streamed = streamedArray(array, inPieces(array, pieces));
        await writeNpz(`${directory}/a.npz`, { a: array, note: textScalar("behind it") });
        await writeNpz(`${directory}/b.npz`, { a: streamed, note: textScalar("behind it") });
        assertEquals(await Deno.readFile(`${directory}/b.npz`), await Deno.readFile(`${directory}/a.npz`));
      }),
      { numRuns: 60 },
    );
  }));

Deno.test("writeNpz() refuses rows that are not what was announced, and leaves the file that was there", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    await writeNpz(path, { a: textScalar("before") });
    const before = await Deno.readFile(path);
    const announced = { dtype: "u2", shape: [3, 2] } as const;
    const counts = realArray(new Uint16Array(2), [1, 2]);
    const cases: [string, readonly NpyArray[], string][] = [
      ["none", [], "3 rows were announced: 0 came"],
      ["fewer", [counts, counts], "3 rows were announced: 2 came"],
      ["more", [counts, counts, counts, counts], "more than the 3 announced rows came"],
      [
        "other type",
        [realArray(new Float32Array(2), [1, 2])],
        "of type u2 and shape (2) were announced: it got type f4 and shape (2)",
      ],
      [
        "other shape",
        [realArray(new Uint16Array(3), [1, 3])],
        "of type u2 and shape (2) were announced: it got type u2 and shape (3)",
      ],
      ["scalar", [realArray(new Uint16Array(1), [])], "it got type u2 and shape ()"],
      ["text", [textScalar("no")], "it got type U and shape ()"],
      ["short", [{ ...counts, data: new Uint16Array(1) }], "its shape (1,2) does not fit its 1 elements"],
    ];
    for (const [name, rows, message] of cases) {
      const stream = async function* (): AsyncGenerator<NpyArray> {
        for (const row of rows) yield await Promise.resolve(row);
      };
      const error = await assertRejects(
        () => writeNpz(path, { a: streamedArray(announced, stream()) }),
        Error,
        message,
      );
      assertEquals(error.message.startsWith("Cannot write an array as "), true, name);
      assertEquals(await Deno.readFile(path), before, name);
    }
    assertEquals([...Deno.readDirSync(directory)].map((entry) => entry.name), ["a.npz"]);
  }));

Deno.test("writeNpz() ends the source of rows, and leaves nothing, where the source or the disk fails", () =>
  withTempDir(async (directory) => {
    let ended = 0;
    const stream = async function* (failAt: number): AsyncGenerator<NpyArray> {
      try {
        for (let row = 0; row < 9; row++) {
          if (row === failAt) throw new Error("Cannot read frames.h5 as frame 3 is damaged");
          yield await Promise.resolve(realArray(new Float64Array(1), [1]));
        }
      } finally {
        ended++;
      }
    };
    const write = (failAt: number): Promise<void> =>
      writeNpz(`${directory}/a.npz`, { a: streamedArray({ dtype: "f8", shape: [5] }, stream(failAt)) });
    await assertRejects(() => write(3), Error, "Cannot read frames.h5 as frame 3 is damaged");
    await assertRejects(() => write(9), RangeError, "more than the 5 announced rows came");
    assertEquals([ended, [...Deno.readDirSync(directory)]], [2, []]);
  }));

Deno.test({
  name: "NumPy reads what lies behind 4 GiB in an archive of our own, and so do we: ZIP64 (of a file with a hole)",
  ignore: python === null || Deno.build.os === "windows",
  fn: () =>
    withTempDir(async (directory) => {
      const path = `${directory}/big.npz`;
      const shape = [4097, 1024, 1024];
      const header = encodeNpyHeader("|u1", shape);
      const size = header.length + 4097 * 2 ** 20;
      const big: ZipMember = {
        ...{ name: "big.npy", method: 0, flags: 0x800, crc: 0 },
        ...{ size, compressedSize: size, headerOffset: 0 },
      };
      const small = [...encodeNpy(realArray(Float64Array.of(1, 2, 3))).chunks];
      const bytes = Uint8Array.from(small.flatMap((chunk) => [...chunk]));
      const local = encodeLocalHeader(big);
      const offset = local.length + size;
      const crc = Number(
        await runPython("import sys, zlib; print(zlib.crc32(bytes.fromhex(sys.argv[1])))", hex(bytes)),
      );
      const behind = { ...big, name: "behind.npy", crc, size: bytes.length, compressedSize: bytes.length };
      const last = { ...behind, headerOffset: offset };
      using file = await Deno.open(path, { write: true, createNew: true });
      const put = (at: number, part: Uint8Array): void => {
        file.seekSync(at, Deno.SeekMode.Start);
        file.writeSync(part);
      };
      put(0, local);
      put(local.length, header);
      put(local.length + size - 1, Uint8Array.of(77));
      put(offset, encodeLocalHeader(last));
      put(offset + encodeLocalHeader(last).length, bytes);
      const end = offset + encodeLocalHeader(last).length + bytes.length;
      put(end, encodeDirectory([big, last], end));
      const program = `
import sys, numpy as np
z = np.load(sys.argv[1])
print(*z["behind"], z.zip.getinfo("big.npy").file_size)
`;
      assertEquals(await runPython(program, path), `1.0 2.0 3.0 ${size}\n`);
      using npz = await openNpz(path);
      assertEquals((await npz.header("big")).shape, shape);
      const rows = npz.slab("big", 4096, 4097);
      assertEquals(rows.kind === "real" && rows.data.at(-1), 77);
      assertEquals(await npz.read("behind"), realArray(Float64Array.of(1, 2, 3)));
    }),
});

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

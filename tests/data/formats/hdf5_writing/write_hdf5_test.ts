import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import fc from "fast-check";
import { arraysDigest } from "../../../../data/formats/file_digest.ts";
import { dataset, group, link } from "../../../../data/formats/hdf5_writing/hdf5_tree.ts";
import { writeHdf5 } from "../../../../data/formats/hdf5_writing/write_hdf5.ts";
import type { NpyArray, TextArray } from "../../../../data/formats/npy.ts";
import { complexArray, realArray, textScalar } from "../../../../data/formats/npy_encode.ts";
import { openArrays } from "../../../../data/formats/open/open_arrays.ts";
import { streamedArray } from "../../../../data/formats/streamed_array.ts";
import { withTempDir } from "../../temp_dir.ts";
import { arrayOfNumbers, inPieces } from "../any_array.ts";
import { pythonWithH5py, runH5py } from "../numpy.ts";

/** Shape and elements. */
function content(array: NpyArray | undefined): unknown[] {
  return array?.kind === "text" ? [array.shape, array.data.length, array.data.join("|")] : [];
}

function dataOf(array: NpyArray): Uint8Array {
  return array.kind === "real" && array.data instanceof Uint8Array ? array.data : new Uint8Array();
}

async function readBack(path: string): Promise<Record<string, NpyArray>> {
  await using file = await openArrays(path);
  const arrays: Record<string, NpyArray> = {};
  for (const key of file.keys) arrays[key] = await file.read(key);
  return arrays;
}

Deno.test("writeHdf5() writes what openArrays() reads: arrays of every type and shape, in memory and in pieces", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.h5`;
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 9 }).filter((text) => !/[/\0.]/.test(text));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), arrayOfNumbers, async (names, array) => {
        const stream = dataset(streamedArray(array, inPieces(array, [2, 1])), { units: "µm", numbers: [0.5, -1] });
        const members = Object.fromEntries(names.map((each) => [each, dataset(array)]));
        await writeHdf5(path, group({ stream, "all of them": group(members) }));
        const expected = { stream: array, ...Object.fromEntries(names.map((each) => [`all of them/${each}`, array])) };
        assertEquals(await readBack(path), expected);
        await using file = await openArrays(path);
        assertEquals(await file.attributes("stream"), { units: "µm", numbers: [0.5, -1] });
        if (array.shape[0] === 0) return;
        const last = (array.shape[0] ?? 0) - 1;
        await file.header("stream");
        const rows = (await Array.fromAsync(inPieces(array, [1])))[last];
        assertEquals(await file.slab("stream", last, last + 1), rows);
      }),
      { numRuns: 60 },
    );
  }));

Deno.test("writeHdf5() writes texts, also none, long ones and thousands of them", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.h5`;
    const texts: TextArray = {
      kind: "text",
      dtype: "U",
      shape: [2, 2000],
      data: Array.from({ length: 4000 }, (_, i) => i % 7 === 0 ? "" : `${i} µm ${"x".repeat(i % 90)}`),
    };
    const long = textScalar("äŋ😀".repeat(1e4));
    await writeHdf5(
      path,
      group({ texts: dataset(texts), long: dataset(long), none: dataset(textScalar("")) }, { name: "" }),
    );
    const read = await readBack(path);
    assertEquals([read["texts"], read["long"], read["none"]].map(content), [texts, long, textScalar("")].map(content));
    await using file = await openArrays(path);
    assertEquals(await file.attributes(""), { name: "" });
    const most = { ...texts, shape: [65_536], data: Array.from({ length: 65_536 }, String) };
    const error = await assertRejects(() => writeHdf5(`${directory}/b.h5`, group({ most: dataset(most) })), RangeError);
    assertEquals(error.message, "Cannot write HDF5 as there must be at most 65535 texts in a file");
  }));

Deno.test("writeHdf5() writes chunks of any length that need another number of bytes to say so", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.h5`;
    for (const length of [1, 255, 256, 65_535, 65_536, 70_000]) {
      const rows = realArray(Uint8Array.from({ length: 2 * length }, (_, i) => i), [2, length]);
      await writeHdf5(path, group({ rows: dataset(streamedArray(rows, inPieces(rows, [1]))) }));
      await using file = await openArrays(path);
      assertEquals((await file.header("rows")).storage.chunks, [1, length]);
      assert(arraysDigest([dataOf(await file.read("rows"))]) === arraysDigest([rows.data]), `${length}`);
    }
  }));

Deno.test("writeHdf5() makes equal files of equal content, and of rows whether one comes at a time or more", () =>
  withTempDir(async (directory) => {
    const array = realArray(Float32Array.from({ length: 60 }, Math.sqrt), [5, 3, 4]);
    const write = async (path: string, count: number): Promise<Uint8Array> => {
      const stream = dataset(streamedArray(array, inPieces(array, [count])), { units: "counts" });
      await writeHdf5(path, group({ stream, probe: dataset(array), alias: link("/probe") }, { name: "star" }));
      return await Deno.readFile(path);
    };
    assertEquals(await write(`${directory}/a.h5`, 1), await write(`${directory}/b.h5`, 5));
  }));

Deno.test("writeHdf5() leaves nothing where it fails, and says what is wrong", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.h5`;
    const one = dataset(realArray(new Float32Array(4)));
    for (const name of ["", "a/b", ".", "a\0b"]) {
      const inner = group({ inner: group({ [name]: one }) });
      const { message } = await assertRejects(() => writeHdf5(path, inner), RangeError);
      assert(message.startsWith("Cannot write HDF5 as the name of what is in /inner/ must"), message);
    }
    const rows = realArray(new Uint8Array(4), [2, 2]);
    const short = group({ stream: dataset(streamedArray({ dtype: "u1", shape: [3, 2] }, inPieces(rows, [1]))) });
    await assertRejects(() => writeHdf5(path, short), RangeError, "3 rows were announced: 2 came");
    const long = group({}, { list: new Array(9000).fill(1) });
    await assertRejects(
      () => writeHdf5(path, long),
      RangeError,
      "an attribute must have at most 65535 bytes: it has 72",
    );
    await assertRejects(() => writeHdf5(`${directory}/no/a.h5`, group({ one })), Error, "its directory does not exist");
    assertEquals([...Deno.readDirSync(directory)], []);
  }));

/** Whether there are HDF5's own tools. */
const h5dump = hasH5dump();

function hasH5dump(): boolean {
  try {
    return new Deno.Command("h5dump", { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false; // not installed, or running it is not permitted
  }
}

const CHECK = `
import sys, h5py, numpy as np
with h5py.File(sys.argv[1]) as f:
    assert f["stream"].chunks == (1, 3, 4) and f["stream"].compression is None, f["stream"].chunks
    assert f["stream"].dtype == np.dtype("<u2") and f["stream"].shape == (5, 3, 4)
    assert (f["stream"][:].ravel() == np.arange(60)).all() and (f["stream"][3, 1] == [40, 41, 42, 43]).all()
    assert f["stream"].attrs["units"] == "counts" and type(f["stream"].attrs["units"]) is str
    assert f.attrs["name"] == "äŋ" and f.attrs["energy"] == 8000.0 and (f.attrs["list"] == [1, 2.5]).all()
    assert (f["entry_1/c8"][:] == [1 - 2j, 3 - 4j]).all() and f["entry_1/c8"].dtype == np.complex64
    assert (f["entry_1/c16"][:] == [1 - 2j, 3 - 4j]).all() and f["entry_1/c16"].dtype == np.complex128
    assert f["entry_1/bool"].dtype == bool and f["entry_1/bool"][:].tolist() == [True, False]
    assert f["entry_1/text"].asstr()[()] == "äŋ😀" and f["entry_1/f2"][()] == -0.5
    assert f["entry_1/alias"].shape == (5, 3, 4) and f.get("entry_1/alias", getlink=True).path == "/stream"
    assert sorted(f["entry_1"]) == ["alias", "bool", "c16", "c8", "f2", "group", "text"] and len(f["entry_1/group"]) == 40
    assert f["entry_1/group/d7"][()] == 7
print("read")
`;

Deno.test({
  name: "h5py reads what writeHdf5() writes: types, chunks, attributes, links, groups of many",
  ignore: pythonWithH5py === null,
  fn: () =>
    withTempDir(async (directory) => {
      const path = `${directory}/a.h5`;
      const counts = realArray(Uint16Array.from({ length: 60 }, (_, i) => i), [5, 3, 4]);
      const many = Object.fromEntries(
        Array.from({ length: 40 }, (_, i) => [`d${i}`, dataset(realArray(Int32Array.of(i), []))]),
      );
      const entry = group({
        c8: dataset(complexArray({ re: Float32Array.of(1, 3), im: Float32Array.of(-2, -4) })),
        c16: dataset(complexArray({ re: Float64Array.of(1, 3), im: Float64Array.of(-2, -4) })),
        bool: dataset({ kind: "real", dtype: "bool", shape: [2], data: Uint8Array.of(1, 0) }),
        f2: dataset({ kind: "real", dtype: "f2", shape: [], data: Float32Array.of(-0.5) }),
        text: dataset(textScalar("äŋ😀")),
        alias: link("/stream"),
        group: group(many),
      });
      const stream = dataset(streamedArray(counts, inPieces(counts, [2])), { units: "counts" });
      await writeHdf5(path, group({ stream, entry_1: entry }, { name: "äŋ", energy: 8000, list: [1, 2.5] }));
      assertEquals(await runH5py(CHECK, path), "read\n");
    }),
});

Deno.test({
  name: "h5dump reads what writeHdf5() writes to the last byte, and says that patterns are chunks that nothing packs",
  ignore: !h5dump,
  fn: () =>
    withTempDir(async (directory) => {
      const path = `${directory}/a.h5`;
      const counts = realArray(Uint16Array.from({ length: 60 }, (_, i) => i), [5, 3, 4]);
      const stream = dataset(streamedArray(counts, inPieces(counts, [2])), { units: "counts" });
      await writeHdf5(path, group({ stream, texts: dataset(textScalar("äŋ")), alias: link("/stream") }));
      const { code, stdout, stderr } = await new Deno.Command("h5dump", { args: ["-p", path] }).output();
      const [said, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
      assertEquals([code, errors], [0, ""]);
      assertMatch(said ?? "", /CHUNKED \( 1, 3, 4 \)\s+SIZE 120\s+\}\s+FILTERS \{\s+NONE/);
      assertMatch(said ?? "", /\(4,2,0\): 56, 57, 58, 59/);
    }),
});

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { arraysDigest } from "../../../data/formats/file_digest.ts";
import { realArray } from "../../../data/formats/npy_encode.ts";
import { NpyFile } from "../../../data/formats/npy_file.ts";
import { openArrays } from "../../../data/formats/open/open_arrays.ts";
import { sharedPath } from "../../shared_data.ts";
import { withTempDir } from "../temp_dir.ts";
import { npyBytes } from "./npy_bytes.ts";
import { python, runPython } from "./numpy.ts";

const COUNTS = Uint16Array.from({ length: 24 }, (_, i) => i * 1000);

Deno.test("openArrays() reads an NPY file under its own name: whole, row by row, and some rows", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/run.7.npy`;
    await Deno.writeFile(path, npyBytes({ descr: "'<u2'", shape: "(4, 2, 3)" }, COUNTS));
    await using file = await openArrays(path);
    assertEquals([file.path, file.keys, file.has("run.7"), file.has("run")], [path, ["run.7"], true, false]);
    const { dtype, shape, storage } = await file.header("run.7");
    assertEquals([dtype, shape, storage], ["u2", [4, 2, 3], { chunks: null, filters: [], seekable: true }]);
    assertEquals(await file.read("run.7"), realArray(COUNTS, [4, 2, 3]));
    assertEquals(file.slab("run.7", 1, 3), realArray(COUNTS.slice(6, 18), [2, 2, 3]));
    const rows = await Array.fromAsync(file.rows("run.7"));
    assertEquals(rows, [realArray(COUNTS, [4, 2, 3])]);
    assertEquals([await file.attributes(""), file.digest()], [{}, arraysDigest([await Deno.readFile(path)])]);
    await assertRejects(() => file.header("run"), Error, `Cannot read ${path} as it has no array run: found run.7`);
    assertThrows(() => file.slab("run.7", 3, 5), RangeError, `rows 3 to 5 of ${path} as it has 4 rows`);
    await assertRejects(() => file.read("run.7", 23), RangeError, "more elements than are plausible, 23");
  }));

Deno.test("NpyFile takes the name of the file, whatever its ending", () =>
  withTempDir(async (directory) => {
    for (const [name, key] of [["a.NPY", "a"], ["probe", "probe"], [".npy", ".npy"], ["b.npz", "b.npz"]] as const) {
      await Deno.writeFile(`${directory}/${name}`, npyBytes({ descr: "'<u2'", shape: "(24,)" }, COUNTS));
      using file = await NpyFile.open(`${directory}/${name}`);
      assertEquals(file.keys, [key]);
    }
  }));

Deno.test("NpyFile reads the rows of an array of several chunks, whatever the sizes", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npy`;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 70_000 }), async (rows, columns) => {
        const data = Int32Array.from({ length: rows * columns }, (_, i) => i * 7 - 5);
        await Deno.writeFile(path, npyBytes({ descr: "'<i4'", shape: `(${rows}, ${columns})` }, data));
        using file = await NpyFile.open(path);
        const parts: Int32Array[] = [];
        for await (const part of file.rows("a")) if (part.kind === "real") parts.push(part.data as Int32Array);
        assertEquals(arraysDigest(parts), arraysDigest([data]));
        if (rows === 0) return;
        const last = file.slab("a", rows - 1, rows);
        assertEquals(last, realArray(data.slice((rows - 1) * columns), [1, columns]));
      }),
      { numRuns: 12 },
    );
  }));

Deno.test({
  name:
    "NpyFile.rows() puts rows of Fortran order together in blocks, of an array that is too large for one (with a hole)",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withTempDir(async (directory) => {
      const path = `${directory}/a.npy`;
      const [count, height, width] = [530, 256, 256];
      const header = npyBytes({ descr: "'<f4'", shape: `(${count}, ${height}, ${width})`, fortran: "True" });
      await Deno.writeFile(path, header);
      using writer = await Deno.open(path, { write: true });
      await writer.truncate(header.length + 4 * count * height * width);
      const values = [[0, 0, 0], [1, 2, 3], [511, 255, 255], [512, 0, 7], [513, 9, 0], [529, 255, 255]] as const;
      for (const [frame, row, column] of values) {
        const at = frame + count * (row + height * column);
        writer.seekSync(header.length + 4 * at, Deno.SeekMode.Start);
        writer.writeSync(new Uint8Array(Float32Array.of(frame + 0.5).buffer));
      }
      using file = await NpyFile.open(path);
      const found: number[][] = [];
      const blocks: number[] = [];
      let first = 0;
      for await (const rows of file.rows("a")) {
        if (rows.kind !== "real") continue;
        for (let i = 0; i < rows.data.length; i++) {
          const value = rows.data[i] ?? 0;
          const pixel = i % (height * width);
          if (value) {
            found.push([first + (i - pixel) / (height * width), Math.floor(pixel / width), pixel % width, value]);
          }
        }
        first += rows.shape[0] ?? 0;
        blocks.push(rows.shape[0] ?? 0);
      }
      assertEquals(found, values.map(([frame, row, column]) => [frame, row, column, frame + 0.5]));
      assertEquals(blocks, [512, 18]);
    }),
});

Deno.test("openArrays() says in one sentence what is wrong with an NPY file", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npy`;
    const good = npyBytes({ descr: "'<u2'", shape: "(4, 2, 3)" }, COUNTS);
    const cases: readonly [Uint8Array<ArrayBuffer>, string][] = [
      [good.slice(0, 6), "its NPY header is truncated: copy the file again"],
      [good.slice(0, 40), "its NPY header is truncated"],
      [good.slice(0, -1), `it is truncated: its header says ${good.length} bytes, it has ${good.length - 1}; copy`],
      [new Uint8Array([...good, 0]), "something follows its array: its header says"],
      [
        npyBytes({ descr: "'<u2'", shape: "(4000000000, 4000000)" }, COUNTS),
        "it has more elements than there can be: its shape is (4000000000, 4000000)",
      ],
      [npyBytes({ descr: "'<u2'", shape: "(1000000, 1000000)" }, COUNTS), "it is truncated: its header says 20000000"],
      [npyBytes({ descr: "'<u2'", shape: "(-1, 3)" }, COUNTS), "its NPY header is damaged"],
      [npyBytes({ descr: "'|O'", shape: "(2,)" }, COUNTS), "it is a pickle of Python objects, which is a program and"],
      [npyBytes({ descr: "'<f16'", shape: "(3,)" }, COUNTS), "of floating point numbers 16, 32 and 64 bits are"],
      [npyBytes({ descr: "'<M8[s]'", shape: "(6,)" }, COUNTS), "only numbers, booleans and text are supported"],
      [good.with(6, 9), "only NPY versions 1 to 3 are known: its version is 9"],
    ];
    for (const [bytes, sentence] of cases) {
      await Deno.writeFile(path, bytes);
      const { message } = await assertRejects(() => openArrays(path), Error, `Cannot read ${path} as ${sentence}`);
      assertEquals(message.includes("\n"), false);
    }
  }));

Deno.test({
  name:
    "openArrays() reads what numpy.save writes: byte and memory order, versions 1 to 3, and refuses to seek in Fortran",
  ignore: python === null,
  fn: () =>
    withTempDir(async (directory) => {
      const program = `
import sys, numpy as np
from numpy.lib import format as npy
a = (np.arange(24) * 1000).reshape(4, 2, 3)
np.save(sys.argv[1] + "/big.npy", a.astype(">u2"))
np.save(sys.argv[1] + "/fortran.npy", np.asfortranarray(a.astype("<u2")))
np.save(sys.argv[1] + "/scalar.npy", np.uint16(7))
for version in (1, 2, 3):
    with open(f"{sys.argv[1]}/v{version}.npy", "wb") as f: npy.write_array(f, a.astype("<u2"), version=(version, 0))
`;
      await runPython(program, directory);
      for (const name of ["big", "fortran", "v1", "v2", "v3"]) {
        await using file = await openArrays(`${directory}/${name}.npy`);
        assertEquals(await file.read(name), realArray(COUNTS, [4, 2, 3]), name);
        assertEquals(await Array.fromAsync(file.rows(name)), [realArray(COUNTS, [4, 2, 3])], name);
      }
      await using scalar = await openArrays(`${directory}/scalar.npy`);
      assertEquals(await scalar.read("scalar"), realArray(Uint16Array.of(7), []));
      await assertRejects(() => Array.fromAsync(scalar.rows("scalar")), TypeError, "as it has none: its shape is ()");
      await using fortran = await openArrays(`${directory}/fortran.npy`);
      assertThrows(() => fortran.slab("fortran", 0, 1), TypeError, "numpy.save(file, numpy.ascontiguousarray(");
    }),
});

const numpyFiles = sharedPath("data", "formats", "npy");
const sample = sharedPath("data", "formats", "ptychonn_20191008_39_diff_sample.npy");

Deno.test({
  name: "openArrays() reads NumPy's own files, also of 64-bit Windows and Python 2, and never runs a pickle",
  ignore: numpyFiles === null || sample === null,
  fn: async () => {
    for (const name of ["numpy_python3", "numpy_win64python2"]) {
      await using file = await openArrays(`${numpyFiles}/${name}.npy`);
      const array = await file.read(name);
      assertEquals([array.kind, array.shape], ["real", [2]], name);
    }
    for (const name of ["numpy_py2-np0-objarr", "numpy_py2-objarr", "numpy_py3-objarr"]) {
      await assertRejects(() => openArrays(`${numpyFiles}/${name}.npy`), TypeError, "it is a pickle of Python objects");
    }
    await using patterns = await openArrays(sample ?? "");
    const { dtype, shape, storage } = await patterns.header(patterns.keys[0] ?? "");
    assertEquals([dtype, shape, storage.seekable], ["u2", [2, 2, 256, 256], true]);
    const array = await patterns.read(patterns.keys[0] ?? "");
    const zeros = array.kind === "real" ? array.data.filter((count) => count === 0).length / array.data.length : NaN;
    assertEquals(Math.round(100 * zeros), 71);
  },
});

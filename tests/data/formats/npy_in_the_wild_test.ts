import { assertEquals, assertRejects } from "@std/assert";
import { complexArray, realArray, textScalar } from "../../../data/formats/npy_encode.ts";
import { decodeNpy } from "../../../data/formats/npy.ts";
import { parseNpyHeader } from "../../../data/formats/npy_header.ts";
import { readNpz } from "../../../data/formats/read_npz.ts";
import { writeZip } from "../../../data/formats/write_zip.ts";
import { sharedPath } from "../../shared_data.ts";
import { withTempDir } from "../temp_dir.ts";
import { npyBytes } from "./npy_bytes.ts";
import { python, runPython } from "./numpy.ts";

Deno.test("decodeNpy() reads headers that are quoted or ordered otherwise", () => {
  const data = Float32Array.of(1, 2);
  for (
    const header of [
      `{"descr": "<f4", "fortran_order": False, "shape": (2,)}`,
      `{'shape': (2L,),\n 'fortran_order': False, 'descr': '<f4'}   \n`,
      `{'descr':'<f4','fortran_order':False,'shape':[2]}`,
    ]
  ) assertEquals(decodeNpy(npyBytes(header, data)), realArray(data), header);
});

Deno.test("decodeNpy() reads a pair of floats under any name of the complex numbers as complex", () => {
  const pairs = Float32Array.of(1, -2, 3, -4);
  const complex = complexArray({ re: Float32Array.of(1, 3), im: Float32Array.of(-2, -4) });
  for (const [re, im] of [["r", "i"], ["re", "im"], ["real", "imag"]]) {
    assertEquals(decodeNpy(npyBytes({ descr: `[('${re}', '<f4'), ('${im}', '<f4')]`, shape: "(2,)" }, pairs)), complex);
  }
});

Deno.test("parseNpyHeader() says in one sentence what it cannot read and what to do", () => {
  const cases: [string, string][] = [
    ["'<f16'", "(save it as float64): its element type is <f16"],
    ["'<c32'", "(save it as complex128): its element type is <c32"],
    ["'<M8[ns]'", "only numbers, booleans and text are supported: its element type is <M8[ns]"],
    ["[('x', '<f4'), ('y', '<f4')]", "(save each field as an array of its own): its fields are x, y"],
    ["[('r', '<f4'), ('i', '<f8')]", "its fields are r, i"],
    ["[('r', '<f4', (2,)), ('i', '<f4', (2,))]", "its fields are r, i"],
    ["'\\x1b[31m'", "its element type is \\x1b[31m"],
  ];
  for (const [descr, sentence] of cases) {
    let message = "";
    try {
      parseNpyHeader(npyBytes({ descr, shape: "(1,)" }));
    } catch (error) {
      message = (error as TypeError).message;
    }
    assertEquals(message.endsWith(sentence), true, message);
  }
});

Deno.test("readNpz() finds arrays whose members have lost their ending, and passes over notes", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    const array = npyBytes({ descr: "'|u1'", shape: "(1,)" }, Uint8Array.of(7));
    const note = new TextEncoder().encode("written by hand");
    const members = { "diffraction": array, "README.txt": note, "__MACOSX/._b.npy": note, "folder/": new Uint8Array() };
    await writeZip(path, Object.entries(members).map(([name, b]) => ({ name, size: b.length, chunks: [b] })));
    assertEquals(await readNpz(path), new Map([["diffraction", realArray(Uint8Array.of(7))]]));
  }));

Deno.test({
  name: "readNpz() reads what Python writes in other ways, or names the type and the remedy",
  ignore: python === null,
  fn: () =>
    withTempDir(async (directory) => {
      const program = `
import sys, numpy as np
np.savez(sys.argv[1], pair=np.array([(1, 2)], dtype=[("r", ">f8"), ("i", ">f8")]), bytes=np.array([b"ab", b"c"]),
         empty=np.zeros((0, 3)), fortran=np.asfortranarray(np.arange(6).reshape(2, 3)))
np.savez(sys.argv[2], long=np.zeros(3, np.longdouble), date=np.zeros(2, "M8[s]"))
`;
      const [good, bad] = [`${directory}/good.npz`, `${directory}/bad.npz`];
      await runPython(program, good, bad);
      const arrays = await readNpz(good);
      assertEquals(arrays.get("pair"), complexArray({ re: Float64Array.of(1), im: Float64Array.of(2) }));
      assertEquals(arrays.get("bytes"), { kind: "text", dtype: "S", shape: [2], data: ["ab", "c"] });
      assertEquals(arrays.get("empty")?.shape, [0, 3]);
      const fortran = arrays.get("fortran");
      assertEquals(fortran?.kind === "real" && [...fortran.data], [0, 1, 2, 3, 4, 5]);
      await assertRejects(() => readNpz(bad), TypeError, `Cannot read long in ${bad} as of floating point numbers`);
    }),
});

const fixtures = sharedPath("data", "formats", "npy");

Deno.test({
  name: "readNpz() and decodeNpy() read NumPy's own fixtures, and never run the objects in them",
  ignore: fixtures === null,
  fn: async () => {
    for (const name of ["numpy_python3.npy", "numpy_win64python2.npy"]) {
      const array = decodeNpy(await Deno.readFile(`${fixtures}/${name}`));
      assertEquals(array.kind === "real" && [array.dtype, array.shape, array.data.length], ["f8", [2], 2], name);
    }
    for (const name of ["numpy_py3-arr-savez.npz", "numpy_py3-arr-savez-compressed.npz"]) {
      const arrays = await readNpz(`${fixtures}/${name}`);
      const data = Float64Array.from({ length: 12 }, (_, i) => i);
      assertEquals(arrays.get("x"), { kind: "real", dtype: "i8", shape: [4, 3], data }, name);
      assertEquals(arrays.get("foo"), textScalar("bar"), name);
    }
    for (const name of ["numpy_py2-objarr.npz", "numpy_py3-objarr.npz"]) {
      const arrays = await readNpz(`${fixtures}/${name}`);
      for (const array of arrays.values()) assertEquals(array.kind, "object", name);
    }
  },
});

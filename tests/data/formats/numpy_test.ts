import { assert, assertEquals } from "@std/assert";
import { loadScan } from "../../../data/load_scan.ts";
import { complexArray, realArray, textScalar, type WritableArray } from "../../../data/formats/npy_encode.ts";
import { readNpz } from "../../../data/formats/read_npz.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { python, runPython } from "./numpy.ts";
import { withTempDir } from "../temp_dir.ts";

const ignore = python === null;

const WRITE_ALL = `
import sys, numpy as np
rng = np.random.default_rng(1)
base = rng.integers(0, 100, (3, 4, 2))
arrays = {}
for name in ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "i1", "u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4",
             "<i8", ">i8", "<u8", ">u8", "?", "<c8", ">c8", "<c16", ">c16"]:
    a = base.astype(name)
    if np.dtype(name).kind == "c": a = a + np.array(0.5j, name) * base
    a = a.astype(name)
    arrays["C " + name], arrays["F " + name], arrays["0 " + name] = a, np.asfortranarray(a), a[1, 2, 1]
    arrays["E " + name] = a[:0]
np.savez(sys.argv[1], **arrays)
np.savez_compressed(sys.argv[2], **arrays)
for a in arrays.values():
    a = np.asarray(a)
    if a.dtype.kind == "c": print(*a.real.ravel().astype(float), *a.imag.ravel().astype(float))
    else: print(*a.ravel().astype(float))
`;

Deno.test({
  name: "readNpz() reads what NumPy writes: every element type, byte order, memory order, scalar and empty",
  ignore,
  fn: () =>
    withTempDir(async (directory) => {
      const paths = [`${directory}/a.npz`, `${directory}/b.npz`];
      const lines = (await runPython(WRITE_ALL, ...paths)).split("\n").slice(0, -1);
      for (const path of paths) {
        const arrays = [...(await readNpz(path)).values()];
        assertEquals(arrays.length, lines.length);
        arrays.forEach((array, i) => {
          const expected = lines[i]?.split(" ").filter(Boolean).map(Number);
          const values = array.kind === "complex"
            ? [...array.re, ...array.im]
            : array.kind === "real" && [...array.data];
          assertEquals(values, expected, `array ${i} of ${path}`);
        });
      }
    }),
});

Deno.test({
  name: "writeNpz() writes what NumPy reads: every element type, in a file that passes its integrity test",
  ignore,
  fn: () =>
    withTempDir(async (directory) => {
      const path = `${directory}/a.npz`;
      const data = Float32Array.of(0, 1, 0, 1, 1, 0);
      const whole = Float64Array.from(data);
      const arrays: Record<string, WritableArray> = {
        "float16 (6,)": { kind: "real", dtype: "f2", shape: [6], data },
        "float32 (2, 3)": realArray(data, [2, 3]),
        "float64 (6,)": realArray(whole),
        "int8 (6,)": realArray(Int8Array.from(data)),
        "uint8 (6,)": realArray(Uint8Array.from(data)),
        "int16 (6,)": realArray(Int16Array.from(data)),
        "uint16 (6,)": realArray(Uint16Array.from(data)),
        "int32 (6,)": realArray(Int32Array.from(data)),
        "uint32 (6,)": realArray(Uint32Array.from(data)),
        "int64 (6,)": { kind: "real", dtype: "i8", shape: [6], data: whole },
        "uint64 (6,)": { kind: "real", dtype: "u8", shape: [6], data: whole },
        "bool (6,)": { kind: "real", dtype: "bool", shape: [6], data: Uint8Array.from(data) },
        "complex64 (2, 3)": complexArray({ re: data, im: data }, [2, 3]),
        "complex128 (6,)": complexArray({ re: whole, im: whole }),
        "<U3 ()": textScalar("äŋ😀"),
      };
      await writeNpz(path, arrays);
      const program = `
import sys, zipfile, numpy as np
assert zipfile.ZipFile(sys.argv[1]).testzip() is None
for key, a in np.load(sys.argv[1]).items():
    print(key, "|", a.dtype, a.shape, "|", *(a.ravel() * 1).tolist() if a.dtype.kind != "U" else [a])
`;
      const lines = (await runPython(program, path)).split("\n").slice(0, -1);
      assertEquals(lines.length, Object.keys(arrays).length);
      for (const line of lines) {
        const [key, type, values] = line.split(" | ");
        assertEquals(type, key);
        const one = key?.startsWith("complex") ? "(1+1j)" : key?.startsWith("float") ? "1.0" : "1";
        const zero = one.replace("(1+1j)", "0j").replace("1", "0");
        assertEquals(values, key === "<U3 ()" ? "äŋ😀" : [zero, one, zero, one, one, zero].join(" "));
      }
    }),
});

Deno.test({
  name: "loadScan() reads the pickled metadata that NumPy writes, of every protocol, without unpickling anything",
  ignore,
  fn: () =>
    withTempDir(async (directory) => {
      const program = `
import json, sys, numpy as np
text = json.dumps({"physics_parameters": {"nphotons": 12345.0}, "notes": "x" * int(sys.argv[2])})
if sys.argv[3] == "object": metadata = np.array(text, dtype=object)
elif sys.argv[3] == "list": metadata = np.array([text], dtype=object)
elif sys.argv[3] == "dict": metadata = np.array({"physics_parameters": {"nphotons": 12345.0}}, dtype=object)
else: metadata = np.array(text)
np.savez(sys.argv[1], diff3d=np.ones((2, 4, 4)), probeGuess=np.ones((4, 4)), xcoords=[3, 4], ycoords=[3, 4],
         _metadata=metadata)
`;
      const path = `${directory}/a.npz`;
      for (const [length, kind] of [["3", "object"], ["300", "object"], ["3", "list"], ["3", "text"]] as const) {
        await runPython(program, path, length, kind);
        const scan = await loadScan(path);
        assertEquals([scan.photons, scan.warnings], [12345, []], `${kind} of ${length}`);
      }
      await runPython(program, path, "0", "dict");
      const scan = await loadScan(path);
      assertEquals([scan.photons, scan.warnings.length], [null, 1]);
    }),
});

Deno.test({
  name: "loadScan() takes counts of any integer type without overflow, in legacy or Fortran order too",
  ignore,
  fn: () =>
    withTempDir(async (directory) => {
      const program = `
import sys, numpy as np
counts = np.arange(3 * 16).reshape(3, 4, 4) * 1300
order = {"canonical": counts, "legacy": counts.transpose(1, 2, 0), "fortran": np.asfortranarray(counts)}[sys.argv[3]]
save = np.savez_compressed if sys.argv[3] == "legacy" else np.savez
save(sys.argv[1], diffraction=order.astype(sys.argv[2]), probeGuess=np.ones((4, 4), complex),
     xcoords=np.arange(3), ycoords=np.arange(3))
`;
      const path = `${directory}/a.npz`;
      const expected = Float32Array.from({ length: 48 }, (_, i) => Math.sqrt(Math.fround(1300 * i)));
      for (const dtype of ["uint16", "int32", "uint64", "float64"]) {
        for (const order of ["canonical", "legacy", "fortran"]) {
          await runPython(program, path, dtype, order);
          const scan = await loadScan(path, { measurement: "intensity" });
          assert(scan.count === 3 && scan.patchSize === 4);
          assertEquals(scan.amplitude, expected, `${dtype} ${order}`);
        }
      }
    }),
});

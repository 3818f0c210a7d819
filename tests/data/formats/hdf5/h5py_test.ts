import { assertEquals } from "@std/assert";
import { openHdf5 } from "../../../../data/formats/hdf5/open_hdf5.ts";
import type { NpyArray } from "../../../../data/formats/npy.ts";
import { pythonWithH5py, runH5py } from "../numpy.ts";
import { withTempDir } from "../../temp_dir.ts";

const ignore = pythonWithH5py === null;

/** What is in an array, as Python prints it: real parts before imaginary parts. */
function content(array: NpyArray): readonly (number | string)[] {
  if (array.kind === "complex") return [...array.re, ...array.im];
  return array.kind === "object" ? [] : [...array.data];
}

const WRITE_ALL = `
import sys, json, h5py, numpy as np
rng = np.random.default_rng(1)
base = rng.integers(0, 100, (7, 5, 4))
types = ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "i1", "u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4",
         "<i8", ">i8", "<u8", ">u8", "?", "<c8", ">c8", "<c16", ">c16"]
packings = [dict(), dict(compression="gzip"), dict(compression="gzip", shuffle=True), dict(compression="lzf"),
            dict(shuffle=True, fletcher32=True), dict(fletcher32=True)]
chunks = [(1, 5, 4), (3, 5, 4), (2, 3, 3), (7, 1, 1), (7, 5, 4)]
for path, libver in [(sys.argv[1], "earliest"), (sys.argv[2], "latest")]:
    expected = {}
    with h5py.File(path, "w", libver=libver, userblock_size=512 if libver == "earliest" else 0) as f:
        def put(key, a, **how):
            f.create_dataset(key, data=a, **how)
            a = np.asarray(a)
            flat = a.ravel()
            values = [*flat.real.tolist(), *flat.imag.tolist()] if a.dtype.kind == "c" else (flat * 1).tolist()
            expected[key] = [list(a.shape), values]
        for name in types:
            a = base.astype(name)
            if np.dtype(name).kind == "c": a = (a + np.array(0.5j, name) * base).astype(name)
            if np.dtype(name).kind == "i": a = (a - 50).astype(name)
            put(name + "/plain", a)
            put(name + "/scalar", a[1, 2, 1])
            put(name + "/empty", a[:0])
            put(name + "/one", a[:, 0, 0])
            for i, how in enumerate(packings):
                shape = chunks[(i + len(name)) % len(chunks)]
                put(f"{name}/packed{i}", a, chunks=shape, maxshape=(None, 5, None), **how)
        if libver == "latest": f.swmr_mode = True
    print(json.dumps(expected))
`;

Deno.test({
  name:
    "Hdf5File reads what h5py writes: every type and byte order, chunked, packed, scalar, empty; old format and new",
  ignore,
  fn: () =>
    withTempDir(async (directory) => {
      const paths = [`${directory}/a.h5`, `${directory}/b.h5`];
      const lines = (await runH5py(WRITE_ALL, ...paths)).trim().split("\n");
      for (const [i, path] of paths.entries()) {
        const expected = JSON.parse(lines[i] ?? "") as Record<string, [shape: number[], values: number[]]>;
        await using file = await openHdf5(path);
        assertEquals(new Set(file.keys), new Set(Object.keys(expected)));
        for (const [key, [shape, values]] of Object.entries(expected)) {
          const array = await file.read(key);
          assertEquals([array.shape, content(array)], [shape, values], key);
          const { dtype, storage } = await file.header(key);
          assertEquals(array.kind === "real" || array.kind === "complex" ? array.dtype : "", dtype);
          assertEquals(storage.chunks !== null, key.includes("packed"));
          if (shape.length < 3 || shape[0] === 0) continue;
          const rows = await Array.fromAsync(file.rows(key), content);
          const slab = content(await file.slab(key, 2, 7));
          const imaginary = array.kind === "complex" ? values.slice(180) : [];
          assertEquals(slab, [...values.slice(40, 140), ...imaginary], key);
          assertEquals(rows.flat(), values, key);
        }
      }
    }),
});

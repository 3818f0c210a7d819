import { assertEquals, assertRejects } from "@std/assert";
import { openHdf5 } from "../../../../data/formats/hdf5/open_hdf5.ts";
import type { NpyArray } from "../../../../data/formats/npy.ts";
import { pythonWithH5py, runH5py } from "../numpy.ts";
import { withTempDir } from "../../temp_dir.ts";

const WRITE = `
import sys, h5py, numpy as np
from h5py import h5t, h5d, h5s
f = h5py.File(sys.argv[1], "w")
f["bool"] = np.array([True, False, True])
def enum(name, values, base):
    f.create_dataset(name, data=np.array(values, base), dtype=h5py.enum_dtype({f"v{v}": v for v in values}, basetype=base))
enum("enum", [0, 5, -3], "<i2")
enum("enum >u4", [0, 5, 3], ">u4")
f["texts"] = ["eins", "zwei", "äöü", ""]
f["text"] = "hello"
f["no text"] = ""
f["fixed"] = np.array([b"ab", b"cde"])
def low(name, type, values, memory):
    d = h5d.create(f.id, name.encode(), type, h5s.create_simple((len(values),)))
    d.write(h5s.ALL, h5s.ALL, np.array(values, memory))
space = h5t.C_S1.copy(); space.set_size(5); space.set_strpad(h5t.STR_SPACEPAD)
d = h5d.create(f.id, b"padded", space, h5s.create_simple((2,))); d.write(h5s.ALL, h5s.ALL, np.array([b"a b  ", b"     "], "S5"), space)
f["null"] = h5py.Empty("f4")
f["zero"] = np.zeros((0, 3))
f.create_dataset("unwritten", (2, 2), "f4", fillvalue=7)
f.create_dataset("unwritten chunks", (2, 2), "u2", chunks=(1, 2), compression="gzip")
f.create_dataset("partly", (4, 2), "f4", chunks=(1, 2))[1] = 5
f["matlab"] = np.array([(1, 2), (3, 4)], [("real", "f8"), ("imag", "f8")])
f["re im"] = np.array([(1, 2), (3, 4)], [("re", ">f4"), ("im", ">f4")])
f["i r"] = np.array([(1, 2), (3, 4)], [("i", "f4"), ("r", "f4")])
f["apart"] = np.array([(1, 2), (3, 4)], np.dtype({"names": ["r", "i"], "formats": ["<f4", "<f4"], "offsets": [0, 8], "itemsize": 16}))
triples = h5t.array_create(h5t.IEEE_F32BE, (3,))
d = h5d.create(f.id, b"triples", triples, h5s.create_simple((2,)))
f["triples"][...] = np.arange(6).reshape(2, 3)
f["named"] = np.dtype(">f4")
f.create_dataset("of named", data=[1, 2, 3], dtype=f["named"])
f["large"] = np.array([2**53 + 1], "u8")
f["ref"] = np.array([f["bool"].ref], dtype=h5py.ref_dtype)
f["region"] = np.array([f["bool"].regionref[0:2]], dtype=h5py.regionref_dtype)
f["opaque"] = np.array([b"abc"], "V3")
f.create_dataset("lists", (2,), dtype=h5py.vlen_dtype("i4"))[0] = [1, 2, 3]
f["records"] = np.array([(1, 2.0)], [("a", "i4"), ("b", "f8")])
f["r i of int"] = np.array([(1, 2)], [("r", "i2"), ("i", "i2")])
t = h5t.STD_I16LE.copy(); t.set_precision(12); t.set_offset(2); low("12 bits", t, [1, -2, 3], "i2")
t = h5t.STD_I32LE.copy(); t.set_size(3); low("24 bits", t, [1, -2, 3], "i4")
t = h5t.IEEE_F16LE.copy(); t.set_fields(15, 7, 8, 0, 7); t.set_ebias(127); low("brain", t, [1, -2, 0.5], "f4")
t = h5t.IEEE_F32LE.copy(); t.set_fields(26, 20, 6, 7, 13); t.set_offset(7); t.set_precision(20); t.set_ebias(31); t.set_size(4)
low("20 bits", t, [1, -2, 0.5], "f4")
t = h5t.IEEE_F32LE.copy(); t.set_norm(h5t.NORM_NONE); h5d.create(f.id, b"no leading bit", t, h5s.create_simple((2,)))
g = f.create_group("group")
a = g.attrs
a["n"], a["s"], a["l"], a["t"], a["b"] = 3, "text", [1.5, 2.5], ["a", "b"], True
a["fixed"], a["empty"], a["ref"], a["complex"] = np.bytes_("fx"), h5py.Empty("f4"), f["bool"].ref, 1 + 2j
a["large"], a["__proto__"], a["i8"], a["long"] = np.uint64(2**63), "p", np.array([[1, 2]], ">i8"), "x" * 7000
f.attrs["µ"] = "µm"
f["text"].attrs["units"] = "m"
f["bool"].attrs["units"] = np.bytes_("µm".encode("latin1"))
f.close()
`;

const PLAIN: Readonly<Record<string, readonly [dtype: string, content: readonly (number | string)[]]>> = {
  "bool": ["bool", [1, 0, 1]],
  "enum": ["i2", [0, 5, -3]],
  "enum >u4": ["u4", [0, 5, 3]],
  "texts": ["S", ["eins", "zwei", "äöü", ""]],
  "text": ["S", ["hello"]],
  "no text": ["S", [""]],
  "fixed": ["S", ["ab", "cde"]],
  "padded": ["S", ["a b", ""]],
  "null": ["f4", []],
  "zero": ["f8", []],
  "unwritten": ["f4", [7, 7, 7, 7]],
  "unwritten chunks": ["u2", [0, 0, 0, 0]],
  "partly": ["f4", [0, 0, 5, 5, 0, 0, 0, 0]],
  "matlab": ["c16", [1, 3, 2, 4]],
  "re im": ["c8", [1, 3, 2, 4]],
  "i r": ["c8", [2, 4, 1, 3]],
  "apart": ["c8", [1, 3, 2, 4]],
  "triples": ["f4", [0, 1, 2, 3, 4, 5]],
  "of named": ["f4", [1, 2, 3]],
};

const REFUSED: Readonly<Record<string, string>> = {
  "large": "a 64-bit integer is beyond ±2^53: element 0 is 9007199254740993",
  "ref": "its elements are references to other datasets",
  "region": "its elements are references to other datasets",
  "opaque": "its elements are opaque bytes",
  "lists": "its elements are lists of different lengths: save it as an array",
  "records": "its elements are records of a, b, which are not read: save each field as an array of its own",
  "r i of int": "its elements are records of r, i, which are not read",
  "12 bits": "its integers are of a kind of their own, 12 of 16 bits: save it as int32 or int64",
  "24 bits": "its elements are integers of an odd size: save it as int32 or int64",
  "brain": "its floating point numbers are of a kind of their own: save it as float32 or float64",
  "no leading bit": "its floating point numbers are of a kind of their own: save it as float32 or float64",
  "20 bits": "its floating point numbers are of a kind of their own, 20 of 32 bits: save it as float32",
};

function content(array: NpyArray): readonly (number | string)[] {
  if (array.kind === "complex") return [...array.re, ...array.im];
  return array.kind === "object" ? [] : [...array.data];
}

Deno.test({
  name: "Hdf5File reads every element type that can be numbers or text, and refuses the others by name",
  ignore: pythonWithH5py === null,
  fn: () =>
    withTempDir(async (directory) => {
      const path = `${directory}/a.h5`;
      await runH5py(WRITE, path);
      await using file = await openHdf5(path);
      for (const [key, [dtype, values]] of Object.entries(PLAIN)) {
        const array = await file.read(key);
        assertEquals([array.dtype, content(array)], [dtype, values], key);
        assertEquals((await file.header(key)).dtype, dtype, key);
      }
      for (const [key, problem] of Object.entries(REFUSED)) {
        await file.header(key);
        await assertRejects(() => file.read(key), Error, `Cannot read ${key} in ${path} as ${problem}`, key);
      }
      const unwritten = await Promise.all(
        file.keys.map(async (key) => (await file.header(key)).storage.unwritten ? key : ""),
      );
      assertEquals(unwritten.filter(Boolean), ["no leading bit", "unwritten", "unwritten chunks"]);
      assertEquals((await file.read("triples")).shape, [2, 3]);
      assertEquals(content(file.slab("triples", 1, 2)), [3, 4, 5]);
      assertEquals(await file.attributes("group"), {
        ...{
          n: 3,
          s: "text",
          l: [1.5, 2.5],
          t: ["a", "b"],
          b: 1,
          fixed: "fx",
          empty: [],
          large: "9223372036854775808",
        },
        ...{ ["__proto__"]: "p", i8: [1, 2], long: "x".repeat(7000) },
      });
      assertEquals(await file.attributes(""), { µ: "µm" });
      assertEquals(await file.attributes("bool"), { units: "µm" });
      assertEquals(await file.attributes("/text"), { units: "m" });
    }),
});

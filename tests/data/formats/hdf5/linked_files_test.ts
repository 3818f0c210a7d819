import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { openHdf5 } from "../../../../data/formats/hdf5/open_hdf5.ts";
import type { NpyArray } from "../../../../data/formats/npy.ts";
import { pythonWithH5py, runH5py } from "../numpy.ts";
import { withTempDir } from "../../temp_dir.ts";

const WRITE = `
import sys, os, h5py, numpy as np
d = sys.argv[1]
os.makedirs(d + "/sub"); os.makedirs(d + "/moved")
with h5py.File(d + "/part.h5", "w") as f:
    f["entry/data"] = np.arange(24, dtype="u2").reshape(4, 3, 2)
    f["entry/data"].attrs["units"] = "counts"
    f["back"] = h5py.ExternalLink("main.h5", "/")
    f["lost"] = h5py.ExternalLink("lost.h5", "/x")
with h5py.File(d + "/sub/deep.h5", "w") as f:
    f["x"] = [1, 2, 3]
    f["cube"] = np.arange(24, dtype="u2").reshape(4, 3, 2)
    f["beside"] = h5py.ExternalLink("other.h5", "/y")
with h5py.File(d + "/sub/other.h5", "w") as f: f["y"] = [4, 5]
with h5py.File(d + "/alone.h5", "w") as f: f["cube"] = np.arange(24, dtype="u2").reshape(4, 3, 2)
with open(d + "/text.h5", "w") as f: f.write("no HDF5")
np.arange(10, dtype="<i4").tofile(d + "/raw.bin")
np.arange(3, dtype="<i4").tofile(d + "/short.bin")
with h5py.File(d + "/main.h5", "w") as f:
    f["g/a"] = np.arange(3)
    f["g/self"] = f["g"]
    f["g/b/up"] = f["g"]
    f["g/relative"] = h5py.SoftLink("a")
    f["soft"] = h5py.SoftLink("/g/a")
    f["softgroup"] = h5py.SoftLink("/g")
    f["dangling"] = h5py.SoftLink("/nowhere/x")
    f["loop1"], f["loop2"] = h5py.SoftLink("/loop2"), h5py.SoftLink("/loop1")
    f["ext"] = h5py.ExternalLink("part.h5", "/entry/data")
    f["through"] = h5py.SoftLink("/extgroup/entry/data")
    f["extgroup"] = h5py.ExternalLink("part.h5", "/")
    f["extdeep"] = h5py.ExternalLink("sub/deep.h5", "/x")
    f["extdeeper"] = h5py.ExternalLink("sub/deep.h5", "/beside")
    f["moved"] = h5py.ExternalLink("/nobody/has/this/part.h5", "/entry/data")
    f["absolute"] = h5py.ExternalLink(os.path.abspath(d + "/sub/other.h5"), "/y")
    f["missing"] = h5py.ExternalLink("lost.h5", "/x")
    f["nothing"] = h5py.ExternalLink("part.h5", "/nothing")
    f["text"] = h5py.ExternalLink("text.h5", "/x")
    for name, file in [("raw", "raw.bin"), ("rawmissing", "rawlost.bin"), ("rawshort", "short.bin")]:
        f.create_dataset(name, (10,), "i4", external=[(file, 0, 40)])
    def virtual(name, *sources):
        layout = h5py.VirtualLayout((4 * len(sources), 3, 2), "u2")
        for i, (file, key) in enumerate(sources): layout[4 * i:4 * i + 4] = h5py.VirtualSource(file, key, (4, 3, 2))
        f.create_virtual_dataset(name, layout, fillvalue=99)
    virtual("virtual", ("part.h5", "entry/data"), ("part.h5", "entry/data"))
    virtual("virtualself", (".", "virtual"))
    virtual("virtualabsolute", (os.path.abspath(d + "/sub/deep.h5"), "cube"))
    virtual("virtualmoved", ("/nobody/has/this/alone.h5", "cube"))
    virtual("virtuallost", ("part.h5", "entry/data"), ("lost.h5", "entry/data"))
    virtual("virtualless", ("part.h5", "entry/lost"))
`;

/** Names that are read, and what they begin with. */
const READ: Readonly<Record<string, readonly number[]>> = {
  "g/a": [0, 1, 2],
  "g/relative": [0, 1, 2],
  "soft": [0, 1, 2],
  "softgroup/a": [0, 1, 2],
  "g/self/b/up/a": [0, 1, 2],
  "ext": [0, 1, 2, 3],
  "/ext": [0, 1, 2, 3],
  "through": [0, 1, 2, 3],
  "extgroup/entry/data": [0, 1, 2, 3],
  "extgroup/back/ext": [0, 1, 2, 3],
  "extdeep": [1, 2, 3],
  "extdeeper": [4, 5],
  "moved": [0, 1, 2, 3],
  "absolute": [4, 5],
  "raw": [0, 1, 2, 3, 4],
  "virtual": [0, 1, 2, 3],
  "virtualself": [0, 1, 2, 3],
  "virtualabsolute": [0, 1, 2, 3],
  "virtualmoved": [0, 1, 2, 3],
};

/** Names that are not, and why; the folder stands for where the files are. */
const REFUSED: Readonly<Record<string, string>> = {
  "dangling": "it is a link to /nowhere/x, which is not there",
  "loop1": "its links lead in a circle",
  "missing": "part of it lies in another file, which is not there: put FOLDER/lost.h5 in its place",
  "extgroup/lost": "part of it lies in another file, which is not there: put FOLDER/lost.h5 in its place",
  "nothing": "it is a link to /nothing in part.h5, which is not there",
  "text": "part of it lies in FOLDER/text.h5, and it is damaged (file signature not found): copy the file again",
  "rawmissing": "part of it lies in another file, which is not there: put FOLDER/rawlost.bin in its place",
  "rawshort": "a file that it lies in is truncated: copy it again",
  "virtuallost": "part of it lies in another file, which is not there: put FOLDER/lost.h5 in its place",
  "virtualless": "it is made of entry/lost in FOLDER/part.h5, which is not there",
  "g": "it is a group, not an array: found g/a, g/relative",
};

function content(array: NpyArray): readonly number[] {
  return array.kind === "real" ? [...array.data] : [];
}

Deno.test({
  name: "Hdf5File follows links of every kind, names the file that is missing, and gives no fill values in its place",
  ignore: pythonWithH5py === null,
  fn: () =>
    withTempDir(async (directory) => {
      await runH5py(WRITE, directory);
      const path = `${directory}/main.h5`;
      const folder = await Deno.realPath(directory);
      await using file = await openHdf5(path);
      const within = ["dangling", "loop1", "loop2", "nothing", "g"];
      assertEquals(file.keys.filter((key) => within.includes(key)), []);
      for (const key of Object.keys(REFUSED).filter((key) => !within.includes(key))) {
        assertEquals([file.has(key), file.keys.includes(key)], [true, true], key);
      }
      // Groups that several links lead to are walked once.
      assertEquals(file.keys.filter((key) => key.endsWith("/a")), ["g/a"]);
      for (const [key, values] of Object.entries(READ)) {
        assertEquals(content(await file.read(key)).slice(0, values.length), values, key);
        assertEquals(file.has(key), true, key);
      }
      for (const [key, problem] of Object.entries(REFUSED)) {
        const sentence = `Cannot read ${key} in ${path} as ${problem.replace("FOLDER", folder)}`;
        assertEquals((await assertRejects(() => file.read(key), Error)).message, sentence, key);
      }
      assertEquals(await file.attributes("ext"), { units: "counts" });
      await assertRejects(
        () => file.read("exd"),
        Error,
        `Cannot read ${path} as it has no array exd: found absolute, ext,`,
      );
    }),
});

Deno.test({
  name: "Hdf5File.digest() is of all files that were opened",
  ignore: pythonWithH5py === null,
  fn: () =>
    withTempDir(async (directory) => {
      await runH5py(WRITE, directory);
      const digest = async (): Promise<string> => {
        await using file = await openHdf5(`${directory}/main.h5`);
        await file.read("raw");
        return file.digest();
      };
      const before = await digest();
      assertEquals(await digest(), before);
      const raw = await Deno.readFile(`${directory}/raw.bin`);
      await Deno.writeFile(`${directory}/raw.bin`, raw.fill(1, 0, 1));
      assertNotEquals(await digest(), before);
    }),
});

Deno.test({
  name: "openHdf5() refuses groups without end",
  ignore: pythonWithH5py === null,
  fn: () =>
    withTempDir(async (directory) => {
      const path = `${directory}/a.h5`;
      await runH5py(`import sys, h5py; h5py.File(sys.argv[1], "w").create_group("g/" * 500)`, path);
      await assertRejects(() => openHdf5(path), Error, `Cannot read ${path} as it has groups more than 64 deep`);
    }),
});

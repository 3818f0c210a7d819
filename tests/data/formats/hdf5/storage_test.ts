import { assert, assertEquals, assertThrows } from "@std/assert";
import { datasetFacts, treeLines } from "../../../../cli/inspect/file_tree.ts";
import { openHdf5 } from "../../../../data/formats/hdf5/open_hdf5.ts";
import { pythonWithH5py, runH5py } from "../numpy.ts";
import { withTempDir } from "../../temp_dir.ts";

/** Every index of chunks that either format has, written and not. */
const WRITE = `
import sys, h5py, numpy as np
for path, libver in [(sys.argv[1], "earliest"), (sys.argv[2], "latest")]:
    with h5py.File(path, "w", libver=libver) as f:
        for written in ["written", "unwritten"]:
            for name, how in {
                "contiguous": dict(),
                "single": dict(chunks=(6, 4)),
                "single packed": dict(chunks=(6, 4), compression="gzip"),
                "fixed": dict(chunks=(2, 2)),
                "fixed packed": dict(chunks=(2, 2), compression="gzip"),
                "extensible": dict(chunks=(2, 4), maxshape=(None, 4)),
                "btree": dict(chunks=(2, 2), maxshape=(None, None)),
                "btree packed": dict(chunks=(2, 2), maxshape=(None, None), shuffle=True),
            }.items():
                d = f.create_dataset(f"{written}/{name}", (6, 4), "u2", **how)
                if written == "written": d[0, 0] = 1
        f["type"] = np.dtype("u2")
        f.create_dataset("unwritten/of a named type", (6, 4), f["type"])
        for i in range(40): f["unwritten/contiguous"].attrs[f"note {i}"] = "x" * 50
        f.create_dataset("columns", (64, 512, 511), "f8", chunks=(64, 16, 16), compression="gzip")
`;

Deno.test({
  name: "Hdf5File.header() says of what a place was made for whether anything was written, in every kind of storage",
  ignore: pythonWithH5py === null,
  fn: () =>
    withTempDir(async (directory) => {
      const paths = [`${directory}/a.h5`, `${directory}/b.h5`];
      await runH5py(WRITE, ...paths);
      for (const path of paths) {
        await using file = await openHdf5(path);
        for (const key of file.keys.filter((key) => key !== "columns")) {
          const { storage } = await file.header(key);
          assertEquals(storage.unwritten, key.startsWith("unwritten/"), `${key} of ${path}`);
        }
        assertEquals(file.keys.length, 18);
        const told = treeLines(await datasetFacts(file), 20, new Set()).filter((line) =>
          line.endsWith("never written")
        );
        assertEquals(told.length, 10);
        const { storage } = await file.header("columns");
        assertEquals(storage.seekable, false);
        assertThrows(
          () => file.slab("columns", 0, 1),
          TypeError,
          `Cannot read rows 0 to 1 of columns in ${path} as many are packed together, (64, 16, 16) at a time: ` +
            "h5repack -l CHUNK=1x512x511 IN OUT packs each row by itself",
        );
        assert((await file.header("written/contiguous")).storage.seekable);
      }
    }),
});

import { assert, assertEquals, assertRejects } from "@std/assert";
import { createImportPayload, scanRecipe } from "@exitwave/exitwave";
import { inspectFiles } from "../../../cli/inspect/inspection.ts";
import { pythonWithH5py } from "../formats/numpy.ts";
import { writeHdf5Files } from "../layouts/hdf5_files.ts";
import { withTempDir } from "../temp_dir.ts";

Deno.test({
  name: "inspect and import name the file that patterns are linked to and that is not there",
  ignore: pythonWithH5py === null,
  fn: () =>
    withTempDir(async (directory) => {
      const path = `${directory}/scan.nxs`;
      const x = { shape: [4], values: [0, 1, 2, 3], attrs: { units: "um" } };
      await writeHdf5Files({
        [path]: {
          "entry/data": { attrs: { NX_class: "NXdata", signal: "data" } },
          "entry/data/data": { external: ["frames_000001.h5", "/entry/data/data"] },
          ...{ "entry/data/x": x, "entry/data/y": x },
        },
      });
      const payload = createImportPayload({ import: { files: [path] } });
      const { message } = await assertRejects(() => scanRecipe(payload), Error, "Cannot read entry/data/data in ");
      assert(message.includes("frames_000001.h5"), message);
      const { findings } = await inspectFiles([path]);
      assertEquals(findings.map(({ code }) => code), ["dataset-unreadable", "no-patterns"]);
      assertEquals(findings[0]?.message, message);
    }),
});

import { assertEquals } from "@std/assert";
import { inspectScan } from "../../../../data/facts/inspect_scan.ts";
import { loadScan } from "../../../../data/load_scan.ts";
import { loadSimulationSource } from "../../../../data/simulation/simulation_source.ts";
import { writeScan } from "../../../../data/writing/write_scan.ts";
import { readReconstruction } from "../../../../recon/read_reconstruction.ts";
import { pythonWithH5py, runH5py } from "../numpy.ts";
import { withTempDir } from "../../temp_dir.ts";
import { tinyScan } from "../../tiny_scan.ts";

/** The arrays of an NPZ file as datasets, the patterns packed in chunks of some frames. */
const COPY = `
import sys, h5py, numpy as np
with h5py.File(sys.argv[2], "w") as f:
    for key, a in np.load(sys.argv[1]).items():
        if a.dtype.kind == "U": f[key] = str(a)
        elif a.ndim == 3: f.create_dataset(key, data=a, chunks=(3,) + a.shape[1:], compression="gzip", shuffle=True)
        else: f[key] = a
`;

Deno.test({
  name: "loadScan() reads from HDF5 what it reads from NPZ, and so does whoever else opens arrays",
  ignore: pythonWithH5py === null,
  fn: () =>
    withTempDir(async (directory) => {
      const [npz, h5] = [`${directory}/scan.npz`, `${directory}/scan.h5`];
      await writeScan(npz, tinyScan());
      await runH5py(COPY, npz, h5);
      const { path: _, digest: __, ...expected } = await loadScan(npz);
      const { path, digest, ...found } = await loadScan(h5);
      assertEquals(found, expected);
      assertEquals([path, digest.length], [h5, 71]);
      assertEquals(await inspectScan(h5), await inspectScan(npz));
      assertEquals(await readReconstruction(h5), await readReconstruction(npz));
      assertEquals(await loadSimulationSource(h5), await loadSimulationSource(npz));
    }),
});

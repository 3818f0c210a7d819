import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { UNKNOWN_EXPERIMENT } from "../../../data/experiment.ts";
import { realArray } from "../../../data/formats/npy_encode.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { loadSimulationSource } from "../../../data/simulation/simulation_source.ts";
import { writeProduct } from "../../../data/writing/write_product.ts";
import { sharedPath } from "../../shared_data.ts";
import { withTempDir } from "../temp_dir.ts";

Deno.test("loadSimulationSource() takes the positions of a product in pixels, wherever its object lies", () =>
  withTempDir(async (directory) => {
    const scan = simulateScan({ patchSize: 16, patterns: 9, seed: 4 });
    for (const origin of [{ x: 0, y: 0 }, { x: -7, y: 3.5 }]) {
      const [x, y] = [scan.x.map((column) => column + origin.x), scan.y.map((row) => row + origin.y)];
      const objectPixel = { height: 8e-9, width: 9e-9 };
      await writeProduct(`${directory}/product.h5`, {
        ...{ ...scan, object: scan.object ?? scan.probe, x, y, origin, photons: null, losses: [] },
        ...{ name: "", comments: "", experiment: { ...UNKNOWN_EXPERIMENT, objectPixel } },
      });
      const source = await loadSimulationSource(`${directory}/product.h5`);
      for (const axis of ["x", "y"] as const) {
        source.positions?.[axis].forEach((place, i) => assertAlmostEquals(place, scan[axis][i] ?? NaN, 1e-9));
      }
      assertEquals(simulateScan({ ...source, photons: 1e5, seed: 4 }).count, 9);
    }
    const bare = { probe_position_x_m: realArray(scan.x), probe_position_y_m: realArray(scan.y) };
    await writeNpz(`${directory}/bare.npz`, bare);
    await assertRejects(
      () => loadSimulationSource(`${directory}/bare.npz`),
      RangeError,
      "bare.npz as they are in metres and it does not tell the size of an object pixel",
    );
  }));

const product = sharedPath("data", "formats", "ptychi_metadata_250_truePos.hdf5");
Deno.test({
  name: "loadSimulationSource() takes probe, object and positions of a product of ptychodus",
  ignore: product === null,
  fn: async () => {
    const { probe, object, experiment, positions } = await loadSimulationSource(product ?? "");
    assertEquals([probe?.modes[0]?.height, object?.height, positions?.x.length], [256, 415, 961]);
    // The object is as large as the field of the centres, which lie about its middle.
    for (const axis of [positions?.x ?? [], positions?.y ?? []]) {
      assert(Math.min(...axis) >= 0 && Math.max(...axis) <= 415);
      assertAlmostEquals(Math.min(...axis) + Math.max(...axis), 415, 2);
    }
    assertAlmostEquals(experiment?.objectPixel?.width ?? NaN, 8e-9, 1e-10);
  },
});

import { assertAlmostEquals, assertEquals } from "@std/assert";
import { simulateScan } from "@exitwave/exitwave/data";
import type { Experiment } from "../../../data/experiment.ts";
import { wavelengthOf } from "../../../data/layouts/contents/wavelength.ts";
import { writeProduct } from "../../../data/writing/write_product.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { withTempDir } from "../temp_dir.ts";
import { foundIn } from "./found_in.ts";

const SCAN = simulateScan({ patchSize: 16, patterns: 5, photons: 1e4 });
const EXPERIMENT: Experiment = {
  wavelength: 1.24e-10,
  distance: 2,
  detectorPixel: { height: 75e-6, width: 80e-6 },
  objectPixel: { height: 2e-7, width: 1.9e-7 },
};

for (const ending of ["npz", "h5"]) {
  Deno.test(`findLayout() finds all that writeScan() writes as ${ending}`, () =>
    withTempDir(async (directory) => {
      const path = `${directory}/scan.${ending}`;
      await writeScan(path, { ...SCAN, experiment: EXPERIMENT });
      const { program, fields, problems } = await foundIn(path);
      assertEquals([program, problems], ["PtychoPINN", []]);
      assertEquals(fields, {
        ...{ patterns: "diffraction", framesAxis: "first", measurement: "amplitude" },
        ...{ xPositions: "xcoords", yPositions: "ycoords", positionReference: "centre" },
        ...{ probe: "probeGuess", object: "objectGuess", wavelength: 1.24e-10, distance: 2 },
        ...{ detectorPixel: [75e-6, 80e-6], pixelSize: [2e-7, 1.9e-7] },
      });
    }));
}

Deno.test("findLayout() finds all that writeScan() writes as CXI, whose positions need not be turned", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/scan.cxi`;
    await writeScan(path, { ...SCAN, experiment: EXPERIMENT });
    const { program, fields: { energy, ...fields }, problems } = await foundIn(path);
    assertEquals([program, problems], ["CXI", []]);
    assertAlmostEquals(wavelengthOf(energy ?? 0), 1.24e-10, 1e-18);
    assertEquals(fields, {
      ...{ patterns: "entry_1/data_1/data", framesAxis: "first", measurement: "intensity" },
      ...{ positions: "entry_1/data_1/translation", xColumn: 0, yColumn: 1, units: "m" },
      ...{ probe: "entry_1/instrument_1/source_1/illumination", object: "entry_1/image_1/data" },
      ...{ distance: 2, detectorPixel: [75e-6, 80e-6] },
    });
  }));

Deno.test("findLayout() finds all of a product of writeProduct(), which has no patterns", () =>
  withTempDir(async (directory) => {
    const { object, probe, x, y } = SCAN;
    if (object === null) throw new Error("the scan has no object");
    await writeProduct(`${directory}/product.h5`, {
      ...{ name: "a", comments: "", object, origin: { x: 0, y: 0 }, probeModes: [probe], x, y },
      ...{ frameIndices: null, experiment: EXPERIMENT, photons: 1e4, losses: [2, 1] },
    });
    const { program, fields, problems } = await foundIn(`${directory}/product.h5`);
    assertEquals([program, problems.length], ["ptychodus product", 1]);
    assertEquals(fields.objectCentre, [object.width / 2 * 1.9e-7, object.height / 2 * 2e-7]);
    assertEquals([fields.pixelSize, fields.distance, fields.units], [[2e-7, 1.9e-7], 2, "m"]);
    assertEquals([fields.probe, fields.object], ["probe", "object"]);
    assertEquals(fields.positionIndexes, "probe_position_indexes");
  }));

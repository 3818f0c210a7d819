import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { UNKNOWN_EXPERIMENT } from "../../../data/experiment.ts";
import { openArrays } from "../../../data/formats/open/open_arrays.ts";
import { type Product, writeProduct } from "../../../data/writing/write_product.ts";
import { sharedPath } from "../../shared_data.ts";
import { pythonWithH5py, runH5py } from "../formats/numpy.ts";
import { withTempDir } from "../temp_dir.ts";

function image(height: number, width: number): Product["object"] {
  const re = Float32Array.from({ length: height * width }, (_, i) => i);
  return { height, width, re, im: re.map((value) => -value) };
}

const PRODUCT: Product = {
  name: "star äŋ",
  comments: "made by a test",
  object: image(6, 9),
  origin: { x: -3, y: 10 },
  probeModes: [image(4, 4), image(4, 4)],
  x: Float64Array.of(0, 1.5, 4),
  y: Float64Array.of(12, 13.25, 14),
  frameIndices: Int32Array.of(7, 5, 6),
  experiment: { wavelength: 1.24e-10, distance: 1.9, detectorPixel: null, objectPixel: { height: 4e-9, width: 5e-9 } },
  photons: 2.5e6,
  losses: [3, 2, 1.5],
};

Deno.test("writeProduct() writes object, probe and positions in metres, in one frame", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/product.h5`;
    await writeProduct(path, PRODUCT);
    await using file = await openArrays(path);
    const numbers = async (key: string): Promise<number[]> => {
      const array = await file.read(key);
      return array.kind === "real" ? [...array.data] : [];
    };
    const [x, y] = [await numbers("probe_position_x_m"), await numbers("probe_position_y_m")];
    assertEquals([x, y], [[0, 1.5 * 5e-9, 4 * 5e-9], [12 * 4e-9, 13.25 * 4e-9, 14 * 4e-9]]);
    assertEquals(await numbers("probe_position_indexes"), [7, 5, 6]);
    const object = await file.read("object");
    assertEquals([object.dtype, object.shape], ["c8", [1, 6, 9]]);
    assertEquals(object.kind === "complex" && [object.re, object.im], [PRODUCT.object.re, PRODUCT.object.im]);
    assertEquals([(await file.header("probe")).dtype, (await file.header("probe")).shape], ["c8", [1, 2, 4, 4]]);
    const at = await file.attributes("object");
    // Where a patch lies on the object, as ptychodus computes it and as we do: position 1.5 is column 4.5.
    const column = ((x[1] ?? NaN) - Number(at["center_x_m"])) / Number(at["pixel_width_m"]) + 9 / 2;
    const row = ((y[1] ?? NaN) - Number(at["center_y_m"])) / Number(at["pixel_height_m"]) + 6 / 2;
    assertAlmostEquals(column, 1.5 - PRODUCT.origin.x);
    assertAlmostEquals(row, 13.25 - PRODUCT.origin.y);
    assertEquals([await numbers("loss_values"), await numbers("costs")], [[3, 2, 1.5], [3, 2, 1.5]]);
    const root = await file.attributes("");
    assertAlmostEquals(Number(root["probe_energy_eV"]), 9998.7, 0.1);
  }));

Deno.test("writeProduct() refuses what has no size of a pixel, and writes nothing", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/product.h5`;
    const { message } = await assertRejects(
      () => writeProduct(path, { ...PRODUCT, experiment: UNKNOWN_EXPERIMENT }),
      RangeError,
    );
    assertEquals(
      message,
      `Cannot write product ${path}, which wants metres, as the size of an object pixel is not known: current value is null; ` +
        "import the scan with --pixel-size, or with --energy, --distance and --detector-pixel, or write .npz",
    );
    const short = { ...PRODUCT, y: PRODUCT.y.slice(1) };
    await assertRejects(() => writeProduct(path, short), RangeError, "as there are 3 x and 2 y coordinates");
    assertEquals([...Deno.readDirSync(directory)], []);
  }));

const CHECK = `
import sys, h5py, numpy as np
with h5py.File(sys.argv[1]) as f:
    assert str(f.attrs["name"]) == "star äŋ" and str(f.attrs["comments"]) == "made by a test"
    assert float(f.attrs["detector_object_distance_m"]) == 1.9 and float(f.attrs["probe_photon_count"]) == 2.5e6
    assert abs(float(f.attrs["probe_energy_eV"]) - 9998.7) < 0.1 and float(f.attrs["exposure_time_s"]) == 0
    assert float(f.attrs["mass_attenuation_m2_kg"]) == 0 and float(f.attrs["tomography_angle_deg"]) == 0
    assert f["probe"].shape == (1, 2, 4, 4) and f["probe"].dtype == np.complex64
    assert f["object"].shape == (1, 6, 9) and f["object"][0, 1, 0] == 9 - 9j
    for image in ("probe", "object"):
        assert float(f[image].attrs["pixel_width_m"]) == 5e-9 and float(f[image].attrs["pixel_height_m"]) == 4e-9
    assert abs(float(f["object"].attrs["center_x_m"]) - 1.5 * 5e-9) < 1e-20
    assert abs(float(f["object"].attrs["center_y_m"]) - 13 * 4e-9) < 1e-20
    assert len(f["object_layer_spacing_m"]) == f["object"].shape[0] - 1
    assert f["probe_position_indexes"].dtype.kind == "i" and f["probe_position_indexes"][:].tolist() == [7, 5, 6]
    assert f["probe_position_x_m"][:].tolist() == [0, 1.5 * 5e-9, 4 * 5e-9]
    assert f["loss_epochs"][:].tolist() == [0, 1, 2] and f["loss_values"][:].tolist() == f["costs"][:].tolist() == [3, 2, 1.5]
print("read")
`;

Deno.test({
  name: "h5py finds in a product of writeProduct() every dataset and attribute that ptychodus reads",
  ignore: pythonWithH5py === null,
  fn: () =>
    withTempDir(async (directory) => {
      await writeProduct(`${directory}/product.h5`, PRODUCT);
      assertEquals(await runH5py(CHECK, `${directory}/product.h5`), "read\n");
    }),
});

const old = sharedPath("data", "formats", "ptychi_metadata_250_truePos.hdf5");

Deno.test({
  name: "writeProduct() writes all that a real product has, but for the names of old",
  ignore: old === null,
  fn: () =>
    withTempDir(async (directory) => {
      await writeProduct(`${directory}/product.h5`, PRODUCT);
      await using ours = await openArrays(`${directory}/product.h5`);
      await using real = await openArrays(old ?? "");
      const missing = real.keys.filter((key) => !ours.has(key));
      assertEquals(missing, ["object_layer_distance_m"]);
      for (const key of ["", "object", "probe"]) {
        const [own, theirs] = [await ours.attributes(key), await real.attributes(key)];
        assertEquals(Object.keys(theirs).filter((name) => !(name in own)), key === "" ? ["probe_photons_per_s"] : []);
      }
    }),
});

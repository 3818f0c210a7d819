import { assertEquals, assertMatch } from "@std/assert";
import { complexArray, realArray, textScalar, type WritableArray } from "../../../data/formats/npy_encode.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import type { FoundLayout } from "../../../data/layouts/layout.ts";
import { sharedPath } from "../../shared_data.ts";
import { withTempDir } from "../temp_dir.ts";
import { foundIn } from "./found_in.ts";

type Arrays = Readonly<Record<string, WritableArray>>;

/** What is found in NPZ files of these arrays. */
async function found(files: Readonly<Record<string, Arrays>>): Promise<FoundLayout> {
  let layout: FoundLayout | undefined;
  await withTempDir(async (directory) => {
    const paths = Object.keys(files).map((name) => `${directory}/${name}`);
    for (const [i, arrays] of Object.values(files).entries()) await writeNpz(paths[i] ?? "", arrays);
    layout = await foundIn(...paths);
  });
  if (!layout) throw new Error("no layout");
  return layout;
}

const real = (...shape: number[]): WritableArray =>
  realArray(new Float32Array(shape.reduce((product, length) => product * length, 1)), shape);
const counts = (...shape: number[]): WritableArray =>
  realArray(new Uint16Array(shape.reduce((product, length) => product * length, 1)), shape);
const complex = (...shape: number[]): WritableArray => {
  const length = shape.reduce((product, axis) => product * axis, 1);
  return complexArray({ re: new Float32Array(length), im: new Float32Array(length) }, shape);
};

Deno.test("findLayout() knows PtychoPINN's names, and leaves to the numbers what they may contradict", async () => {
  const { program, fields, problems } = await found({
    "scan.npz": {
      diffraction: real(5, 16, 16),
      xcoords: real(5),
      ycoords: real(5),
      probeGuess: complex(16, 16),
      objectGuess: complex(40, 40),
      scan_index: real(5),
    },
  });
  assertEquals(program, "PtychoPINN");
  assertEquals(fields, {
    patterns: "diffraction",
    framesAxis: "first",
    xPositions: "xcoords",
    yPositions: "ycoords",
    positionReference: "centre",
    probe: "probeGuess",
    object: "objectGuess",
  });
  assertEquals(problems, []);
});

Deno.test("findLayout() takes from a scan of ours its mask, measurement and experiment", async () => {
  const { fields } = await found({
    "scan.npz": {
      diff3d: counts(16, 16, 5),
      xcoords: real(5),
      ycoords: real(5),
      probeGuess: complex(2, 16, 16),
      mask: realArray(new Uint8Array(256), [16, 16]),
      measurement: textScalar("intensity"),
      wavelength_m: realArray(Float64Array.of(1e-10), []),
      detector_distance_m: realArray(Float64Array.of(2), [1]),
      detector_pixel_size_m: realArray(Float64Array.of(75e-6), []),
      object_pixel_size_m: realArray(Float64Array.of(8e-9, 9e-9)),
    },
  });
  assertEquals(fields.framesAxis, "last");
  assertEquals([fields.mask, fields.maskGood, fields.measurement], ["mask", 1, "intensity"]);
  assertEquals([fields.wavelength, fields.distance], [1e-10, 2]);
  assertEquals([fields.detectorPixel, fields.pixelSize], [[75e-6, 75e-6], [8e-9, 9e-9]]);
});

Deno.test("findLayout() knows tike's names: rows before columns, the corner of a patch", async () => {
  const { program, fields, problems } = await found({
    "tike.npz": {
      data: counts(7, 32, 32),
      scan: real(1, 7, 2),
      probe: complex(1, 1, 1, 2, 32, 32),
      psi: complex(90, 80),
    },
  });
  assertEquals(program, "tike");
  assertEquals(problems, []);
  assertEquals(fields, {
    ...{ patterns: "data", measurement: "intensity", framesAxis: "first" },
    ...{ positions: "scan", xColumn: 1, yColumn: 0, units: "px", positionReference: "corner" },
    ...{ probe: "probe", object: "psi" },
  });
});

Deno.test("findLayout() knows PtychoNN's names: counts, and positions in metres", async () => {
  const { program, fields, notes } = await found({ "a.npz": { reciprocal: counts(7, 32, 32), position: real(7, 2) } });
  assertEquals(program, "PtychoNN");
  assertEquals(fields, {
    ...{ patterns: "reciprocal", measurement: "intensity", framesAxis: "first" },
    ...{ positions: "position", units: "m" },
  });
  assertMatch(notes.join("\n"), /--probe estimate/);
});

Deno.test("findLayout() says both numbers where positions and patterns are not as many", async () => {
  for (const more of [-3, 3]) {
    const { problems } = await found({ "a.npz": { reciprocal: counts(17, 32, 32), position: real(17 + more, 2) } });
    assertEquals(problems.length, 1);
    assertMatch(problems[0] ?? "", new RegExp(`has 17 patterns but position has ${17 + more} positions`));
  }
});

Deno.test("findLayout() puts several files together, and names what is not in the first by FILE:DATASET", async () => {
  const { fields, problems } = await found({
    "frames.npz": { my_frames: counts(9, 24, 24) },
    "stage.npz": { motor_x_um: real(9), motor_y_um: real(9) },
    "beam.npz": { wave: complex(24, 24) },
  });
  assertEquals(problems, []);
  assertEquals(fields, {
    ...{ patterns: "my_frames", framesAxis: "first" },
    ...{ xPositions: "stage.npz:motor_x_um", yPositions: "stage.npz:motor_y_um", units: "um" },
    probe: "beam.npz:wave",
  });
});

Deno.test("findLayout() finds patterns by their shape, positions by their number, a mask by its name and size", async () => {
  const { program, fields, problems } = await found({
    "a.npz": {
      stuff: counts(9, 24, 28),
      table: real(9, 2),
      bad_pixels: realArray(new Uint8Array(24 * 28), [24, 28]),
      ring_current: real(9),
      background: real(24, 28),
    },
  });
  assertEquals(program, "arrays");
  assertEquals(problems, []);
  assertEquals(fields, {
    ...{ patterns: "stuff", framesAxis: "first", positions: "table" },
    ...{ mask: "bad_pixels", maskGood: 0, dark: "background" },
  });
});

Deno.test("findLayout() says what it could not tell, with the flag that would say it", async () => {
  const nothing = await found({ "a.npz": { temperature: real(9) } });
  assertMatch(nothing.problems.join("\n"), /--patterns DATASET/);
  const raster = await found({ "a.npz": { frames: counts(3, 4, 16, 16) } });
  assertEquals(raster.fields.raster, [3, 4]);
  assertMatch(raster.problems.join("\n"), /--step LENGTH/);
  const twins = await found({ "a.npz": { a: counts(3, 16, 16), b: counts(3, 16, 16) } });
  assertMatch(twins.problems.join("\n"), /a and b may be the patterns alike/);
});

Deno.test("findLayout() joins frames that lie in numbered arrays or numbered files", async () => {
  const arrays = await found({
    "a.npz": { frame_1: counts(16, 16), frame_2: counts(16, 16), frame_10: counts(16, 16), positions_nm: real(3, 2) },
  });
  assertEquals([arrays.fields.patterns, arrays.fields.units, arrays.problems], ["frame_*", "nm", []]);
  const files = await found({
    "f_009.npz": { image: counts(16, 16) },
    "f_010.npz": { image: counts(16, 16) },
    "f_011.npz": { image: counts(2, 16, 16) },
    "xy.npz": { positions: real(2, 2) },
  });
  assertEquals(files.fields.patterns, "f_011.npz:image");
  const alike = await found({
    ...Object.fromEntries([9, 10, 11].map((number) => [`f_${number}.npz`, { image: counts(16, 16) }])),
    "stage.npz": { xcoords: real(3), ycoords: real(3) },
  });
  assertEquals(alike.fields.patterns, "f_*.npz:image");
  assertEquals([alike.fields.xPositions, alike.problems], ["stage.npz:xcoords", []]);
});

Deno.test("findLayout() finds x and y in files of their own, and tables on their side", async () => {
  const apart = await found({
    "frames.npz": { frames: counts(8, 16, 16) },
    "x.npz": { pos_x: real(8) },
    "y.npz": { pos_y: real(8) },
  });
  assertEquals([apart.fields.xPositions, apart.fields.yPositions], ["x.npz:pos_x", "y.npz:pos_y"]);
  for (const shape of [[8, 2], [2, 8], [8, 3], [1, 8, 2], [3, 8]]) {
    const { fields, problems } = await found({
      "a.npz": { frames: counts(8, 16, 16), scan_positions: real(...shape) },
    });
    assertEquals([fields.positions, problems], ["scan_positions", []], String(shape));
  }
  const order = await found({ "a.npz": { frames: counts(8, 16, 16), positions_yx_um: real(8, 2) } });
  assertEquals([order.fields.xColumn, order.fields.yColumn, order.fields.units], [1, 0, "um"]);
});

Deno.test("findLayout() takes no axes, regions or pixel sizes for positions", async () => {
  const { fields, problems } = await found({
    "a.npz": {
      frames: counts(40, 16, 16),
      ...{ roi_coords: real(2, 2), x_pixel_size: real(40), y_pixel_size: real(40), x: real(16), y: real(16) },
    },
  });
  assertEquals([fields.positions, fields.xPositions], [undefined, undefined]);
  assertMatch(problems.join("\n"), /no positions were found/);
});

Deno.test("findLayout() says both numbers where a pair of unequal length, or of another number, was found", async () => {
  const scan = { diffraction: counts(20, 16, 16), xcoords: real(20), ycoords: real(17) };
  assertMatch((await found({ "a.npz": scan })).problems.join("\n"), /xcoords has 20 and ycoords has 17 values/);
  const pair = { frames: counts(20, 16, 16), stage_x_mm: real(23), stage_y_mm: real(23) };
  assertMatch(
    (await found({ "a.npz": pair })).problems.join("\n"),
    /frames has 20 patterns but stage_x_mm has 23 positions.*--frame-indexes/,
  );
});

Deno.test("findLayout() reads ptychodus' products as NPZ", async () => {
  const one = (value: number): WritableArray => realArray(Float64Array.of(value), []);
  const { program, fields, problems } = await found({
    "diffraction.npz": { patterns: counts(4, 16, 16), indexes: real(4), bad_pixels: real(16, 16) },
    "product.npz": {
      ...{ probe_position_indexes: real(9), probe_position_x_m: real(9), probe_position_y_m: real(9) },
      ...{ probe: complex(1, 16, 16), object: complex(1, 40, 40), object_layer_spacing_m: real(0) },
      ...{
        pixel_width_m: one(2e-8),
        pixel_height_m: one(1e-8),
        object_center_x_m: one(3e-6),
        object_center_y_m: one(0),
      },
      ...{ probe_energy_eV: one(9000), detector_object_distance_m: one(1.5), name: textScalar("star") },
    },
  });
  assertEquals([program, problems], ["ptychodus diffraction and ptychodus product", []]);
  assertEquals([fields.pixelSize, fields.objectCentre], [[1e-8, 2e-8], [3e-6, 0]]);
  assertEquals([fields.energy, fields.distance, fields.frameIndexes], [9000, 1.5, "indexes"]);
  assertEquals(fields.positionIndexes, "product.npz:probe_position_indexes");
});

Deno.test("findLayout() says of a single array that is no pattern, and of a reconstruction, what they are", async () => {
  const probe = await found({ "a.npz": { probeGuess: complex(16, 16), objectGuess: complex(40, 40) } });
  assertMatch(probe.problems.join("\n"), /it holds a reconstruction.*simulate --from/);
  const bad = await found({ "a.npz": { diffraction: complex(4, 16, 16), xcoords: real(4), ycoords: real(4) } });
  assertMatch(bad.problems.join("\n"), /diffraction cannot be patterns.*c8 of shape \(4, 16, 16\)/);
});

Deno.test("findLayout() takes no image of something else for a pattern, but an array that is alone in its file", async () => {
  const mask = realArray(new Uint8Array(900), [30, 30]);
  const image = await found({
    "a.npz": { object: complex(30, 30), mask, origin: real(2), amplitude_error: real(30, 30) },
  });
  assertEquals(image.fields.patterns, undefined);
  for (const name of ["mask", "phase", "probe", "dark_frames"]) {
    assertEquals((await found({ "a.npz": { [name]: counts(20, 20) } })).fields.patterns, name);
    assertEquals((await found({ "a.npz": { [name]: counts(4, 20, 20) } })).fields.patterns, name);
  }
});

Deno.test("findLayout() without files finds nothing", async () => {
  assertEquals((await foundIn()).fields, {});
});

/** A test of files of {@link sharedPath}, ignored by name where there are none. */
function measured(name: string, paths: readonly string[], check: (found: FoundLayout) => void): void {
  const all = paths.map((path) => sharedPath("data", ...path.split("/")));
  Deno.test({
    name: `findLayout() finds ${name}`,
    ignore: all.includes(null),
    fn: async () => check(await foundIn(...all.map(String))),
  });
}

measured("all of the measured star", ["siemens_star_64.npz"], ({ program, fields, problems }) => {
  assertEquals([program, problems], ["PtychoPINN", []]);
  assertEquals([fields.patterns, fields.probe, fields.object], ["diffraction", "probeGuess", "objectGuess"]);
  assertEquals([fields.xPositions, fields.yPositions], ["xcoords", "ycoords"]);
});

measured("PtychoNN's counts and metres", ["formats/mdw771_test235_truncated.npz"], (found) => {
  const { fields, notes } = found;
  assertEquals([found.program, found.problems], ["PtychoNN", []]);
  assertEquals([fields.patterns, fields.positions, fields.units], ["reciprocal", "position", "m"]);
  assertEquals(fields.measurement, "intensity");
  assertMatch(notes.join("\n"), /--probe estimate/);
});

const PETRA = "formats/cdtools_PETRAIII_P25_Near_Field_Ptycho.cxi";
measured("CXI's links, mask, energy and axes", [PETRA], ({ program, fields, notes, problems }) => {
  assertEquals([program, problems], ["CXI", []]);
  assertEquals([fields.patterns, fields.positions], ["entry_1/data_1/data", "entry_1/data_1/translation"]);
  assertEquals([fields.mask, fields.maskGood], ["entry_1/instrument_1/detector_1/mask", 0]);
  assertEquals([Math.round(fields.energy ?? 0), fields.distance, fields.detectorPixel], [12658, 1.12, [
    5.5e-5,
    5.5e-5,
  ]]);
  assertEquals([fields.xColumn, fields.yColumn, fields.units, fields.orientation], [0, 1, "m", "flip_xy"]);
  assertMatch(notes.join("\n"), /rows along −y, columns along −x/);
});

measured("an old product, which has no patterns", ["formats/ptychi_metadata_250_truePos.hdf5"], (found) => {
  const { fields, problems } = found;
  assertEquals(found.program, "ptychodus product");
  assertEquals([fields.pixelSize, fields.objectCentre, fields.units], [[8e-9, 8e-9], [0, 0], "m"]);
  assertEquals([fields.energy, fields.distance], [10000, 1]);
  assertEquals(problems.length, 1);
  assertMatch(problems[0] ?? "", /name the diffraction file beside it/);
});

const MATLAB = ["formats/ptychojl_dp_4_v73.mat", "formats/ptychojl_probe_v73.mat"];
measured("MATLAB's pattern and probe, rows and columns swapped", MATLAB, ({ program, fields, problems }) => {
  assertEquals([program, problems], ["MATLAB 7.3", []]);
  assertEquals([fields.patterns, fields.probe, fields.transpose], ["dp", "ptychojl_probe_v73.mat:probe", true]);
});

measured("a raster of patterns in an NPY file", ["formats/ptychonn_20191008_39_diff_sample.npy"], (found) => {
  assertEquals([found.fields.patterns, found.fields.raster], ["ptychonn_20191008_39_diff_sample", [2, 2]]);
  assertMatch(found.notes.join("\n"), /4 patterns, a raster of 2 × 2, of 256 × 256 pixels/);
  assertMatch(found.problems.join("\n"), /--step/);
});

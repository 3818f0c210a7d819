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

const shared = (name: string): { path: string | null; ignore: boolean } => {
  const path = sharedPath("data", ...name.split("/"));
  return { path, ignore: path === null };
};

const star = shared("siemens_star_64.npz");
Deno.test({
  name: "findLayout() finds all of the measured star",
  ignore: star.ignore,
  fn: async () => {
    const { program, fields, problems } = await foundIn(star.path ?? "");
    assertEquals([program, problems], ["PtychoPINN", []]);
    assertEquals([fields.patterns, fields.probe, fields.object], ["diffraction", "probeGuess", "objectGuess"]);
    assertEquals([fields.xPositions, fields.yPositions], ["xcoords", "ycoords"]);
  },
});

const aps = shared("formats/mdw771_test235_truncated.npz");
Deno.test({
  name: "findLayout() finds PtychoNN's counts and metres in a scan of the APS",
  ignore: aps.ignore,
  fn: async () => {
    const { program, fields, problems } = await foundIn(aps.path ?? "");
    assertEquals([program, problems], ["PtychoNN", []]);
    assertEquals([fields.patterns, fields.positions, fields.units, fields.measurement], [
      ...["reciprocal", "position", "m", "intensity"],
    ]);
  },
});

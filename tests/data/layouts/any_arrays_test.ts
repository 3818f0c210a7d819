import { assert } from "@std/assert";
import fc from "fast-check";
import { complexArray, realArray, textScalar, type WritableArray } from "../../../data/formats/npy_encode.ts";
import { openArrays } from "../../../data/formats/open/open_arrays.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { DATASET_FIELDS } from "../../../data/layouts/combine_parts.ts";
import { datasetsOf } from "../../../data/layouts/contents/dataset_name.ts";
import { findLayout } from "../../../data/layouts/find_layout.ts";
import { withTempDir } from "../temp_dir.ts";

/** Names that layouts look for, whatever may lie under them. */
const NAMES = [
  ...["diffraction", "xcoords", "ycoords", "probeGuess", "objectGuess", "mask", "measurement", "wavelength_m"],
  ...[
    "data",
    "scan",
    "probe",
    "psi",
    "reciprocal",
    "position",
    "patterns",
    "indexes",
    "bad_pixels",
    "dp",
    "ppX",
    "ppY",
  ],
  ...["probe_position_x_m", "probe_position_y_m", "probe_position_indexes", "object", "pixel_width_m", "lambda", "dx"],
  ...["entry_1/data_1/data", "entry_1/data_1/translation", "entry_1/data_1/x", "entry_1/data_1/y", "cxi_version"],
  ...["entry_1/instrument_1/detector_1/basis_vectors", "entry_1/instrument_1/detector_1/distance"],
  ...["entry_1/instrument_1/source_1/energy", "entry/data/data_000001", "entry/data/data_000002", "entry/beam/energy"],
  ...["chunks/0/data", "chunks/1/data", "chunks/0/positions", "chunks/1/positions", "chunks/0/weights", "info/energy"],
  ...["info/psize", "content/probe/S/data", "content/obj/S/data", "ptychogram", "encoder", "zo", "dxd", "eiger_4"],
  ...["measurement/n0/data", "reconstruction/p/probes", "diffamp", "points", "Experiments/a/data", "Data/Image/0/Data"],
  ...["data/d/data", "data/d/dim1", "data/d/dim2", "data/d/dim3", "data/d/dim4", "a/R_pixel_size", "energy", "frame_1"],
];

const element: fc.Arbitrary<number> = fc.constantFrom(
  0,
  1,
  -1,
  8e-9,
  1e-15,
  12.4,
  9000,
  NaN,
  Infinity,
  -Infinity,
  1e300,
);
const shape: fc.Arbitrary<readonly number[]> = fc.oneof(
  fc.array(fc.constantFrom(0, 1, 2, 3, 6, 12), { maxLength: 5 }),
  fc.constantFrom<readonly number[]>([6, 12, 12], [12, 12, 6], [2, 3, 12, 12], [6], [6, 2], [2, 6], [12, 12], [3, 2], [
    1,
    1,
  ]),
);

function arrayOf(lengths: readonly number[], kind: string, value: number): WritableArray {
  const length = lengths.reduce((product, axis) => product * axis, 1);
  if (kind === "text") return textScalar(String(value));
  if (kind === "complex") {
    return complexArray({ re: new Float32Array(length).fill(value), im: new Float32Array(length) }, lengths);
  }
  if (kind === "counts") return realArray(new Uint16Array(length).fill(1), lengths);
  return realArray(new Float64Array(length).fill(value), lengths);
}

const file: fc.Arbitrary<Record<string, WritableArray>> = fc.dictionary(
  fc.constantFrom(...NAMES),
  fc.tuple(shape, fc.constantFrom("real", "counts", "complex", "text"), element).map((args) => arrayOf(...args)),
  { maxKeys: 14 },
);

Deno.test("findLayout() answers whatever lies under the names that it knows, with datasets that there are and sentences", () =>
  withTempDir(async (directory) => {
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 2 }), async (contents) => {
        const paths = contents.map((_, i) => `${directory}/${i}.npz`);
        for (const [i, arrays] of contents.entries()) await writeNpz(paths[i] ?? "", arrays);
        const files = await Promise.all(paths.map((path) => openArrays(path)));
        try {
          const { fields, notes, problems } = await findLayout(files);
          for (const field of DATASET_FIELDS) {
            const name = fields[field];
            if (name !== undefined && name !== null) assert(datasetsOf(files, name).length > 0, `${field}: ${name}`);
          }
          for (const sentence of [...notes, ...problems]) {
            assert(
              !/undefined|null|NaN|\[object|\n/.test(sentence.replaceAll(/is (?:-?Infinity|NaN),/g, "")),
              sentence,
            );
          }
          for (const field of ["energy", "wavelength", "distance"] as const) {
            const value = fields[field] ?? 1;
            assert(value > 0 && value < Infinity, `${field}: ${value}`);
          }
          for (const size of [fields.pixelSize ?? 1, fields.detectorPixel ?? 1, fields.step ?? 1].flat()) {
            assert(size > 0 && size < Infinity, `${size}`);
          }
          assert((fields.objectCentre ?? []).every(Number.isFinite), `${fields.objectCentre}`);
          assert(fields.energy === undefined || fields.wavelength === undefined, "either energy or wavelength");
        } finally {
          for (const opened of files) opened.close();
        }
      }),
      { numRuns: 150 },
    );
  }));

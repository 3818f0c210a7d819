import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { complexArray, realArray, textScalar, type WritableArray } from "../../../data/formats/npy_encode.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { withTempDir } from "../temp_dir.ts";
import { foundIn } from "./found_in.ts";

const SIDE = 12;
const COUNT = 7;

function zeros(shape: readonly number[], Type: typeof Uint16Array | typeof Float64Array = Float64Array): WritableArray {
  return realArray(new Type(shape.reduce((product, length) => product * length, 1)), shape);
}

function complexZeros(...shape: number[]): WritableArray {
  const length = shape.reduce((product, axis) => product * axis, 1);
  return complexArray({ re: new Float32Array(length), im: new Float32Array(length) }, shape);
}

const frames = zeros([COUNT, SIDE, SIDE], Uint16Array);

/** Scans of several programs, and of none. */
const SCANS: readonly Readonly<Record<string, WritableArray>>[] = [
  { diffraction: frames, xcoords: zeros([COUNT]), ycoords: zeros([COUNT]), probeGuess: complexZeros(SIDE, SIDE) },
  { data: frames, scan: zeros([1, COUNT, 2]), probe: complexZeros(1, 1, 1, 2, SIDE, SIDE) },
  { reciprocal: frames, position: zeros([COUNT, 2]) },
  { patterns: frames, indexes: zeros([COUNT]), bad_pixels: zeros([SIDE, SIDE], Uint16Array) },
  { ptychogram: frames, encoder: zeros([COUNT, 2]), dxd: zeros([1]), zo: zeros([]) },
  { dp: frames, ppX: zeros([COUNT]), ppY: zeros([COUNT]) },
  { intensities: frames, stage_positions: zeros([COUNT, 2]), illumination: complexZeros(SIDE, SIDE) },
  { cbed: zeros([2, 3, SIDE, SIDE], Uint16Array) },
];

/** Arrays that no scan needs: logs of the beamline, texts, images of cameras, tables of results. */
const unrelated: fc.Arbitrary<Record<string, WritableArray>> = fc.dictionary(
  fc.constantFrom(
    "temperature",
    "ring_current",
    "vacuum",
    "i0",
    "comment",
    "camera_log",
    "uptime",
    "roi",
    "version",
    "seed",
  ),
  fc.oneof(
    fc.constantFrom<WritableArray>(textScalar("a scan"), zeros([]), zeros([3]), zeros([COUNT]), zeros([COUNT, 5])),
    fc.constantFrom<WritableArray>(zeros([2, 2]), zeros([480, 5]), zeros([0]), zeros([0, 4, 4]), complexZeros(3)),
  ),
);

Deno.test("findLayout() finds the same whatever else is in the file, and however the file is called", () =>
  withTempDir(async (directory) => {
    const plain = await Promise.all(SCANS.map(async (scan, i) => {
      const path = `${directory}/scan${i}.npz`;
      await writeNpz(path, scan);
      return (await foundIn(path)).fields;
    }));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(SCANS.length - 1),
        unrelated,
        fc.constantFrom("probe_7", "mask", "dark 2:1", "positions_m", "data*", "Ω"),
        async (which, others, name) => {
          const path = `${directory}/${name}.npz`;
          const entries = Object.entries({ ...others, ...SCANS[which] });
          await writeNpz(path, Object.fromEntries(which % 2 === 0 ? entries : entries.toReversed()));
          const { fields } = await foundIn(path);
          assertEquals(fields, plain[which]);
        },
      ),
      { numRuns: 60 },
    );
  }));

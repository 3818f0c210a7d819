/**
 * `diagnostics.npz`, in which diagnostics are handed on to reports and pages.
 *
 * @module
 */
import { shapeText } from "../../config/values/printable.ts";
import type { ComplexImage } from "../../data/complex_image.ts";
import type { ArrayFile } from "../../data/formats/array_file.ts";
import type { NpyArray } from "../../data/formats/npy.ts";
import { complexArray, realArray, type WritableArray } from "../../data/formats/npy_encode.ts";
import { openArrays } from "../../data/formats/open/open_arrays.ts";
import { writeNpz } from "../../data/formats/write_npz.ts";
import { PIXEL_SIZE_KEY, readObjectPixel } from "../../data/object_pixel.ts";
import type { PredictedPattern } from "../figures/prediction_figure.ts";
import type { HeadStatistics } from "../findings/patch_moments.ts";
import type { Diagnostics } from "./diagnostics.ts";
import { SHOWN_NAMES } from "./shown_names.ts";

/**
 * Writes diagnostics, atomically; of P patterns of N × N pixels, amplitudes with DC in the centre:
 *
 * | array                                | holds                                                                          |
 * | ------------------------------------ | ------------------------------------------------------------------------------ |
 * | `residuals` float64 (P)              | Σ|A_measured − A_predicted| / Σ A_measured; NaN where a pattern is in no group |
 * | `frame_indices` int32 (P)            | numbers of the patterns in the scan                                            |
 * | `xcoords`, `ycoords` float64 (P)     | patch centres in object pixels                                                 |
 * | `energies` float64 (P)               | Σ of the squared amplitudes that were measured                                 |
 * | `greatest_amplitudes` float64 (P)    | the greatest amplitude that was measured                                       |
 * | `shown_indices` int32 (S)            | which of P is the best, the median, the worst; without a median for two        |
 * | `shown_measured` float32 (S, N, N)   | their amplitudes, NaN where masked                                             |
 * | `shown_predicted` float32 (S, N, N)  | as they are predicted                                                          |
 * | `mean_intensity` float64 (N, N)      | mean of the squared amplitudes                                                 |
 * | `mask` uint8 (N, N)                  | 1 where a pixel was measured in some pattern                                   |
 * | `probe` complex64 (modes, N, N)      | the probe, in the unit of the scan's file                                      |
 * | `heads` float64 (2, 8)               | of amplitude and phase (rad) of the patches: mean, std, min, max, share at the lower and at the upper bound (NaN where there is none), std within patches, std from patch to patch |
 * | `patch_count` int32 ()               | patches that these are of                                                      |
 * | `agreement` float64 ()               | contrast of the image over that of its patches; NaN where they are flat. All three are left out of an engine's image |
 * | `photons` float64 ()                 | mean photons of a pattern; left out where the scan does not say                |
 * | `pixel_size_m` float64 (2)           | height and width of an object pixel; left out where they are not known         |
 *
 * @param path An NPZ file; an existing one is replaced.
 * @param diagnostics What it is to hold.
 * @throws {Error} Where the file cannot be written; the message names it.
 */
export async function writeDiagnostics(path: string, diagnostics: Diagnostics): Promise<void> {
  const { patterns, shown, mean, probe, patches, photons, pixelSize } = diagnostics;
  const { numbers, residuals, positions, energies, greatest } = patterns;
  const { height, width } = mean.mean;
  const scalar = (value: number): WritableArray => realArray(Float64Array.of(value), []);
  const images = (part: "measured" | "predicted"): WritableArray =>
    realArray(joined(shown.map((pattern) => Float32Array.from(pattern[part].data))), [shown.length, height, width]);
  const modes = [probe.length, height, width];
  await writeNpz(path, {
    residuals: realArray(residuals),
    frame_indices: realArray(numbers),
    xcoords: realArray(positions.x),
    ycoords: realArray(positions.y),
    energies: realArray(energies),
    greatest_amplitudes: realArray(greatest),
    shown_indices: realArray(Int32Array.from(shown, ({ number }) => numbers.indexOf(number))),
    shown_measured: images("measured"),
    shown_predicted: images("predicted"),
    mean_intensity: realArray(mean.mean.data, [height, width]),
    mask: realArray(mean.mask ?? new Uint8Array(height * width).fill(1), [height, width]),
    probe: complexArray({ re: joined(probe.map(({ re }) => re)), im: joined(probe.map(({ im }) => im)) }, modes),
    ...(patches && {
      heads: realArray(Float64Array.from([patches.heads.amplitude, patches.heads.phase].flatMap(rowOf)), [
        2,
        HEAD.length,
      ]),
      patch_count: realArray(Int32Array.of(patches.count), []),
      agreement: scalar(patches.agreement ?? NaN),
    }),
    ...(photons !== null && { photons: scalar(photons) }),
    ...(pixelSize && { [PIXEL_SIZE_KEY]: realArray(Float64Array.of(pixelSize.height, pixelSize.width)) }),
  });
}

/**
 * Reads what {@link writeDiagnostics} wrote.
 *
 * @param path The file.
 * @throws {Error} Where it cannot be read, or has not all arrays; the message names the file.
 * @throws {TypeError} Where an array has the wrong type or shape.
 *
 * @example
 * ```ts
 * import { readDiagnostics } from "@exitwave/exitwave";
 * import { assertRejects } from "@std/assert";
 *
 * // Numbers in the scan of the patterns that an image explains badly.
 * async function badly(image: string, most: number): Promise<number[]> {
 *   const { patterns: { residuals, numbers } } = await readDiagnostics(`${image}/diagnostics.npz`);
 *   return [...numbers].filter((_, place) => (residuals[place] ?? NaN) > most);
 * }
 *
 * await assertRejects(() => badly("runs/none/image", 0.5), Error, "runs/none/image/diagnostics.npz");
 * ```
 */
export async function readDiagnostics(path: string): Promise<Diagnostics> {
  await using file = await openArrays(path);
  const [count = 0] = (await file.header("residuals")).shape;
  const [side = 0] = (await file.header("mask")).shape;
  const [shown = 0] = (await file.header("shown_indices")).shape;
  const [modes = 0] = (await file.header("probe")).shape;
  const list = async (key: string): Promise<Float64Array> => Float64Array.from(await realOf(file, key, [count]));
  const [residuals, numbers] = [await list("residuals"), Int32Array.from(await list("frame_indices"))];
  const patterns = {
    ...{ residuals, numbers, positions: { x: await list("xcoords"), y: await list("ycoords") } },
    ...{ energies: await list("energies"), greatest: await list("greatest_amplitudes") },
  };
  const square = [side, side];
  const mask = Uint8Array.from(await realOf(file, "mask", square), (value) => value ? 1 : 0);
  const [photons = null] = file.has("photons") ? await realOf(file, "photons", []) : [];
  const pixelSize = file.has(PIXEL_SIZE_KEY) ? await readObjectPixel(file, PIXEL_SIZE_KEY) : null;
  return {
    patterns,
    shown: await readShown(file, [shown, ...square], { residuals, numbers }),
    mean: {
      mean: { height: side, width: side, data: Float64Array.from(await realOf(file, "mean_intensity", square)) },
      mask: mask.includes(0) ? mask : null,
    },
    probe: await readProbe(file, [modes, ...square]),
    patches: await readPatches(file),
    photons,
    ...(pixelSize && { pixelSize }),
  };
}

// --- internal ---

/** Columns of `heads`. */
const HEAD = [
  ...["mean", "std", "min", "max", "saturatedLow", "saturatedHigh"] as const,
  ...["stdWithinPatches", "stdBetweenPatches"] as const,
] as const;

/** Elements of the largest array that an inference writes: patterns of some sides, or numbers of some million patterns. */
const MOST_ELEMENTS = 1 << 26;

/** Of the image of an engine, which has no patches, there are none. */
async function readPatches(file: ArrayFile): Promise<Diagnostics["patches"]> {
  if (!["heads", "agreement", "patch_count"].some((name) => file.has(name))) return null;
  const heads = Array.from(await realOf(file, "heads", [2, HEAD.length]));
  const [agreement = NaN] = await realOf(file, "agreement", []);
  const [count = 0] = await realOf(file, "patch_count", []);
  return {
    heads: { amplitude: headOf(heads.slice(0, HEAD.length)), phase: headOf(heads.slice(HEAD.length)) },
    ...{ count, agreement: Number.isNaN(agreement) ? null : agreement },
  };
}

function rowOf(head: HeadStatistics): number[] {
  return HEAD.map((name) => head[name] ?? NaN);
}

function headOf(row: readonly number[]): HeadStatistics {
  const at = (name: typeof HEAD[number]): number => row[HEAD.indexOf(name)] ?? NaN;
  const share = (name: "saturatedLow" | "saturatedHigh"): number | null => Number.isNaN(at(name)) ? null : at(name);
  return {
    ...{ mean: at("mean"), std: at("std"), min: at("min"), max: at("max") },
    ...{ saturatedLow: share("saturatedLow"), saturatedHigh: share("saturatedHigh") },
    ...{ stdWithinPatches: at("stdWithinPatches"), stdBetweenPatches: at("stdBetweenPatches") },
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((from, part) => (whole.set(part, from), from + part.length), 0);
  return whole;
}

async function arrayOf(file: ArrayFile, key: string, wanted: readonly number[]): Promise<NpyArray> {
  const { dtype, shape } = await file.header(key);
  // Looked at before it is read: whatever else it is, it may be large.
  if (shape.length === wanted.length && shape.every((length, axis) => length === wanted[axis])) {
    return await file.read(key, MOST_ELEMENTS);
  }
  throw new TypeError(
    `Cannot read ${key} in ${file.path} as it must have the shape ${shapeText(wanted)}: ` +
      `current value is ${dtype} of shape ${shapeText(shape)}; reconstruct again (infer)`,
  );
}

async function realOf(
  file: ArrayFile,
  key: string,
  shape: readonly number[],
): Promise<ArrayLike<number> & Iterable<number>> {
  const array = await arrayOf(file, key, shape);
  if (array.kind === "real") return array.data;
  throw new TypeError(
    `Cannot read ${key} in ${file.path} as real numbers are wanted: current value is ${array.dtype}; ` +
      "reconstruct again (infer)",
  );
}

async function readProbe(file: ArrayFile, shape: readonly [number, ...number[]]): Promise<ComplexImage[]> {
  const array = await arrayOf(file, "probe", shape);
  if (array.kind !== "complex") {
    throw new TypeError(
      `Cannot read probe in ${file.path} as complex numbers are wanted: current value is ${array.dtype}; ` +
        "reconstruct again (infer)",
    );
  }
  const [modes, side = 0] = shape;
  const part = (values: Float32Array | Float64Array, mode: number): Float32Array =>
    Float32Array.from(values.subarray(mode * side ** 2, (mode + 1) * side ** 2));
  return Array.from({ length: modes }, (_, mode) => ({
    ...{ height: side, width: side, re: part(array.re, mode), im: part(array.im, mode) },
  }));
}

async function readShown(
  file: ArrayFile,
  shape: readonly [number, ...number[]],
  { residuals, numbers }: { readonly residuals: Float64Array; readonly numbers: Int32Array },
): Promise<PredictedPattern[]> {
  const [count, side = 0] = shape;
  const [measured, predicted] = [
    Float32Array.from(await realOf(file, "shown_measured", shape)),
    Float32Array.from(await realOf(file, "shown_predicted", shape)),
  ];
  const image = (values: Float32Array, k: number): PredictedPattern["measured"] => ({
    ...{ height: side, width: side, data: values.slice(k * side ** 2, (k + 1) * side ** 2) },
  });
  return Array.from(await realOf(file, "shown_indices", [count]), (place, k) => ({
    name: SHOWN_NAMES[count]?.[k] ?? "",
    number: numbers[place] ?? NaN,
    residual: residuals[place] ?? NaN,
    measured: image(measured, k),
    predicted: image(predicted, k),
  }));
}

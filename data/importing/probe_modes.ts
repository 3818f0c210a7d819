/**
 * The probe of a scan: modes as a file has them, on the pixels of the scan, or an estimate.
 *
 * @module
 */
import { printable, shapeText } from "../../config/values/printable.ts";
import { type ComplexImage, imagesOf } from "../complex_image.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import type { NpyArray } from "../formats/npy.ts";
import { datasetOf } from "../layouts/contents/dataset_name.ts";
import type { ImageSize } from "./frame_geometry.ts";
import { resampleImage, transposedImage } from "./resample_image.ts";

/** Modes, and how their pixels compare with those of the scan. */
export interface ProbeModes {
  /** Modes on the pixels of the file, the strongest first. */
  readonly modes: readonly ComplexImage[];
  /** Rows and columns of a mode. */
  readonly size: ImageSize;
}

/**
 * Reads the modes of a probe.
 *
 * @param files The open files.
 * @param dataset (N, N), (P, N, N) or (N, N, P), real or complex; of more axes in front, the first of each.
 * @param transpose Whether rows and columns are swapped.
 * @throws {TypeError} If it is no image of numbers.
 * @throws {RangeError} If a value is not finite, or all are zero.
 */
export async function readProbeModes(
  files: readonly ArrayFile[],
  dataset: string,
  transpose: boolean,
): Promise<ProbeModes> {
  const { file, key } = datasetOf(files, dataset);
  const array = await file.read(key, MOST_PIXELS);
  const place = `Cannot take ${printable(key)} of ${file.path} for a probe as`;
  const images = array.shape.includes(0) ? [] : modesOf(array);
  const [first] = images;
  if (!first) {
    throw new TypeError(
      `${place} it must be numbers of shape (N, N) or (P, N, N): its element type is ${array.dtype} and its shape ` +
        `${shapeText(array.shape)}; name another with --probe, or --probe estimate`,
    );
  }
  for (const { re, im } of images) {
    const bad = re.findIndex((value, i) => !Number.isFinite(value) || !Number.isFinite(im[i]));
    if (bad >= 0) {
      const at = `[${Math.floor(bad / first.width)}, ${bad % first.width}]`;
      throw new RangeError(`${place} it is not finite at ${at}: name another with --probe, or --probe estimate`);
    }
  }
  const turned = transpose ? images.map(transposedImage) : images;
  const modes = turned.toSorted((a, b) => powerOf(b) - powerOf(a)).filter((mode) => powerOf(mode) > 0);
  const [strongest] = modes;
  if (strongest) return { modes, size: { height: strongest.height, width: strongest.width } };
  throw new RangeError(`${place} it is zero everywhere: name another with --probe, or --probe estimate`);
}

/**
 * Lays modes onto the pixels of the scan, middle onto middle ([N/2, N/2]): fewer or larger pixels keep the lower
 * frequencies, what is missing outside is 0.
 *
 * @param modes Modes of one size.
 * @param patchSize Side N of a pattern.
 * @param scale Pixels of the scan in one of the modes.
 */
export function fitModes(
  { modes, size }: ProbeModes,
  patchSize: number,
  scale: ImageSize,
): ComplexImage[] {
  const to = Math.floor(patchSize / 2);
  const rows = { scale: scale.height, length: patchSize, from: Math.floor(size.height / 2), to };
  const columns = { scale: scale.width, length: patchSize, from: Math.floor(size.width / 2), to };
  return modes.map((mode) => resampleImage(mode, rows, columns));
}

// --- internal ---

/** Pixels of all modes of the largest probe. */
const MOST_PIXELS = 1 << 24;

function modesOf(array: NpyArray): ComplexImage[] {
  const shape = [...array.shape];
  while (shape.length > 2 && shape[0] === 1) shape.shift();
  const [a, b, c] = shape;
  if (shape.length === 3 && a === b && b !== c) return lastModes(array, a ?? 0, c ?? 0);
  const count = shape.length < 3 ? 1 : shape.at(-3) ?? 1;
  return imagesOf(array).slice(0, count);
}

/** Modes that lie along the last axis. */
function lastModes(array: NpyArray, side: number, count: number): ComplexImage[] {
  if (array.kind !== "real" && array.kind !== "complex") return [];
  const [re, im] = array.kind === "real" ? [array.data, null] : [array.re, array.im];
  const pixels = side * side;
  return Array.from({ length: count }, (_, mode) => ({
    height: side,
    width: side,
    re: Float32Array.from({ length: pixels }, (_, i) => re[i * count + mode] ?? 0),
    im: Float32Array.from({ length: pixels }, (_, i) => im?.[i * count + mode] ?? 0),
  }));
}

function powerOf({ re, im }: ComplexImage): number {
  return re.reduce((sum, value, i) => sum + value * value + (im[i] ?? 0) ** 2, 0);
}

/**
 * Reading reconstructions and known objects: both are an image and its place in the scan's frame.
 *
 * @module
 */
import { type ComplexImage, projection } from "../data/complex_image.ts";
import type { PixelSize } from "../data/experiment.ts";
import type { NpyArray } from "../data/formats/npy.ts";
import type { ArrayFile } from "../data/formats/array_file.ts";
import { readKnownObject } from "../data/importing/known_object.ts";
import { findLayout } from "../data/layouts/find_layout.ts";
import { openArrays } from "../data/formats/open/open_arrays.ts";
import { nameList, shapeText } from "../config/values/printable.ts";
import { readObjectPixel } from "../data/object_pixel.ts";
import { shownReconstruction } from "./notebook/shown_reconstruction.ts";
import type { Reconstruction } from "./image/reconstruction.ts";

/**
 * Reads a reconstruction, or a known object: `object` of a reconstruction or of a product of ptychodus, `objectGuess` of a
 * scan, tike's `psi`, or what another program's file has for an object, such as `entry_1/image_1/data` of CXI. Of several slices (L, H, W) it is their product. The pixel size is the one that the file says, or
 * that follows from what it says of the experiment.
 *
 * Without a `mask` every pixel counts as covered, but for exact zeros of what is no scan's: a reconstruction is 0 where it is not
 * known. Without an `origin` pixel [0, 0] lies at scan coordinate (0, 0), as that of
 * `objectGuess` does, unless a product says by its centre where it lies. A pixel whose value is not finite, as programs mark what they do not know, is not covered and reads 0.
 *
 * @param path An NPZ or HDF5 file; further arrays in it are not read.
 * @throws {Error} Where it cannot be read or has neither array; the message names the file.
 * @throws {TypeError} Where an array has the wrong type or shape.
 * @throws {RangeError} Where no covered value of the object is finite, or a pixel size is not above 0.
 *
 * @example
 * ```ts
 * import { complexArray, readReconstruction, writeNpz } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile({ suffix: ".npz" });
 * const parts = { re: Float32Array.of(1, 2), im: Float32Array.of(0, -1) };
 * await writeNpz(path, { objectGuess: complexArray(parts, [1, 2]) });
 * const { object, mask, origin } = await readReconstruction(path);
 * assertEquals(object, { height: 1, width: 2, ...parts });
 * assertEquals([...mask], [1, 1]);
 * assertEquals(origin, { y: 0, x: 0 });
 * await Deno.remove(path);
 * ```
 */
export async function readReconstruction(path: string): Promise<Reconstruction> {
  await using file = await openArrays(path);
  return await reconstructionIn(file);
}

/**
 * The reconstruction in an open file, as {@link readReconstruction} reads it.
 *
 * @param file The file.
 */
export async function reconstructionIn(file: ArrayFile): Promise<Reconstruction> {
  const { key, object } = await objectIn(file);
  const place = `${key} in ${file.path}`;
  const mask = await readMask(file, key, object);
  uncoverUnknown(object, mask, place);
  const pixelSize = await readObjectPixel(file, key);
  return shownReconstruction({
    object,
    mask,
    origin: file.has("origin") ? await readOrigin(file) : await productOrigin(file, key, { object, pixelSize }),
    ...(pixelSize && { pixelSize }),
  });
}

// --- internal ---

/** Pixels of the largest image that is handled. */
const MOST_PIXELS = 1 << 28;

async function objectIn(file: ArrayFile): Promise<{ readonly key: string; readonly object: ComplexImage }> {
  const own = ["object", "objectGuess", "psi"].find((name) => file.has(name));
  if (own) return { key: own, object: imageOf(await file.read(own, MOST_PIXELS), `${own} in ${file.path}`) };
  const { fields: { object: key = null, transpose = null } } = await findLayout([file]);
  const scale = { height: 1, width: 1 };
  const { object } = key ? await readKnownObject([file], key, { transpose: transpose ?? false, scale }) : NOTHING;
  if (key && object) return { key, object };
  throw new Error(
    `Cannot read a reconstruction from ${file.path} as it has neither object nor objectGuess nor psi: ` +
      `current value is ${nameList(file.keys) || "no arrays"}`,
  );
}

const NOTHING = { object: null };

function imageOf(array: NpyArray, place: string): ComplexImage {
  const image = projection(array);
  if (image) return image;
  throw new TypeError(
    `Cannot read ${place} as an image of complex numbers, (H, W) or (L, H, W), is wanted: ` +
      `current value is ${array.dtype} of shape ${shapeText(array.shape)}`,
  );
}

function uncoverUnknown({ re, im }: ComplexImage, mask: Uint8Array, place: string): void {
  let [unknown, covered] = [0, 0];
  for (let p = 0; p < mask.length; p++) {
    if (Number.isFinite((re[p] ?? NaN) + (im[p] ?? NaN))) {
      covered += mask[p] ? 1 : 0;
      continue;
    }
    unknown += mask[p] ? 1 : 0;
    mask[p] = 0;
    re[p] = 0;
    im[p] = 0;
  }
  if (unknown === 0 || covered > 0) return;
  throw new RangeError(
    `Cannot read ${place} as none of its values is finite: current value is NaN or infinite everywhere`,
  );
}

/** Where an image is not 0, if it is anywhere. */
function nonZero(re: Float32Array, im: Float32Array): Uint8Array {
  const mask = Uint8Array.from(re, (value, p) => value !== 0 || im[p] !== 0 ? 1 : 0);
  return mask.includes(1) ? mask : mask.fill(1);
}

async function readMask(file: ArrayFile, key: string, { height, width, re, im }: ComplexImage): Promise<Uint8Array> {
  const whole = new Uint8Array(height * width).fill(1);
  if (!file.has("mask")) return key === "objectGuess" || key === "psi" ? whole : nonZero(re, im);
  const { dtype, shape } = await file.header("mask");
  // Looked at before it is read: whatever else it is, it may be large.
  const fits = shape.length === 2 && shape[0] === height && shape[1] === width;
  const mask = fits ? await file.read("mask") : null;
  if (mask?.kind === "real") return Uint8Array.from(mask.data, (value) => value ? 1 : 0);
  // That of a scan is of its patterns.
  if (key !== "object" && !fits) return whole;
  throw new TypeError(
    `Cannot read mask in ${file.path} as it must have the shape of the object, (${height}, ${width}): ` +
      `current value is ${dtype} of shape ${shapeText(shape)}`,
  );
}

/** By the centre of a product; one at (0, 0) says nothing of the coordinates of a scan. */
async function productOrigin(
  file: ArrayFile,
  key: string,
  { object: { height, width }, pixelSize }: { readonly object: ComplexImage; readonly pixelSize: PixelSize | null },
): Promise<Reconstruction["origin"]> {
  const { center_x_m: x, center_y_m: y } = await file.attributes(key);
  const isKnown = typeof x === "number" && typeof y === "number" && Number.isFinite(x + y) && (x !== 0 || y !== 0);
  if (!isKnown || !pixelSize) return { y: 0, x: 0 };
  const exact = { y: y / pixelSize.height - height / 2, x: x / pixelSize.width - width / 2 };
  // Metres round: what lay on the grid of pixels lies there again.
  const onGrid = (place: number): number => Math.abs(place - Math.round(place)) < 1e-6 ? Math.round(place) : place;
  return { y: onGrid(exact.y), x: onGrid(exact.x) };
}

async function readOrigin(file: ArrayFile): Promise<Reconstruction["origin"]> {
  const { dtype, shape } = await file.header("origin");
  const origin = shape.length === 1 && shape[0] === 2 ? await file.read("origin") : null;
  const [y = NaN, x = NaN] = origin?.kind === "real" ? origin.data : [];
  if (Number.isFinite(y + x)) return { y, x };
  throw new TypeError(
    `Cannot read origin in ${file.path} as two finite numbers y, x are wanted: ` +
      `current value is ${dtype} of shape ${shapeText(shape)}`,
  );
}

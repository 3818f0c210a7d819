/**
 * A known object, with its place.
 *
 * @module
 */
import { printable } from "../../config/values/printable.ts";
import { type ComplexImage, imagesOf } from "../complex_image.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { datasetOf } from "../layouts/contents/dataset_name.ts";
import type { ImageSize } from "./frame_geometry.ts";
import { resampleImage, transposedImage } from "./resample_image.ts";

/** An object, or why there is none. */
export interface FoundObject {
  readonly object: ComplexImage | null;
  /** What was left out and why, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads an object and lays it onto the pixels of the scan; pixel [0, 0] stays where it is. One that cannot be used stops
 * nobody: it is needed for supervised training and evaluation alone.
 *
 * @param files The open files.
 * @param dataset (H, W), or with axes in front: of several layers, their product.
 * @param options Whether rows and columns are swapped, and pixels of the scan in one of the object.
 * @throws {Error} If the file is damaged.
 */
export async function readKnownObject(
  files: readonly ArrayFile[],
  dataset: string,
  { transpose, scale }: { readonly transpose: boolean; readonly scale: ImageSize },
): Promise<FoundObject> {
  const { file, key } = datasetOf(files, dataset);
  const name = `${printable(key)} of ${file.path}`;
  const leftOut = (why: string): FoundObject => ({ object: null, warnings: [`${name} is left out as ${why}`] });
  const { dtype, shape } = await file.header(key);
  if (["U", "S", "O", "bool"].includes(dtype) || shape.length < 2 || shape.includes(0)) {
    return leftOut(`it is no image of numbers: its element type is ${dtype}`);
  }
  const layers = imagesOf(await file.read(key, MOST_PIXELS));
  const image = layers.reduce((product, layer) => multiplied(product, layer));
  const finite = image.re.every((value, i) => Number.isFinite(value) && Number.isFinite(image.im[i]));
  if (!image.re.some((value, i) => Number.isFinite(value) && (value !== 0 || image.im[i] !== 0))) {
    return leftOut("it is zero or not finite everywhere");
  }
  const straight = transpose ? transposedImage(image) : image;
  const plain = scale.height === 1 && scale.width === 1;
  if (!plain && !finite) return leftOut("parts of it are not finite, and it would have to be laid onto other pixels");
  const warnings = layers.length > 1 ? [`${name} has ${layers.length} layers: their product is taken`] : [];
  return { object: plain ? straight : rescaled(straight, scale), warnings };
}

// --- internal ---

/** Pixels of the largest object. */
const MOST_PIXELS = 1 << 26;

function rescaled(image: ComplexImage, { height, width }: ImageSize): ComplexImage {
  const axis = (scale: number, length: number): { scale: number; length: number; from: number; to: number } => ({
    ...{ scale, length: Math.max(1, Math.round(length * scale)) },
    ...{ from: 0, to: 0 },
  });
  return resampleImage(image, axis(height, image.height), axis(width, image.width));
}

/** In the projection approximation layers multiply. */
function multiplied(one: ComplexImage, other: ComplexImage): ComplexImage {
  const { height, width } = one;
  const part = (value: (i: number) => number): Float32Array => one.re.map((_, i) => value(i));
  return {
    ...{ height, width },
    re: part((i) => (one.re[i] ?? 0) * (other.re[i] ?? 0) - (one.im[i] ?? 0) * (other.im[i] ?? 0)),
    im: part((i) => (one.re[i] ?? 0) * (other.im[i] ?? 0) + (one.im[i] ?? 0) * (other.re[i] ?? 0)),
  };
}

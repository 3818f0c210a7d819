/**
 * Objects from files that hold one image and no more: pictures, and arrays that are saved alone.
 *
 * @module
 */
import { type ComplexImage, imagesOf } from "../../complex_image.ts";
import { formatOf, openArrays } from "../../formats/open/open_arrays.ts";
import { isPng, readPng } from "../../formats/png/read_png.ts";
import { RandomAccessFile } from "../../formats/random_access_file.ts";
import type { RealImage } from "../../real_image.ts";
import { shapeText } from "../../../config/values/printable.ts";

/** Grey levels of a picture. */
export type GreyImage = RealImage<Float32Array> | RealImage;

/**
 * Reads an image from a file of images: PNG, TIFF or NPY.
 *
 * @param path The file.
 * @returns Grey levels; of complex numbers the object that they are; null where the file is of another format.
 * @throws {Error} If it cannot be read, or holds several images.
 * @example
 * ```ts
 * import { readImageFile, simulateScan } from "@exitwave/exitwave";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const image = await readImageFile("docs/images/siemens_star.png");
 * assert(image && "data" in image);
 * const scan = simulateScan({ patterns: 4, object: { kind: "image", image, phaseContrast: 0.1 } });
 * assertEquals(scan.object?.width, image.width);
 * ```
 */
export async function readImageFile(path: string): Promise<GreyImage | ComplexImage | null> {
  if (await beginsAsPng(path)) return await readPng(path);
  const format = await formatOf(path);
  if (format !== "TIFF" && format !== "NPY") return null;
  await using file = await openArrays(path);
  const [key = ""] = file.keys;
  const array = await file.read(key, MOST_PIXELS);
  const [image, ...more] = imagesOf(array);
  if (!image || more.length > 0) {
    throw new TypeError(
      `Cannot make an object of ${path} as it must hold one image (H, W) of numbers: its shape is ` +
        `${shapeText(array.shape)}${
          array.kind === "real" || array.kind === "complex" ? "; take one of its images" : ""
        }`,
    );
  }
  return array.kind === "complex" ? image : { height: image.height, width: image.width, data: image.re };
}

// --- internal ---

const MOST_PIXELS = 1 << 28;

async function beginsAsPng(path: string): Promise<boolean> {
  using file = await RandomAccessFile.open(path);
  const head = new Uint8Array(Math.min(8, file.size));
  file.readAt(0, head);
  return isPng(head);
}

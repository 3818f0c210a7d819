/**
 * How large a pixel of an object is, by whatever file holds it: a reconstruction, a scan, a product of ptychodus.
 *
 * @module
 */
import { outOfRange } from "./checks/experiment_range.ts";
import { objectPixelOf, type PixelSize } from "./experiment.ts";
import type { ArrayAttribute, ArrayFile } from "./formats/array_file.ts";
import { readExperiment } from "./scan_notes.ts";
import { shapeText } from "../config/values/printable.ts";

/** Name of the size in a reconstruction: height and width, in metres. */
export const PIXEL_SIZE_KEY = "pixel_size_m";

/**
 * Reads the size of a pixel of an object.
 *
 * @param file The file.
 * @param key Name of the object in it.
 * @returns Null where the file does not say, or what another program wrote cannot be in metres.
 * @throws {TypeError} If what a reconstruction or scan says is of a wrong type or shape.
 * @throws {RangeError} If it is not above 0 and finite.
 */
export async function readObjectPixel(file: ArrayFile, key: string): Promise<PixelSize | null> {
  if (file.has(PIXEL_SIZE_KEY)) return await readPixelSize(file);
  const attributes = await file.attributes(key);
  const inProduct = plausible(numberOf(attributes["pixel_height_m"]), numberOf(attributes["pixel_width_m"]));
  if (inProduct) return inProduct;
  const [height, width] = [
    await readScalar(file, "object_pixel_height_m"),
    await readScalar(file, "object_pixel_width_m"),
  ];
  return plausible(height, width) ?? await scanPixel(file);
}

// --- internal ---

async function readPixelSize(file: ArrayFile): Promise<PixelSize> {
  const { dtype, shape } = await file.header(PIXEL_SIZE_KEY);
  const array = shape.length === 1 && shape[0] === 2 ? await file.read(PIXEL_SIZE_KEY, 2) : null;
  const place = `Cannot read ${PIXEL_SIZE_KEY} in ${file.path} as two numbers, height and width in metres, are wanted`;
  if (array?.kind !== "real") throw new TypeError(`${place}: current value is ${dtype} of shape ${shapeText(shape)}`);
  const [height = NaN, width = NaN] = array.data;
  const fits = (length: number): boolean => length > 0 && length < Infinity;
  if (fits(height) && fits(width)) return { height, width };
  throw new RangeError(`${place}, above 0 and finite: current value is ${height}, ${width}; leave it out`);
}

/** By the notes of a scan; N is the side of its probe. */
async function scanPixel(file: ArrayFile): Promise<PixelSize | null> {
  const side = file.has("probeGuess") ? (await file.header("probeGuess")).shape.at(-1) : undefined;
  const experiment = await readExperiment(file, { patchSize: side ?? NaN, warnings: [] });
  return side === undefined ? experiment.objectPixel : objectPixelOf(experiment, side);
}

/** What another program wrote is taken where it may be right. */
function plausible(height: number | null, width: number | null): PixelSize | null {
  if (height === null || width === null || !(height > 0 && width > 0)) return null;
  return outOfRange("object pixel", [height, width]) === null ? { height, width } : null;
}

function numberOf(attribute: ArrayAttribute | undefined): number | null {
  const value = Array.isArray(attribute) && attribute.length === 1 ? attribute[0] : attribute;
  return typeof value === "number" ? value : null;
}

async function readScalar(file: ArrayFile, key: string): Promise<number | null> {
  if (!file.has(key)) return null;
  const { shape } = await file.header(key);
  const array = shape.every((length) => length === 1) ? await file.read(key, 1) : null;
  return array?.kind === "real" ? array.data[0] ?? null : null;
}

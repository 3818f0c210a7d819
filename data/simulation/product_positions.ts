/**
 * Positions of a product of ptychodus: metres in the frame of its object become object pixels.
 *
 * @module
 */
import type { ArrayFile } from "../formats/array_file.ts";
import { Contents } from "../layouts/contents/contents.ts";
import { PTYCHODUS_PRODUCT } from "../layouts/programs/ptychodus_product.ts";
import type { Positions } from "../positions.ts";
import { readAxis } from "../scan_arrays.ts";

/** Where a product has its positions, and how they become pixels. */
export interface ProductPositions {
  readonly x: ProductAxis;
  readonly y: ProductAxis;
}

/** Positions along an axis. */
export interface ProductAxis {
  /** Their array. */
  readonly key: string;
  /** An object pixel in metres; null where the product does not tell. */
  readonly pixel: number | null;
  /** Pixel at position 0. */
  readonly origin: number;
}

/**
 * Looks for the positions of a product.
 *
 * @param file An open file.
 * @returns Null where it is no product of ptychodus.
 */
export async function findProductPositions(file: ArrayFile): Promise<ProductPositions | null> {
  const { fields } = await PTYCHODUS_PRODUCT.find(new Contents(file)) ?? {};
  if (!fields?.xPositions || !fields.yPositions) return null;
  const { object, objectCentre, pixelSize } = fields;
  const [height, width] = Array.isArray(pixelSize) ? pixelSize : [pixelSize ?? null, pixelSize ?? null];
  const [rows = 0, columns = 0] = object ? (await file.header(object)).shape.slice(-2) : [];
  const axis = (
    key: string,
    length: number,
    { pixel, middle }: { pixel: number | null; middle: number },
  ): ProductAxis => ({
    ...{ key, pixel, origin: length / 2 - (pixel === null ? 0 : middle / pixel) },
  });
  const [x, y] = objectCentre ?? [0, 0];
  return {
    x: axis(fields.xPositions, columns, { pixel: width, middle: x }),
    y: axis(fields.yPositions, rows, { pixel: height, middle: y }),
  };
}

/**
 * Reads the positions of a product.
 *
 * @param file The file.
 * @param places Where they are.
 * @returns Patch centres in pixels of its object; where it has none, position 0 is at pixel 0.
 * @throws {RangeError} If the product does not tell how large a pixel is.
 */
export async function readProductPositions(file: ArrayFile, { x, y }: ProductPositions): Promise<Positions> {
  const read = async ({ key, pixel, origin }: ProductAxis): Promise<Float64Array> => {
    if (pixel !== null) return (await readAxis(file, key)).map((metres) => metres / pixel + origin);
    throw new RangeError(
      `Cannot take positions of ${file.path} as they are in metres and it does not tell the size of an object pixel: ` +
        "take them from another file",
    );
  };
  return { x: await read(x), y: await read(y) };
}

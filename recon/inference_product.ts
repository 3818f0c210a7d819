/**
 * `product.h5` and `reconstruction.cxi`: an image with its probe and positions, for ptychodus and other programs.
 *
 * @module
 */
import type { ComplexImage } from "../data/complex_image.ts";
import { objectPixelOf } from "../data/experiment.ts";
import type { Patterns } from "../data/patterns.ts";
import type { ScanDescription } from "../data/scan.ts";
import { writeCxiImage } from "../data/writing/write_cxi_image.ts";
import { type Product, writeProduct } from "../data/writing/write_product.ts";
import type { Reconstruction } from "./image/reconstruction.ts";
import { OUTPUT_FILES } from "./output_directory.ts";

/** What a product holds beside the image. */
export type ProductParts = Omit<Product, "object" | "origin">;

/** What a product is of. */
export interface ProductOf {
  /** The patterns that are reconstructed. */
  readonly patterns: Pick<Patterns, "x" | "y" | "numbers">;
  /** Modes of the probe. */
  readonly probe: readonly ComplexImage[];
  /**
   * The field that asks for it.
   * @default "inference.product"
   */
  readonly field?: "inference.product" | "engine.product" | "engine.cxi";
  /**
   * What was left after each iteration.
   * @default []
   */
  readonly losses?: readonly number[];
}

/**
 * What a product takes from the scan: of the patterns that are reconstructed, the positions.
 *
 * @param scan The scan.
 * @param of What of it is reconstructed.
 * @throws {RangeError} If the size of an object pixel is not known.
 */
export function productParts(
  scan: ScanDescription,
  { patterns, probe, field = "inference.product", losses = [] }: ProductOf,
): ProductParts {
  const { path, patchSize, experiment, photons, frameIndices, provenance } = scan;
  const objectPixel = objectPixelOf(experiment, patchSize);
  const file = field === "engine.cxi" ? "cxi" : "product";
  if (objectPixel === null) {
    throw new RangeError(
      `Cannot write ${OUTPUT_FILES[file]} as positions are in metres there and ${path} does not tell the size of an ` +
        "object pixel: current value is null; add object_pixel_size_m to the scan, or wavelength_m, detector_distance_m " +
        `and detector_pixel_size_m, or leave out ${field} (--${file})`,
    );
  }
  return {
    name: path.replace(/^.*[/\\]/, "").replace(/(?<=.)\.[^.]+$/, ""),
    comments: provenance ?? "",
    probeModes: probe,
    x: patterns.x,
    y: patterns.y,
    frameIndices: patterns.numbers.map((number) => frameIndices?.[number] ?? number),
    experiment: { ...experiment, objectPixel },
    photons,
    losses,
  };
}

/**
 * Writes the product.
 *
 * @param directory The directory of the inference.
 * @returns The path of the file.
 */
export async function writeImageProduct(
  directory: string,
  { object, origin }: Reconstruction,
  parts: ProductParts,
): Promise<string> {
  const path = `${directory}/${OUTPUT_FILES.product}`;
  await writeProduct(path, { ...parts, object, origin });
  return path;
}

/**
 * Writes the same as CXI.
 *
 * @param directory The directory of the image.
 * @returns The path of the file.
 */
export async function writeImageCxi(
  directory: string,
  { object, origin }: Reconstruction,
  parts: ProductParts,
): Promise<string> {
  const path = `${directory}/${OUTPUT_FILES.cxi}`;
  await writeCxiImage(path, { ...parts, object, origin });
  return path;
}

/**
 * Objects that are made, by what was asked for.
 *
 * @module
 */
import { requireMemory } from "../../checks/memory.ts";
import type { ComplexImage } from "../../complex_image.ts";
import { requireContrast, withContrast } from "./contrast.ts";
import { deadLeavesObject } from "./dead_leaves_object.ts";
import { gaussianRandomFieldObject } from "./gaussian_random_field_object.ts";
import { imageObject } from "./image_object.ts";
import { linesObject } from "./lines_object.ts";
import type { GaussianRandomFieldRecipe, MadeObject, ObjectRecipe } from "./object_recipe.ts";
import { starObject } from "./star_object.ts";

/** Objects that are made of nothing but their size and chance. */
export const MADE_OBJECTS: readonly MadeObject[] = ["star", "lines", "deadLeaves", "gaussianRandomField"];

/** Rows and columns. */
export interface Extent {
  readonly height: number;
  readonly width: number;
}

/**
 * How large the object is; null where it is as large as the positions need.
 *
 * @throws {RangeError} If a side is no whole number of at least 1, or the object takes more memory than there is.
 */
export function recipeSize(recipe: ObjectRecipe): Extent | null {
  if (recipe.kind === "image") return { height: recipe.image.height, width: recipe.image.width };
  if (recipe.size === undefined) return null;
  const [height, width] = typeof recipe.size === "number" ? [recipe.size, recipe.size] : recipe.size;
  if (![height, width].every((side) => Number.isInteger(side) && side >= 1)) {
    throw new RangeError(
      `Cannot make an object as its sides must be whole numbers of pixels: current value is ${height} × ${width}`,
    );
  }
  requireObjectMemory({ height, width });
  return { height, width };
}

/** Bytes a pixel of an object while it is made. */
export const OBJECT_BYTES = 48;

/** Refuses an object that does not fit into memory. */
export function requireObjectMemory({ height, width }: Extent): void {
  requireMemory(OBJECT_BYTES * height * width, "Cannot simulate a scan as", `an object of ${height} × ${width} px`);
}

/**
 * Makes an object.
 *
 * @param recipe What is wanted.
 * @param options Its size in pixels, which an image has of its own, and the seed of all chance in it.
 * @throws {RangeError} If a number makes no sense; images as {@link imageObject}.
 */
export function makeObject(recipe: ObjectRecipe, options: Extent & { readonly seed: number }): ComplexImage {
  requireContrast(recipe);
  return withContrast(ofNaturalContrast(recipe, options), recipe);
}

// --- internal ---

function ofNaturalContrast(recipe: ObjectRecipe, options: Extent & { readonly seed: number }): ComplexImage {
  switch (recipe.kind) {
    case "star":
      return starObject(options);
    case "lines":
      return linesObject(options);
    case "deadLeaves":
      return deadLeavesObject(options);
    case "gaussianRandomField":
      return gaussianRandomFieldObject({ ...options, spectralIndex: spectralIndexOf(recipe) });
    case "image":
      return imageObject(recipe);
  }
}

/** Powers of more than so many decades of frequency cannot be computed with. */
const MOST_INDEX = 20;

function spectralIndexOf({ spectralIndex = -3 }: GaussianRandomFieldRecipe): number {
  if (Math.abs(spectralIndex) <= MOST_INDEX) return spectralIndex;
  throw new RangeError(
    `Cannot make an object as its spectral index must be from -${MOST_INDEX} to ${MOST_INDEX}: ` +
      `current value is ${spectralIndex}`,
  );
}

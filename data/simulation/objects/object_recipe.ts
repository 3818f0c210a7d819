/**
 * What can be asked for of an object that is made.
 *
 * @module
 */
import type { Contrast } from "./contrast.ts";
import type { GreyImage } from "./image_file.ts";

export type { Contrast };

/** An object that is made of nothing but its size and chance. */
export type MadeObject = "star" | "lines" | "deadLeaves" | "gaussianRandomField";

/** Height and width in pixels, or the side of a square. */
export type ObjectSize = number | readonly [height: number, width: number];

/** What all objects that are made have. */
export interface SizedRecipe extends Contrast {
  /**
   * How large it is; positions are then made to lie in its middle.
   *
   * @default as large as the positions need
   */
  readonly size?: ObjectSize;
}

/** A Siemens star, off the centre: amplitude 0.7 and phase −1 rad where metal is. */
export interface StarRecipe extends SizedRecipe {
  /** Which it is. */
  readonly kind: "star";
}

/** PtychoPINN's random lines: amplitudes from 0.2 to 1, phases within ±1 rad. */
export interface LinesRecipe extends SizedRecipe {
  /** Which it is. */
  readonly kind: "lines";
}

/** Disks on one another, each of an amplitude from 0.6 to 1 and a phase within ±1 rad. */
export interface DeadLeavesRecipe extends SizedRecipe {
  /** Which it is. */
  readonly kind: "deadLeaves";
}

/** Two Gaussian random fields: amplitudes from 0.5 to 1, phases within ±1 rad. */
export interface GaussianRandomFieldRecipe extends SizedRecipe {
  /** Which it is. */
  readonly kind: "gaussianRandomField";
  /**
   * Exponent of the power spectrum over spatial frequency: 0 is white noise, −4 is smooth.
   *
   * @default -3
   */
  readonly spectralIndex?: number;
}

/** A picture: amplitudes from 0.2 to 1, phases within ±1 rad. It is as large as it is. */
export interface ImageRecipe extends Contrast {
  /** Which it is. */
  readonly kind: "image";
  /** Grey levels, of which the amplitudes are made. */
  readonly image: GreyImage;
  /**
   * Grey levels of the same size, of which the phases are made.
   *
   * @default image
   */
  readonly phaseImage?: GreyImage;
}

/** An object that is made, and how. */
export type ObjectRecipe = StarRecipe | LinesRecipe | DeadLeavesRecipe | GaussianRandomFieldRecipe | ImageRecipe;

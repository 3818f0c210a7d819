/**
 * What can be asked for of scan positions that are made.
 *
 * @module
 */

/** How positions follow each other. */
export type MadePositions = "jitter" | "raster" | "snake" | "fermat" | "concentric";

/** What all positions that are made have. */
export interface SteppedRecipe {
  /**
   * Distance of neighbours in object pixels, or by the share of the beam's diameter (ISO 11146) that they have in common
   * along the line between them.
   *
   * @default N/8, or less where the object is too small for that
   */
  readonly step?: number | { readonly overlap: number };
}

/** Rows, each from left to right. */
export interface RasterRecipe extends SteppedRecipe {
  /** Which it is. */
  readonly kind: "raster";
}

/** Rows, every other from right to left, as a stage scans fastest. */
export interface SnakeRecipe extends SteppedRecipe {
  /** Which it is. */
  readonly kind: "snake";
}

/** A raster whose points are moved at random, as a regular grid leaves periodic artefacts. */
export interface JitterRecipe extends SteppedRecipe {
  /** Which it is. */
  readonly kind: "jitter";
  /**
   * Greatest displacement along either axis, as a share of the step.
   *
   * @default 0.3
   */
  readonly jitter?: number;
}

/** A Fermat spiral, of as many points an area as a raster of this step (Huang et al. 2014, doi:10.1364/OE.22.012634). */
export interface FermatRecipe extends SteppedRecipe {
  /** Which it is. */
  readonly kind: "fermat";
}

/** Circles about one centre, a step apart, and their points too. */
export interface ConcentricRecipe extends SteppedRecipe {
  /** Which it is. */
  readonly kind: "concentric";
}

/** Positions that are made, and how. */
export type PositionsRecipe = RasterRecipe | SnakeRecipe | JitterRecipe | FermatRecipe | ConcentricRecipe;

/**
 * What can be asked for of a probe that is made.
 *
 * @module
 */
import type { ComplexImage } from "../../complex_image.ts";
import type { Aberrations } from "./zernike.ts";

export type { Aberrations };

/** A probe that is made of nothing but its size. */
export type MadeProbe = "disk" | "gaussian" | "zonePlate" | "zernike" | "speckle";

/** What all probes have. */
export interface BeamRecipe {
  /**
   * From the focus to the sample, in metres: positive behind the focus.
   *
   * @default 0; three quarters of the farthest that fits the probe, N·pixel²/λ, of zone plates and lenses
   */
  readonly defocus?: number;
  /**
   * Power of each incoherent mode in proportion, that of the strongest first: as many modes are made, orthogonal to each
   * other. Of a given probe of several modes, which stay as they are but for their power, there must be as many.
   *
   * @default one mode; of a given probe those that it has
   */
  readonly modeShares?: readonly number[];
}

/** A disk, defocused by a phase of 6 rad at its edge. */
export interface DiskRecipe extends BeamRecipe {
  /** Which it is. */
  readonly kind: "disk";
  /**
   * Diameter in pixels.
   *
   * @default N/2
   */
  readonly diameter?: number;
}

/** A Gaussian beam. */
export interface GaussianRecipe extends BeamRecipe {
  /** Which it is. */
  readonly kind: "gaussian";
  /**
   * Full width at half maximum of the intensity in the focus, in pixels.
   *
   * @default N/5
   */
  readonly fwhm?: number;
}

/** A Fresnel zone plate with a central stop, by default defocused. */
export interface ZonePlateRecipe extends BeamRecipe {
  /** Which it is. */
  readonly kind: "zonePlate";
  /**
   * Width of the outermost zone, in metres, by which the focus has a radius of 1.22 of it.
   *
   * @default three object pixels
   */
  readonly outermostZone?: number;
  /**
   * Diameter of the central stop, as a share of that of the zone plate.
   *
   * @default 0.4
   */
  readonly centralStop?: number;
  /**
   * Aberrations: coefficients in rad by Noll's numbers.
   *
   * @default none
   */
  readonly aberrations?: Aberrations;
}

/** A lens with aberrations, by default defocused. */
export interface ZernikeRecipe extends BeamRecipe {
  /** Which it is. */
  readonly kind: "zernike";
  /**
   * Numerical aperture of the lens.
   *
   * @default λ / (6 object pixels)
   */
  readonly numericalAperture?: number;
  /**
   * Aberrations: coefficients in rad by Noll's numbers, 4 being defocus.
   *
   * @default at random, of the numbers 5 to 15, by the seed; 1 rad root mean square together
   */
  readonly aberrations?: Aberrations;
}

/** A broad, structured beam. */
export interface SpeckleRecipe extends BeamRecipe {
  /** Which it is. */
  readonly kind: "speckle";
  /**
   * Diameter in pixels.
   *
   * @default 5N/8
   */
  readonly diameter?: number;
  /**
   * Full width at half maximum of a speckle in pixels.
   *
   * @default N/16
   */
  readonly grain?: number;
}

/** A probe that is given, and made another. */
export interface GivenProbeRecipe extends BeamRecipe {
  /** Which it is. */
  readonly kind: "given";
  /** Its modes, N × N each. */
  readonly modes: readonly ComplexImage[];
}

/** A probe that is made, and how. */
export type ProbeRecipe =
  | DiskRecipe
  | GaussianRecipe
  | ZonePlateRecipe
  | ZernikeRecipe
  | SpeckleRecipe
  | GivenProbeRecipe;

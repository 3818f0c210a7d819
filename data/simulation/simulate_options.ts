/**
 * What can be simulated.
 *
 * @module
 */
import type { ComplexImage } from "../complex_image.ts";
import type { Experiment } from "../experiment.ts";
import type { Positions } from "../positions.ts";

/** An object that is made. */
export type MadeObject = "star" | "lines";

/** All of them. */
export const MADE_OBJECTS: readonly MadeObject[] = ["star", "lines"];

/** What to simulate. */
export interface SimulateOptions {
  /**
   * Side N of a pattern in pixels, a power of two.
   *
   * @default the side of the probe, or 64
   */
  readonly patchSize?: number;
  /**
   * Number of patterns. Of given positions, as many are drawn at random, in their order.
   *
   * @default all given positions, or 400
   */
  readonly patterns?: number;
  /**
   * Mean photons of a pattern.
   *
   * @default 1e5
   */
  readonly photons?: number;
  /**
   * Seed of object, positions and photon noise: equal seeds make equal scans.
   *
   * @default 42
   */
  readonly seed?: number;
  /** Probe, N × N. */
  readonly probe?: ComplexImage;
  /**
   * The object, or one that is made as large as the positions need: a Siemens star, or PtychoPINN's random lines.
   *
   * @default "star"
   */
  readonly object?: ComplexImage | MadeObject;
  /** Patch centres in object pixels; every patch must lie within the object. */
  readonly positions?: Positions;
  /**
   * The experiment that the scan is of. It is written beside the patterns, which do not depend on it.
   *
   * @default X-rays of 8 keV and object pixels of 10 nm; unknown where probe or object are given
   */
  readonly experiment?: Experiment;
}

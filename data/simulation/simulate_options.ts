/**
 * What can be simulated.
 *
 * @module
 */
import type { ComplexImage } from "../complex_image.ts";
import type { Experiment } from "../experiment.ts";
import type { Positions } from "../positions.ts";
import type { ExperimentRecipe } from "./made_experiment.ts";
import type { DetectorRecipe } from "./noise/detector.ts";
import type { MadeObject, ObjectRecipe } from "./objects/object_recipe.ts";
import type { MadePositions, PositionsRecipe } from "./positions/positions_recipe.ts";
import type { MadeProbe, ProbeRecipe } from "./probes/probe_recipe.ts";

export type { DetectorRecipe, ExperimentRecipe };

/** What a scan says of itself that is not so. */
export interface ScanErrors {
  /**
   * Standard deviation, along either axis and in object pixels, of the positions that the scan has from the true ones,
   * which it has too, as {@link ScanTruth}.
   *
   * @default 0
   */
  readonly positions?: number;
  /**
   * How far behind the true probe, in metres, the probe is that the scan has; the true one is in its {@link ScanTruth}.
   *
   * @default 0
   */
  readonly defocus?: number;
}

/** What to simulate. A word stands for the recipe of that kind. */
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
   * Mean photons of a pattern: those of the beam, wherever they arrive, without what a detector adds or does not see.
   *
   * @default 1e5
   */
  readonly photons?: number;
  /**
   * Seed of object, probe, positions and noise: equal seeds make equal scans.
   *
   * @default 42
   */
  readonly seed?: number;
  /**
   * Probe, N × N, or one that is made.
   *
   * @default "disk"
   */
  readonly probe?: ComplexImage | MadeProbe | ProbeRecipe;
  /**
   * The object, or one that is made.
   *
   * @default "star"
   */
  readonly object?: ComplexImage | MadeObject | ObjectRecipe;
  /**
   * Patch centres in object pixels, or which are made; every patch must lie within the object.
   *
   * @default "jitter"
   */
  readonly positions?: Positions | MadePositions | PositionsRecipe;
  /**
   * What is wrong with the detector.
   *
   * @default nothing
   */
  readonly detector?: DetectorRecipe;
  /**
   * What the scan says of itself that is not so.
   *
   * @default nothing
   */
  readonly errors?: ScanErrors;
  /**
   * The experiment that the scan is of, or what is different from X-rays of 8 keV and object pixels of 10 nm. It is written
   * beside the patterns; they depend on it where lengths of the probe are in metres.
   *
   * @default 8 keV and 10 nm; unknown where probe or object are given and no length is in metres
   */
  readonly experiment?: Experiment | ExperimentRecipe;
}

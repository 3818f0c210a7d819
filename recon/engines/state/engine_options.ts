/**
 * What is set of an engine: the section `engine` of a configuration, as `runEngine` takes it.
 *
 * @module
 */

/** How an engine goes. */
export interface EngineOptions {
  /** Which one; `docs/engines.md` has their formulas. */
  readonly algorithm: "epie" | "rpie" | "lsqml" | "dm";
  /** What LSQML makes likely: measured amplitudes, or counts of photons. The others know amplitudes alone. */
  readonly likelihood: "amplitude" | "poisson";
  /** How often all patterns are gone through. */
  readonly iterations: number;
  /** Size of the object's step, above 0; 1 is that of the literature. LSQML has it times its own. Null is 0.7 of LSQML, and 1. */
  readonly objectStep: number | null;
  /** Size of the probe's step, above 0. */
  readonly probeStep: number;
  /** α of the object, above 0 to 1: the less, the further pixels go that little light falls on. ePIE has none. Null is 1 of LSQML, and 0.5. */
  readonly objectRegularisation: number | null;
  /** The same of the probe. */
  readonly probeRegularisation: number;
  /** β that the difference map falls to, above 0 to 1: at 1 it is not relaxed. */
  readonly relaxation: number;
  /** First iteration, from 0, that moves the probe; null where none does. */
  readonly probeStart: number | null;
  /** Modes of the probe: weak ones are added until there are so many; null takes those that it has. */
  readonly probeModes: number | null;
  /** Eigenprobes K by which the first mode differs from shot to shot once the probe moves; 0 is none. */
  readonly probeVariation: number;
  /** First iteration, from 0, after which positions move; null where none does. */
  readonly positionStart: number | null;
  /** What tells how far a patch lies: the gradient of its exit wave, or its correlation before and after an update. */
  readonly positionMethod: "gradient" | "crossCorrelation";
  /** Part of the correction of positions that is made, above 0. */
  readonly positionStep: number;
  /** How far a position may be from where the scan has it, in object pixels, above 0. */
  readonly positionBound: number;
  /** Whether what scales, turns or shears all positions together is kept of their corrections. */
  readonly positionAffine: "keep" | "remove";
  /** First iteration, from 0, that has a background, which is found; null where none has. */
  readonly backgroundStart: number | null;
  /** Part of the wave that is taken away in each update beyond all pixels that were measured, from 0 to 1; null goes by the light at their rim. */
  readonly freeDamping: number | null;
  /** η of the object: part of its speed that it goes on with, from 0 to below 1. */
  readonly objectMomentum: number;
  /** The same of the probe; null is 0.9 where it has several modes, and 0 else. */
  readonly probeMomentum: number | null;
  /** Radius of the disk that the probe is kept within once it moves, in halves of the side of a pattern; null: none. */
  readonly probeSupport: number | null;
  /** Least amplitude of the object. */
  readonly amplitudeMin: number;
  /** Greatest amplitude of the object; null where any may be. */
  readonly amplitudeMax: number | null;
  /** Part of the way that each pixel of the object goes to the mean of its neighbours in an iteration, from 0 to 1. */
  readonly objectSmoothing: number;
  /** Positions B whose corrections are made together. */
  readonly batchSize: number;
  /** Which positions are together: see `positionBatches`. */
  readonly batching: "random" | "sparse" | "compact";
  /** Seed of the order of positions. */
  readonly seed: number;
}

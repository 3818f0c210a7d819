/**
 * Options that tests of engines share.
 *
 * @module
 */
import type { EngineOptions } from "../../../recon/engines/state/engine_options.ts";

/** A few iterations of ePIE, the probe moving from the second on. */
export const ENGINE: EngineOptions = {
  algorithm: "epie",
  likelihood: "amplitude",
  iterations: 3,
  objectStep: 1,
  probeStep: 1,
  objectRegularisation: 0.1,
  probeRegularisation: 0.5,
  relaxation: 0.6,
  probeStart: 1,
  probeModes: null,
  probeVariation: 0,
  positionStart: null,
  positionMethod: "gradient",
  positionStep: 1,
  positionBound: 4,
  positionAffine: "keep",
  backgroundStart: null,
  freeDamping: 0,
  objectMomentum: 0,
  probeMomentum: 0,
  probeSupport: null,
  amplitudeMin: 0,
  amplitudeMax: null,
  objectSmoothing: 0,
  batchSize: 4,
  batching: "random",
  seed: 3,
};

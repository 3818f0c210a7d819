/**
 * The engine that a payload asks for.
 *
 * @module
 */
import type { ReconstructionPayload } from "../../config/payload.ts";
import type { EngineOptions } from "../engines/state/engine_options.ts";

/** The section `engine`, as an engine takes it. */
export function configuredEngine({ engine }: ReconstructionPayload): EngineOptions {
  const { algorithm, likelihood, iterations, objectStep, probeStep, objectRegularisation, probeRegularisation } =
    engine;
  const { relaxation, positionStart, positionMethod, positionStep, positionBound, positionAffine } = engine;
  const { backgroundStart, freeDamping, objectMomentum, probeMomentum } = engine;
  const { probeSupport, amplitudeMin, amplitudeMax, objectSmoothing } = engine;
  const { probeStart, probeModes, probeVariation, batchSize, batching, seed } = engine;
  return {
    ...{ algorithm, likelihood, iterations, objectStep, probeStep, objectRegularisation, probeRegularisation },
    ...{ relaxation, positionStart, positionMethod, positionStep, positionBound, positionAffine },
    ...{ backgroundStart, freeDamping, objectMomentum, probeMomentum },
    ...{ probeSupport, amplitudeMin, amplitudeMax, objectSmoothing },
    ...{ probeStart, probeModes, probeVariation, batchSize, batching, seed },
  };
}

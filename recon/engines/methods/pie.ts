/**
 * Ptychographic iterative engines: ePIE (Maiden and Rodenburg 2009, doi:10.1016/j.ultramic.2009.05.012) and rPIE (Maiden,
 * Johnson and Li 2017, doi:10.1364/OPTICA.4.000736), which differ by a denominator alone: rPIE with α = 1 is ePIE.
 *
 * @module
 */
import { correctExitWaves, engineStep, type StepSizes } from "../../../backend/operations/waves/engine.ts";
import type { EngineOptions } from "../state/engine_options.ts";
import type { EngineMethod } from "./engine_method.ts";

/**
 * Both of them.
 *
 * @param options The engine's options.
 */
export function pieMethod(options: EngineOptions): EngineMethod {
  return {
    phase: (iteration) => stepSizes(options, iteration),
    correct: ({ waves, places, measured }) => correctExitWaves(waves, places, measured),
    move: ({ waves, places, chi, variation, iteration }) =>
      engineStep(waves, { places, chi, sizes: stepSizes(options, iteration), ...(variation && { variation }) }),
  };
}

/**
 * How far object and probe go in an iteration: ePIE divides by the greatest light, the others by a mean of it and each
 * pixel's own. Where nothing is said of the object LSQML goes evenly and less far, as what is best for a batch is too far for
 * the scan.
 *
 * @param options The engine's options.
 * @param iteration Number of the iteration, from 0.
 */
export function stepSizes(
  { algorithm, objectStep, probeStep, objectRegularisation, probeRegularisation, probeStart }: EngineOptions,
  iteration: number,
): StepSizes {
  const regularised = algorithm !== "epie";
  return {
    objectStep: objectStep ?? (algorithm === "lsqml" ? 0.7 : 1),
    probeStep: probeStart !== null && iteration >= probeStart ? probeStep : 0,
    objectRegularisation: regularised ? objectRegularisation ?? (algorithm === "lsqml" ? 1 : 0.5) : 1,
    probeRegularisation: regularised ? probeRegularisation : 1,
  };
}

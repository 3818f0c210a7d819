/**
 * LSQML: least squares of maximum likelihood (Odstrčil, Menzel and Guizar-Sicairos 2018, doi:10.1364/OE.26.003108). The
 * batch has one way for the object and one for the probe, and each of its positions says how far both are best gone.
 *
 * @module
 */
import { correctExitWaves } from "../../../backend/operations/waves/engine.ts";
import { leastSquaresStep } from "../../../backend/operations/waves/least_squares_step.ts";
import type { EngineOptions } from "../state/engine_options.ts";
import type { EngineMethod } from "./engine_method.ts";
import { stepSizes } from "./pie.ts";

/**
 * LSQML of amplitudes or of counts, as `likelihood` says.
 *
 * @param options The engine's options.
 */
export function leastSquaresMethod(options: EngineOptions): EngineMethod {
  const { likelihood } = options;
  return {
    phase: (iteration) => stepSizes(options, iteration),
    correct: ({ waves, places, measured }) => correctExitWaves(waves, places, { ...measured, likelihood }),
    move: ({ waves, places, chi, variation, iteration }) => {
      const step = { places, chi, sizes: stepSizes(options, iteration), ...(variation && { variation }) };
      return leastSquaresStep(waves, step);
    },
  };
}

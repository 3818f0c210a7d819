/**
 * The method of the engine that options name.
 *
 * @module
 */
import type { EngineOptions } from "../state/engine_options.ts";
import type { EngineWork } from "../state/engine_work.ts";
import type { EngineMethod } from "./engine_method.ts";
import { DifferenceMap } from "./difference_map.ts";
import { leastSquaresMethod } from "./least_squares.ts";
import { pieMethod } from "./pie.ts";
import { ProbeVariation } from "./probe_variation.ts";

/**
 * Creates a method.
 *
 * @param options The engine's options.
 * @param work What it works on.
 */
export function createMethod(options: EngineOptions, work: EngineWork): EngineMethod {
  if (options.algorithm === "dm") return new DifferenceMap(options, work);
  const method = options.algorithm === "lsqml" ? leastSquaresMethod(options) : pieMethod(options);
  const { likelihood: wanted, probeStart } = options, likelihood = options.algorithm === "lsqml" ? wanted : "amplitude";
  if (options.probeVariation === 0 || probeStart === null) return method;
  return new ProbeVariation({ ...options, likelihood, probeStart }, work, method);
}

/**
 * The method of the engine that options name.
 *
 * @module
 */
import type { EngineOptions } from "../state/engine_options.ts";
import type { EngineMethod } from "./engine_method.ts";
import { leastSquaresMethod } from "./least_squares.ts";
import { pieMethod } from "./pie.ts";

/**
 * Creates a method.
 *
 * @param options The engine's options.
 */
export function createMethod(options: EngineOptions): EngineMethod {
  return options.algorithm === "lsqml" ? leastSquaresMethod(options) : pieMethod(options);
}

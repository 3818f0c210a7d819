/**
 * The step of least squares that iterative engines run by name, of object and probe as `engine.ts` has them.
 *
 * | kernel             | inputs and attributes  | outputs                                    |
 * | ------------------ | ---------------------- | ------------------------------------------ |
 * | `LeastSquaresStep` | those of `EngineStep`  | those of `EngineStep`                      |
 *
 * It uses up object, probe and eigenprobes: their memory may be that of the outputs.
 *
 * @module
 */
import { type EngineWaves, moveWaves, type PlacedStep, type SteppedWaves } from "./engine.ts";

/** What the squares of both ways are made larger by: object and probe cannot push each other far. */
export const DAMPING = 1.1;

/** Least square of a way; one that is shorter leads nowhere. */
export const LEAST_SQUARE = 1e-30;

/**
 * The step of object and probe that LSQML takes (Odstrčil, Menzel and Guizar-Sicairos 2018, doi:10.1364/OE.26.003108). Δ_O
 * and Δ_P are the steps of `engineStep` with α = β = 1. With u = P (T_j Δ_O) and v = O_j Δ_P, the α of each position leave the
 * least of |χ_j − α_O u − α_P v|², squares {@link DAMPING} times as large, none below 0; and
 *
 *     O ← O + objectStep · Δ_O Σ α_O,j T_jᵀ|P|² / Σ T_jᵀ|P|²,     P ← P + probeStep · Δ_P · mean of α_P,j.
 *
 * @param waves Object and probe; they are used up, and disposed of.
 * @param step Where patches lie, what exit waves lack, and how far to go; where `probeStep` is 0, α_P is.
 * @returns The next object and probe.
 */
export function leastSquaresStep(waves: EngineWaves, step: PlacedStep): SteppedWaves {
  return moveWaves("LeastSquaresStep", waves, step);
}

/**
 * How far patches lie by the gradient (Odstrčil, Menzel and Guizar-Sicairos 2018, doi:10.1364/OE.26.003108): a patch that
 * lies δ further changes its exit wave by δ P T ∂O, so what the exit wave lacks says how far it lies,
 * δ = Σ Re (P T ∂O)* χ / Σ |P T ∂O|², for x and y each. Slopes are first taken over {@link WIDEST} pixels to each side,
 * which holds for errors as large, then over less and less.
 *
 * @module
 */
import { positionWays } from "../../../backend/operations/waves/position_ways.ts";
import type { PositionFinder } from "./position_finder.ts";

/** How many pixels away the neighbours are whose difference is a slope, in the first iterations. */
export const WIDEST = 4;

/**
 * Creates the finder.
 *
 * @param start First iteration, from 0, that moves positions.
 */
export function gradientFinder(start: number): PositionFinder {
  // How often slopes have become narrower.
  const narrower = (iteration: number): number => Math.floor((iteration - start) / ITERATIONS);
  return {
    longest: LONGEST,
    phase: (iteration) => Math.min(WIDEST, narrower(iteration)),
    find: ({ iteration, waves, places, chi }) => {
      const [, side = 0] = waves.probe.re.shape;
      const reach = Math.min(WIDEST, Math.floor(side / SIDES)) - narrower(iteration);
      return positionWays(waves, { places, chi, reach: Math.max(1, reach) });
    },
    gain: () => 1,
    kept: () => new Map(),
  };
}

// --- internal ---

/** Half a pixel: a slope holds near by. */
const LONGEST = 0.5;

/** A pattern is so many times as wide as the widest slopes at least: small ones have finer features. */
const SIDES = 16;

/** Iterations of each width. */
const ITERATIONS = 10;

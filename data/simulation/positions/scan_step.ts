/**
 * How far neighbouring scan positions are from each other.
 *
 * @module
 */
import type { MadePositions, PositionsRecipe } from "./positions_recipe.ts";

/** Ways in which positions follow each other. */
export const MADE_POSITIONS: readonly MadePositions[] = ["jitter", "raster", "snake", "fermat", "concentric"];

/** How far the points of a jittered grid are moved where nothing is said. */
export const DEFAULT_JITTER = 0.3;

/**
 * Distance of neighbours that was asked for, in object pixels.
 *
 * @param recipe What was asked for.
 * @param diameter Diameter of the beam in object pixels.
 * @returns Null where nothing was.
 * @throws {RangeError} If a step is not above 0 and finite, an overlap not from 0 to below 1, or a jitter not from 0 to 1.
 */
export function stepOf(recipe: PositionsRecipe, diameter: () => number): number | null {
  if (recipe.kind === "jitter" && !((recipe.jitter ?? 0) >= 0 && (recipe.jitter ?? 0) <= 1)) {
    throw new RangeError(
      `Cannot make scan positions as their jitter must be from 0 to 1 of a step: current value is ${recipe.jitter}`,
    );
  }
  const { step } = recipe;
  if (step === undefined) return null;
  if (typeof step === "number") {
    if (step > 0 && step < Infinity) return step;
    throw new RangeError(`Cannot make scan positions as their step must be above 0 pixels: current value is ${step}`);
  }
  if (step.overlap >= 0 && step.overlap < 1) return (1 - step.overlap) * diameter();
  throw new RangeError(
    `Cannot make scan positions as their overlap must be from 0 to below 1: current value is ${step.overlap}`,
  );
}

/**
 * The scale of a phase that goes all the way round.
 *
 * @module
 */
import { linearScale } from "./linear_scale.ts";
import type { Scale } from "./scale.ts";

/** From −π to π, marked in quarters. */
export function phaseScale(): Scale {
  const marks = ["−π", "−π/2", "0", "π/2", "π"].map((label, index) => ({ place: index / 4, label }));
  return { ...linearScale({ low: -Math.PI, high: Math.PI }), marks };
}

/**
 * The refinements that options ask for, in the order in which they follow each other.
 *
 * @module
 */
import type { EngineOptions } from "../state/engine_options.ts";
import type { EngineWork } from "../state/engine_work.ts";
import { Background } from "./background.ts";
import { freePixels } from "./free_pixels.ts";
import { Momentum } from "./momentum.ts";
import { objectBounds } from "./object_bounds.ts";
import { objectSmoothing } from "./object_smoothing.ts";
import { WIDEST } from "./gradient_finder.ts";
import { PositionCorrection } from "./position_correction.ts";
import { probeSupport } from "./probe_support.ts";
import type { Refinement } from "./refinement.ts";

/**
 * Creates them.
 *
 * @param options The engine's options.
 * @param work What they work on.
 */
export function createRefinements(options: EngineOptions, work: EngineWork): Refinement[] {
  const { positionStart, probeStart, probeSupport: radius, objectSmoothing: share } = options;
  const { amplitudeMin, amplitudeMax } = options;
  const { algorithm, objectMomentum, probeMomentum } = options;
  const hasMomentum = algorithm !== "dm" && (objectMomentum > 0 || probeMomentum !== 0);
  return [
    ...(options.backgroundStart === null ? [] : [new Background(options.backgroundStart, work)]),
    ...freePixels(options.freeDamping, work),
    ...(positionStart === null ? [] : [new PositionCorrection({ ...options, positionStart }, work)]),
    ...(hasMomentum ? [new Momentum(options, work)] : []),
    ...(radius === null || probeStart === null ? [] : [probeSupport({ radius, probeStart }, work)]),
    ...(share === 0 ? [] : [objectSmoothing(share)]),
    ...(amplitudeMin === 0 && amplitudeMax === null ? [] : [objectBounds(amplitudeMin, amplitudeMax ?? Infinity)]),
  ];
}

/**
 * How far beyond the patches of the scan the canvas must reach, in pixels.
 *
 * @param options The engine's options.
 * @param moved How far positions are from where the scan has them at the beginning, a whole number.
 */
export function canvasMargin({ positionStart, positionMethod, positionBound }: EngineOptions, moved: number): number {
  if (positionStart === null) return moved;
  return Math.max(moved, Math.ceil(positionBound)) + (positionMethod === "gradient" ? WIDEST : 1);
}

/**
 * What a known object says of the positions: their unit, axes and signs, and where the object lies.
 *
 * @module
 */
import { fitPositions, type PositionFit } from "./fit_positions.ts";
import { type KnownParts, ObjectPlaces } from "./object_places.ts";
import { oriented, type Vector } from "./orientations.ts";

/**
 * Fits positions to where their patterns belong on a known object.
 *
 * @param all Amplitudes of some patterns, N × N each, N a power of two, DC in the centre; of more than 24, as many are taken.
 * @param given Their positions, in any unit and orientation.
 * @param parts Probe and object.
 * @returns The fit; null where it is not decisive: the object does not show what the patterns do, or too little of it.
 */
export function placeByObject(
  all: readonly Float32Array[],
  given: readonly Vector[],
  parts: KnownParts,
): PositionFit | null {
  const [patterns, positions] = [evenly(all), evenly(given)];
  const scene = patterns.length < LEAST_PATTERNS ? null : ObjectPlaces.of(parts);
  if (!scene) return null;
  const coarse = fitPositions(positions, patterns.map((pattern) => scene.find(pattern)), COARSE);
  if (!coarse || !isDecisive(coarse)) return null;
  const places = patterns.map((pattern, i) => {
    const { x, y } = oriented(coarse.orientation, positions[i] ?? { x: NaN, y: NaN });
    const { scale, shift } = coarse;
    return scene.refine(pattern, { x: scale * x + shift.x, y: scale * y + shift.y }, REACH);
  });
  const fine = fitPositions(positions, places, FINE);
  return fine && fine.orientation === coarse.orientation && isDecisive(fine) ? { ...fine, next: coarse.next } : null;
}

// --- internal ---

/** Fewer may agree by chance. */
const LEAST_PATTERNS = 8;
/** More would only take longer. */
const MOST_PATTERNS = 24;
/** Distance in object pixels within which a pattern agrees, at first and at last. */
const COARSE = 3;
const FINE = 1.5;
/** How far from where the first fit has it the place of a pattern is looked for. */
const REACH = 4;

function isDecisive({ agreement, next }: PositionFit): boolean {
  return agreement >= 0.5 && agreement >= 1.5 * next;
}

/** Some of many, evenly spread. */
function evenly<T>(all: readonly T[]): T[] {
  const count = Math.min(all.length, MOST_PATTERNS);
  const numbers = new Set(Array.from({ length: count }, (_, k) => Math.floor(k * all.length / count)));
  return all.filter((_, i) => numbers.has(i));
}

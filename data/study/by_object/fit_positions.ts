/**
 * From positions in any unit and orientation to where patterns were found: one scale, one of eight orientations, one shift.
 * Some patterns are always found at a wrong place, so the fit is that which most of them agree with (RANSAC; Fischler and
 * Bolles 1981, doi:10.1145/358669.358692, here over all pairs).
 *
 * @module
 */
import { ORIENTATIONS } from "../../../config/fields/import_section.ts";
import { type Orientation, oriented, type Vector } from "./orientations.ts";

/** How positions lie on the object: place = scale · oriented(position) + shift. */
export interface PositionFit {
  /** Which of the eight. */
  readonly orientation: Orientation;
  /** Object pixels of one unit of the positions. */
  readonly scale: number;
  /** In object pixels. */
  readonly shift: Vector;
  /** Share of the patterns that lie where the fit says, from 0 to 1. */
  readonly agreement: number;
  /** The same of the best fit in any other orientation. */
  readonly next: number;
}

/**
 * Fits positions to places.
 *
 * @param positions As given, in any unit.
 * @param places Where the patterns of these positions were found, in object pixels.
 * @param tolerance Distance in object pixels within which a pattern agrees.
 * @returns The best fit; null where no two positions differ.
 */
export function fitPositions(
  positions: readonly Vector[],
  places: readonly Vector[],
  tolerance: number,
): PositionFit | null {
  const fits = ORIENTATIONS.flatMap((orientation) => {
    const fit = fitOne(positions.map((position) => oriented(orientation, position)), places, tolerance);
    return fit ? [{ ...fit, orientation }] : [];
  }).sort((a, b) => b.agreement - a.agreement);
  const [first, second] = fits;
  return first ? { ...first, next: second?.agreement ?? 0 } : null;
}

// --- internal ---

type Fit = Pick<PositionFit, "scale" | "shift" | "agreement">;

function fitOne(positions: readonly Vector[], places: readonly Vector[], tolerance: number): Fit | null {
  let best: { readonly fit: Fit; readonly members: readonly number[] } | null = null;
  for (let i = 0; i < positions.length; i++) {
    for (let j = i + 1; j < positions.length; j++) {
      const fit = leastSquares(positions, places, [i, j]);
      if (!fit || !(fit.scale > 0)) continue;
      const members = agreeing(positions, places, fit, tolerance);
      if (!best || members.length > best.members.length) best = { fit, members };
    }
  }
  if (!best) return null;
  const fit = leastSquares(positions, places, best.members) ?? best.fit;
  return { ...fit, agreement: agreeing(positions, places, fit, tolerance).length / positions.length };
}

/** Scale and shift of some of them; null where they do not differ. */
function leastSquares(
  positions: readonly Vector[],
  places: readonly Vector[],
  members: readonly number[],
): Fit | null {
  const [p, c] = [centre(positions, members), centre(places, members)];
  let [product, square] = [0, 0];
  for (const i of members) {
    const [dx, dy] = [(positions[i]?.x ?? NaN) - p.x, (positions[i]?.y ?? NaN) - p.y];
    product += dx * ((places[i]?.x ?? NaN) - c.x) + dy * ((places[i]?.y ?? NaN) - c.y);
    square += dx * dx + dy * dy;
  }
  if (!(square > 0)) return null;
  const scale = product / square;
  return { scale, shift: { x: c.x - scale * p.x, y: c.y - scale * p.y }, agreement: NaN };
}

function centre(vectors: readonly Vector[], members: readonly number[]): Vector {
  let [x, y] = [0, 0];
  for (const i of members) {
    x += (vectors[i]?.x ?? NaN) / members.length;
    y += (vectors[i]?.y ?? NaN) / members.length;
  }
  return { x, y };
}

function agreeing(
  positions: readonly Vector[],
  places: readonly Vector[],
  { scale, shift }: Omit<Fit, "agreement">,
  tolerance: number,
): number[] {
  const members: number[] = [];
  positions.forEach(({ x, y }, i) => {
    const dx = scale * x + shift.x - (places[i]?.x ?? NaN);
    const dy = scale * y + shift.y - (places[i]?.y ?? NaN);
    if (Math.hypot(dx, dy) <= tolerance) members.push(i);
  });
  return members;
}

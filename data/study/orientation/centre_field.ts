/**
 * How the centre of mass of the patterns changes over the scan: where the object's phase rises, the light is bent that way.
 * In a far field the centre of mass is the gradient of the phase, averaged over the probe (Dekkers and de Lang 1974; Müller
 * et al. 2014, doi:10.1038/ncomms6653), so that on the right axes it is the gradient of something, and its curl vanishes.
 *
 * @module
 */
import { Neighbours, type Places } from "../positions/neighbours.ts";

/** Centres of mass over a scan. */
export interface CentreField {
  /** Columns and rows of the positions as the scan has them, in any unit. */
  readonly places: Places;
  /** Column and row of each pattern's centre of mass, in px of the detector. */
  readonly centres: Places;
}

/** What follows along the edges between neighbouring positions. */
export interface FieldEdges {
  /** Positions. */
  readonly count: number;
  /** Number of the position that each edge begins at. */
  readonly from: Int32Array;
  /** Number of the position that each edge ends at. */
  readonly to: Int32Array;
  /**
   * Mean centre of mass times step, divided by the step's length, for (centre x, step x), (x, y), (y, x) and (y, y): laid
   * onto other axes, the field's line integral along an edge is a sum of these.
   */
  readonly products: readonly [Float64Array, Float64Array, Float64Array, Float64Array];
  /** 1 / length of each edge. */
  readonly weights: Float64Array;
}

/**
 * Joins each position to its nearest neighbours.
 *
 * @param field Centres of mass; what changes evenly over the scan, as a beam that moves with it does, is taken off first.
 * @returns Null where there are too few positions, or none that differ.
 */
export function fieldEdges({ places, centres }: CentreField): FieldEdges | null {
  const count = places.x.length;
  if (count < FEWEST) return null;
  const [gx, gy] = [withoutPlane(centres.x, places), withoutPlane(centres.y, places)];
  const pairs = neighbourPairs(places);
  if (pairs.length < count) return null;
  const edges = {
    from: Int32Array.from(pairs, ([i]) => i),
    to: Int32Array.from(pairs, ([, j]) => j),
    weights: Float64Array.from(pairs, ([, , length]) => 1 / length),
  };
  const product = (g: Float64Array, axis: Float64Array): Float64Array =>
    Float64Array.from(
      pairs,
      ([i, j, length]) => ((g[i] ?? 0) + (g[j] ?? 0)) / 2 * ((axis[j] ?? 0) - (axis[i] ?? 0)) / length,
    );
  const { x, y } = places;
  return { count, ...edges, products: [product(gx, x), product(gx, y), product(gy, x), product(gy, y)] };
}

/**
 * Values less the plane a + b·x + c·y that fits them best.
 *
 * @param values One for each place.
 * @param places The places.
 */
export function withoutPlane(values: Float64Array, { x, y }: Places): Float64Array {
  const mean = (list: Float64Array): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [cx, cy, cv] = [mean(x), mean(y), mean(values)];
  let [xx, xy, yy, xv, yv] = [0, 0, 0, 0, 0];
  values.forEach((value, i) => {
    const [a, b, v] = [(x[i] ?? 0) - cx, (y[i] ?? 0) - cy, value - cv];
    [xx, xy, yy, xv, yv] = [xx + a * a, xy + a * b, yy + b * b, xv + a * v, yv + b * v];
  });
  const area = xx * yy - xy * xy;
  // Along a line, the plane has no second slope.
  const [b, c] = area > 1e-12 * (xx + yy) ** 2 ? [(xv * yy - yv * xy) / area, (yv * xx - xv * xy) / area] : [0, 0];
  return values.map((value, i) => value - cv - b * ((x[i] ?? 0) - cx) - c * ((y[i] ?? 0) - cy));
}

// --- internal ---

/** Fewer positions say nothing. */
const FEWEST = 16;
/** Neighbours that each position is joined to. */
const NEAREST = 6;

/** Pairs of neighbours that are not at one place, each once, with their distance. */
function neighbourPairs(places: Places): [from: number, to: number, length: number][] {
  const { x, y } = places;
  const neighbours = new Neighbours(places);
  const seen = new Set<number>();
  const pairs: [number, number, number][] = [];
  for (let i = 0; i < x.length; i++) {
    for (const j of neighbours.nearest(i, NEAREST)) {
      const key = Math.min(i, j) * x.length + Math.max(i, j);
      const length = Math.hypot((x[j] ?? NaN) - (x[i] ?? NaN), (y[j] ?? NaN) - (y[i] ?? NaN));
      if (seen.has(key) || !(length > 0)) continue;
      seen.add(key);
      pairs.push([i, j, length]);
    }
  }
  return pairs;
}

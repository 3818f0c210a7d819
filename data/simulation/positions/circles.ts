/**
 * Scan positions about a centre.
 *
 * @module
 */
import type { Positions } from "../../positions.ts";

/** The golden angle in radians, by which no two points of a spiral ever lie on one ray. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/**
 * A Fermat spiral about (0, 0): point n at radius √(n/π) and n times the golden angle, so that there is one point a unit
 * of area, as on a raster of step 1.
 *
 * @param count How many points.
 * @returns Points in steps.
 */
export function fermatSpiral(count: number): Positions {
  const radius = (n: number): number => Math.sqrt(n / Math.PI);
  return {
    x: Float64Array.from({ length: count }, (_, n) => radius(n) * Math.cos(n * GOLDEN_ANGLE)),
    y: Float64Array.from({ length: count }, (_, n) => radius(n) * Math.sin(n * GOLDEN_ANGLE)),
  };
}

/**
 * Circles about (0, 0) of the radii 0, 1, 2 …, each with as many points, evenly spaced, as make their distance nearest
 * to 1; from the innermost to the outermost, the last of which may be open.
 *
 * @param count How many points.
 * @returns Points in steps.
 */
export function concentricCircles(count: number): Positions {
  const [x, y] = [new Float64Array(count), new Float64Array(count)];
  for (let ring = 0, done = 0; done < count; ring++) {
    const points = Math.max(1, Math.round(2 * Math.PI * ring));
    for (let i = 0; i < points && done < count; i++, done++) {
      const angle = 2 * Math.PI * i / points;
      x[done] = ring * Math.cos(angle);
      y[done] = ring * Math.sin(angle);
    }
  }
  return { x, y };
}

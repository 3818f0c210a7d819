/**
 * The angle of a scan's axes by trial, coarse to fine: from the best axes on, both ways, in steps that are halved. Around the
 * right angle the square of the R-factor is a parabola: a part that is always there, and one that grows with the
 * displacement of the patches. So the angle is the vertex of the parabola through all that was tried around the best.
 *
 * @module
 */
import type { AxesTry } from "./try_axes.ts";

/** Tries an angle in degrees. */
export type TryAngle = (rotation: number) => Promise<AxesTry>;

/**
 * Looks for the angle.
 *
 * @param start The best axes so far.
 * @param tryAngle Tries another angle with the same orientation.
 * @returns The trial of the angle, rounded to a tenth of a degree.
 */
export async function refineRotation(start: AxesTry, tryAngle: TryAngle): Promise<AxesTry> {
  const tries = [start];
  const at = async (rotation: number): Promise<AxesTry> => {
    const known = tries.find(({ axes }) => axes.rotation === rotation);
    const made = known ?? await tryAngle(rotation);
    if (!known) tries.push(made);
    return made;
  };
  let best = start;
  for (const step of STEPS) {
    for (const way of [-step, step]) {
      let next = await at(best.axes.rotation + way);
      // Farther away lies another orientation, which has been tried.
      while (next.rFactor < best.rFactor && Math.abs(next.axes.rotation - start.axes.rotation) < MOST_TURN) {
        best = next;
        next = await at(best.axes.rotation + way);
      }
    }
  }
  const around = tries.filter(({ axes }) => Math.abs(axes.rotation - best.axes.rotation) <= REACH);
  const vertex = vertexOf(around.map(({ axes, rFactor }) => [axes.rotation, rFactor ** 2]));
  if (vertex === null || Math.abs(vertex - best.axes.rotation) > REACH) return best;
  return await at(Math.round(10 * vertex) / 10);
}

/**
 * Where the parabola that fits points best has its least value.
 *
 * @param points Three or more.
 * @returns Null where it has none.
 */
export function vertexOf(points: readonly (readonly [x: number, y: number])[]): number | null {
  const count = points.length;
  const mean = points.reduce((sum, [x]) => sum + x, 0) / count;
  // Normal equations of y = a + b t + c t², t = x − mean, solved for b and c.
  const moment = (power: number, value: (y: number) => number): number =>
    points.reduce((sum, [x, y]) => sum + (x - mean) ** power * value(y), 0) / count;
  const [t2, t3, t4] = [2, 3, 4].map((power) => moment(power, () => 1)) as [number, number, number];
  const [y0, y1, y2] = [0, 1, 2].map((power) => moment(power, (y) => y)) as [number, number, number];
  const [curved, rest] = [t4 - t2 ** 2, y2 - t2 * y0];
  const determinant = t2 * curved - t3 ** 2;
  const [b, c] = [(y1 * curved - t3 * rest) / determinant, (t2 * rest - t3 * y1) / determinant];
  return c > 0 && Number.isFinite(b / c) ? mean - b / (2 * c) : null;
}

// --- internal ---

const STEPS: readonly number[] = [10, 5, 2.5];

/** Degrees around the best that the parabola is fitted to. */
const REACH = 10;

const MOST_TURN = 45;

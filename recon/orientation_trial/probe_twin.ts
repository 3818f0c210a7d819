/**
 * The twin of a probe, P*(−r): with it, and with the twin of the object, patterns are the same if all positions change their
 * signs. A probe that is its own twin, such as one without a curved phase, so tells nothing of a half turn.
 *
 * @module
 */
import type { Mode } from "../../data/arrays/orthogonal_modes.ts";
import { modeIntensity, modePower, orthogonalModes } from "../../data/arrays/orthogonal_modes.ts";
import type { ComplexImage } from "../../data/complex_image.ts";

/**
 * How much a probe is like its twin, wherever that lies: √(Σₘₙ |⟨P⁽ᵐ⁾, P*⁽ⁿ⁾(s − r)⟩|² / Σₘ |P⁽ᵐ⁾|⁴), the greatest of shifts
 * s about twice the probe's centre of mass.
 *
 * @param probe Modes, N × N each.
 * @returns 1 for a probe that is its own twin, 0 for one that has nothing of it.
 */
export function likenessOfTwin(probe: readonly ComplexImage[]): number {
  const modes = orthogonalModes(probe);
  const { row, column } = centreOf(modes, modes[0]?.width ?? 0);
  const shifts = Array.from({ length: 2 * REACH + 1 }, (_, k) => k - REACH);
  const likeness = shifts.flatMap((down) =>
    shifts.map((across) => {
      const [rows, columns] = [Math.round(2 * row) + down, Math.round(2 * column) + across];
      return modes.reduce(
        (sum, one) => sum + modes.reduce((sum, other) => sum + overlap(one, other, [rows, columns]), 0),
        0,
      );
    })
  );
  return Math.sqrt(Math.max(...likeness) / modes.reduce((sum, mode) => sum + modePower(mode) ** 2, 0));
}

// --- internal ---

/** Pixels by which the twin is shifted from where its centre of mass lies on the probe's. */
const REACH = 2;

/** |Σ A(r) B(s − r)|². */
function overlap(one: ComplexImage, other: ComplexImage, [rows, columns]: readonly [number, number]): number {
  const { height, width } = one;
  let [re, im] = [0, 0];
  for (let row = Math.max(0, rows - height + 1); row <= Math.min(height - 1, rows); row++) {
    for (let column = Math.max(0, columns - width + 1); column <= Math.min(width - 1, columns); column++) {
      const [p, q] = [row * width + column, (rows - row) * width + columns - column];
      const [a, b, c, d] = [one.re[p] ?? 0, one.im[p] ?? 0, other.re[q] ?? 0, other.im[q] ?? 0];
      re += a * c - b * d;
      im += a * d + b * c;
    }
  }
  return re ** 2 + im ** 2;
}

function centreOf(modes: readonly Mode[], width: number): { readonly row: number; readonly column: number } {
  let [row, column, sum] = [0, 0, 0];
  modeIntensity(modes).forEach((light, p) => {
    row += light * Math.floor(p / width);
    column += light * (p % width);
    sum += light;
  });
  return { row: row / sum, column: column / sum };
}

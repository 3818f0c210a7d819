/**
 * A simulated scan whose probe changes from shot to shot.
 *
 * @module
 */
import { assert } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import type { ComplexImage } from "../../../data/complex_image.ts";
import { hermiteModes } from "../../../data/arrays/hermite_modes.ts";
import { Random } from "../../../data/random/random.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { predictAmplitudes } from "../../../recon/engines/predict_amplitudes.ts";
import { type EngineScan, engineScan } from "../../../recon/engines/state/engine_scan.ts";

/** A scan, and what it was made of. */
export interface VariedScan {
  /** The scan. */
  readonly scan: EngineScan;
  /** The object that it was made of. */
  readonly object: ComplexImage;
}

/**
 * Patterns of N 32 without noise, whose probe is P + c₁ x P + c₂ y² P, orthogonal, with coefficients that walk at random.
 *
 * @param strength Root mean square of the coefficients.
 * @param patterns How many.
 */
export async function variedScan(strength: number, patterns = 60): Promise<VariedScan> {
  await selectAccelerator("cpu", { threads: 1 });
  const made = simulateScan({ patchSize: 32, patterns, photons: 1e6, seed: 2, object: "deadLeaves", probe: "speckle" });
  const { object, probe } = made;
  assert(object);
  const [, along, , , , across] = hermiteModes(probe, [1, 1, 1, 1, 1, 1]);
  assert(along && across);
  const random = new Random(5, "shots");
  const [first, second] = [walk(random, patterns, strength), walk(random, patterns, strength)];
  const amplitude = new Float32Array(patterns * 32 ** 2);
  for (let j = 0; j < patterns; j++) {
    const part = (of: "re" | "im"): Float32Array =>
      probe[of].map((value, p) =>
        value + (first[j] ?? 0) * (along[of][p] ?? 0) + (second[j] ?? 0) * (across[of][p] ?? 0)
      );
    const source = { canvas: object, origin: { x: 0, y: 0 }, probe: [{ ...probe, re: part("re"), im: part("im") }] };
    const [pattern] = await predictAmplitudes(source, [{ x: made.x[j] ?? NaN, y: made.y[j] ?? NaN }]);
    if (pattern) amplitude.set(pattern, j * 32 ** 2);
  }
  return { scan: engineScan({ ...made, amplitude }), object };
}

// --- internal ---

/** A random walk that is drawn back to 0. */
function walk(random: Random, count: number, size: number): Float64Array {
  let at = 0;
  const steps = Float64Array.from({ length: count }, () => at = 0.9 * at + random.normal());
  const rms = Math.sqrt(steps.reduce((sum, value) => sum + value ** 2, 0) / count);
  return steps.map((value) => size * value / rms);
}

/**
 * Modes of a partially coherent wave. Their intensities add up wherever they arrive, so that modes may be exchanged for
 * any unitary mixture of them: nothing that is measured changes. Of all mixtures one is made of waves that are orthogonal;
 * its strongest modes are the best that so few can do.
 *
 * @module
 */
import { type ComplexMatrix, hermitianEigen } from "./hermitian_eigen.ts";

/** A wave, or one mode of it. */
export interface Mode {
  /** Real parts. */
  readonly re: Float32Array;
  /** Imaginary parts, as many. */
  readonly im: Float32Array;
}

/**
 * Power of a mode: Σ |value|².
 *
 * @param mode The mode.
 */
export function modePower({ re, im }: Mode): number {
  return re.reduce((sum, value, i) => sum + value * value + (im[i] ?? 0) ** 2, 0);
}

/**
 * Intensity of modes together: Σ over modes |value|² at each pixel.
 *
 * @param modes Modes of one length.
 */
export function modeIntensity(modes: readonly Mode[]): Float64Array {
  const intensity = new Float64Array(modes[0]?.re.length ?? 0);
  for (const { re, im } of modes) {
    re.forEach((value, p) => intensity[p] = (intensity[p] ?? 0) + value ** 2 + (im[p] ?? NaN) ** 2);
  }
  return intensity;
}

/**
 * Shares of modes in the power of all.
 *
 * @param modes The modes, not all zero.
 * @returns A number from 0 to 1 for each; their sum is 1.
 */
export function powerShares(modes: readonly Mode[]): number[] {
  const powers = modes.map(modePower);
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/**
 * Mixes modes so that they are orthogonal, by the eigenvectors of their Gram matrix. Any linear map of the modes, such as
 * multiplication by an object and diffraction, leads to the same intensity as before.
 *
 * @param modes The modes, of one length, finite.
 * @returns Modes in descending order of power; as many as are linearly independent. A single one is returned as it is.
 */
export function orthogonalModes<M extends Mode>(modes: readonly M[]): M[] {
  const [first] = modes;
  if (!first || modes.length === 1) return [...modes];
  const { values, vectors } = hermitianEigen(gramMatrix(modes));
  const least = LEAST_SHARE * values.reduce((sum, value) => sum + value, 0);
  return [...values].flatMap((power, k) => power > least ? [{ ...first, ...mixture(modes, vectors, k) }] : []);
}

// --- internal ---

/** Shares of the power that the rounding of single precision leaves of modes that are not independent. */
const LEAST_SHARE = 1e-12;

/** Element (p, q) is Σ conj(mode p) · mode q. */
function gramMatrix(modes: readonly Mode[]): ComplexMatrix {
  const size = modes.length;
  const gram = { size, re: new Float64Array(size * size), im: new Float64Array(size * size) };
  modes.forEach((one, p) =>
    modes.forEach((other, q) => {
      let [re, im] = [0, 0];
      for (let i = 0; i < one.re.length; i++) {
        const [a, b, c, d] = [one.re[i] ?? 0, one.im[i] ?? 0, other.re[i] ?? 0, other.im[i] ?? 0];
        re += a * c + b * d;
        im += a * d - b * c;
      }
      gram.re[p * size + q] = re;
      gram.im[p * size + q] = im;
    })
  );
  return gram;
}

function mixture(modes: readonly Mode[], { size, re, im }: ComplexMatrix, column: number): Mode {
  const length = modes[0]?.re.length ?? 0;
  const [sumRe, sumIm] = [new Float64Array(length), new Float64Array(length)];
  modes.forEach((mode, p) => {
    const [c, s] = [re[p * size + column] ?? 0, im[p * size + column] ?? 0];
    for (let i = 0; i < length; i++) {
      const [a, b] = [mode.re[i] ?? 0, mode.im[i] ?? 0];
      sumRe[i] = (sumRe[i] ?? 0) + a * c - b * s;
      sumIm[i] = (sumIm[i] ?? 0) + a * s + b * c;
    }
  });
  return { re: Float32Array.from(sumRe), im: Float32Array.from(sumIm) };
}

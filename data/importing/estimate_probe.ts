/**
 * A probe where no file has one: the wave that a lens without aberrations would focus to, whose far field has the modulus
 * of the mean pattern. What the object adds to that is spread over all of it, so it is a beginning, no more.
 *
 * @module
 */
import type { ComplexImage } from "../complex_image.ts";

/**
 * Makes a probe of the mean pattern.
 *
 * @param mean Mean intensity of each pixel, N × N, DC at [N/2, N/2]; NaN where it was never measured, which counts as dark.
 * @param patchSize Side N, even.
 * @returns The inverse transform of its root, real where the pattern is symmetric, with the pattern's photons.
 */
export function estimateProbe(mean: Float64Array, patchSize: number): ComplexImage {
  const modulus = mean.map((value) => Number.isFinite(value) ? Math.sqrt(value) : 0);
  const turns = transformTable(patchSize);
  const across = alongRows({ re: modulus, im: new Float64Array(modulus.length) }, patchSize, turns);
  const { re, im } = alongRows(across, patchSize, turns);
  return { height: patchSize, width: patchSize, re: Float32Array.from(re), im: Float32Array.from(im) };
}

// --- internal ---

interface Field {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** cos and sin of 2πk/N. */
function transformTable(size: number): Field {
  const angle = (k: number): number => 2 * Math.PI * k / size;
  return {
    re: Float64Array.from({ length: size }, (_, k) => Math.cos(angle(k))),
    im: Float64Array.from({ length: size }, (_, k) => Math.sin(angle(k))),
  };
}

/** The unitary inverse transform of each row, origins in the middle; rows become columns, so that twice does both axes. */
function alongRows({ re, im }: Field, size: number, turns: Field): Field {
  const result = { re: new Float64Array(re.length), im: new Float64Array(re.length) };
  const half = size / 2;
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < size; k++) {
      let [a, b] = [0, 0];
      for (let j = 0; j < size; j++) {
        const turn = (((k - half) * (j - half)) % size + size) % size;
        const [cos, sin] = [turns.re[turn] ?? 0, turns.im[turn] ?? 0];
        const [p, q] = [re[row * size + j] ?? 0, im[row * size + j] ?? 0];
        a += p * cos - q * sin;
        b += p * sin + q * cos;
      }
      result.re[k * size + row] = a / Math.sqrt(size);
      result.im[k * size + row] = b / Math.sqrt(size);
    }
  }
  return result;
}

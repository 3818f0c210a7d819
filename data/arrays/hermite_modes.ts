/**
 * Modes of a partially coherent beam: the beam times polynomials of its coordinates, as the modes of a Gaussian Schell
 * source are (Thibault and Menzel 2013, doi:10.1038/nature11806, for what they mean in ptychography).
 *
 * @module
 */
import type { Mode } from "./orthogonal_modes.ts";

/**
 * Makes modes that are orthogonal to each other, of given shares of the power.
 *
 * @param probe The first of them, whose values stay as they are.
 * @param shares Power of each mode in proportion, that of the first first.
 * @returns As many modes as shares, N × N each.
 * @throws {RangeError} If the probe has too few pixels that are lit for so many.
 */
export function hermiteModes<M extends Mode & { readonly width: number }>(
  probe: M,
  shares: readonly number[],
): readonly M[] {
  const { width } = probe;
  const first = { re: Float64Array.from(probe.re), im: Float64Array.from(probe.im) };
  const power = powerOf(first);
  const [columns, rows] = ownCoordinates(first, width);
  const basis = [scaled(first, 1 / Math.sqrt(power))];
  for (let mode = 1; mode < shares.length; mode++) {
    const [m, n] = degrees(mode);
    const factor = Float64Array.from(columns, (x, i) => x ** m * (rows[i] ?? 0) ** n);
    const own = {
      re: first.re.map((value, i) => value * (factor[i] ?? 0)),
      im: first.im.map((value, i) => value * (factor[i] ?? 0)),
    };
    basis.push(orthogonalTo(basis, scaled(own, 1 / Math.sqrt(powerOf(own))), mode));
  }
  const [share = 1] = shares;
  return shares.map((own, mode) => {
    if (mode === 0) return probe;
    const { re, im } = scaled(basis[mode] ?? first, Math.sqrt(power * own / share));
    return { ...probe, re: Float32Array.from(re), im: Float32Array.from(im) };
  });
}

// --- internal ---

interface Wave {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** What is left of a mode of unit power must be more than rounding. */
const LEAST = 1e-4;

/** Powers of column and row by the number of a mode: (0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2) … */
function degrees(mode: number): readonly [m: number, n: number] {
  const degree = Math.floor((Math.sqrt(8 * mode + 1) - 1) / 2);
  const n = mode - degree * (degree + 1) / 2;
  return [degree - n, n];
}

/** Columns and rows of all pixels from the middle of the beam, in its standard deviations. */
function ownCoordinates({ re, im }: Wave, width: number): readonly [columns: Float64Array, rows: Float64Array] {
  const [columns, rows] = [
    Float64Array.from(re, (_, i) => i % width),
    Float64Array.from(re, (_, i) => Math.floor(i / width)),
  ];
  const weights = re.map((value, i) => value * value + (im[i] ?? 0) ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (values: Float64Array): number =>
    values.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0) / total;
  return [centred(columns, mean), centred(rows, mean)];
}

function centred(values: Float64Array, mean: (values: Float64Array) => number): Float64Array {
  const middle = mean(values);
  const off = values.map((value) => value - middle);
  const deviation = Math.sqrt(mean(off.map((value) => value * value))) || 1;
  return off.map((value) => value / deviation);
}

/** Gram and Schmidt's way, twice, as the first time leaves what rounding makes of it. */
function orthogonalTo(basis: readonly Wave[], wave: Wave, mode: number): Wave {
  let left = wave;
  for (const other of [...basis, ...basis]) {
    let [re, im] = [0, 0];
    for (let i = 0; i < left.re.length; i++) {
      const [a, b, c, d] = [other.re[i] ?? 0, other.im[i] ?? 0, left.re[i] ?? 0, left.im[i] ?? 0];
      re += a * c + b * d;
      im += a * d - b * c;
    }
    left = {
      re: left.re.map((value, i) => value - re * (other.re[i] ?? 0) + im * (other.im[i] ?? 0)),
      im: left.im.map((value, i) => value - re * (other.im[i] ?? 0) - im * (other.re[i] ?? 0)),
    };
  }
  const size = Math.sqrt(powerOf(left));
  if (size > LEAST) return scaled(left, 1 / size);
  throw new RangeError(
    `Cannot make mode ${mode + 1} of a probe as it is no other than those before: too few of its pixels are lit; ` +
      "give fewer mode shares",
  );
}

function powerOf({ re, im }: Wave): number {
  let power = 0;
  for (let i = 0; i < re.length; i++) power += (re[i] ?? 0) ** 2 + (im[i] ?? 0) ** 2;
  return power;
}

function scaled({ re, im }: Wave, factor: number): Wave {
  return { re: re.map((value) => value * factor), im: im.map((value) => value * factor) };
}

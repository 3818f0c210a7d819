/**
 * The normalised cross-correlation of two images as a function of the displacement between them.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import { CentredFft2, type WaveField } from "../../data/arrays/fft.ts";
import { templateOf } from "./correlation_template.ts";
import { phasors } from "./phasors.ts";
import { type Spectrum, spectrum } from "./spectrum.ts";

/** Rows and columns, whole or not. */
export interface Displacement {
  readonly y: number;
  readonly x: number;
}

/** The best place of a fine grid, with the agreement beside it. */
export interface GridMaximum extends Displacement {
  readonly agreement: number;
  readonly above: number;
  readonly below: number;
  readonly left: number;
  readonly right: number;
}

/**
 * |Σ w·conj(truth − mean)·image(p + d)|² over the product of both weighted variances: 1 where one image is the other times a
 * constant plus a constant. The weights w cover all of the truth but a rim as wide as the reach, and fall off at its edges.
 */
export class Correlation {
  readonly #reach: number;
  /** Spectrum of the cross-correlation with the truth. */
  readonly #cross: Spectrum;
  /** Squared modulus of the correlation, and weighted variance of the image times that of the truth, at whole pixels. */
  readonly #power: Float64Array;
  readonly #variance: Float64Array;
  /** Real numbers that were compared, those under a weight below 1 in part. */
  readonly samples: number;
  /**
   * Independent complex numbers among them: the smoother both images are, the fewer, and the better they agree by chance
   * (Bartlett's formula, by the spectra).
   */
  readonly independent: number;

  /**
   * @param image As large as the truth.
   * @param reach Greatest displacement along each axis, in whole pixels.
   */
  constructor(image: ComplexImage, truth: ComplexImage, reach: number) {
    this.#reach = reach;
    const { weights, sum, squares, target, variance } = templateOf(truth, reach);
    this.samples = 2 * sum * sum / squares;
    const [window, seen, laid] = [spectrum(weights), spectrum(centred(image)), spectrum(target)];
    this.#cross = product(laid, seen);
    this.independent = this.samples / 2 * broadness(laid, seen);
    this.#power = squaredModulus(near(this.#cross, reach));
    const mean = squaredModulus(near(product(window, seen), reach));
    const square = near(product(window, spectrum(squared(centred(image)))), reach).re;
    this.#variance = square.map((value, p) => variance * Math.max(value - (mean[p] ?? 0) / sum, ROUNDING * value));
  }

  /** The agreement at a whole displacement within reach, in [0, 1]; 0 where an image is constant. */
  at({ y, x }: Displacement): number {
    const p = (y + this.#reach) * (2 * this.#reach + 1) + x + this.#reach;
    return ratio(this.#power[p] ?? 0, this.#variance[p] ?? 0);
  }

  /**
   * The greatest agreement on a grid of 21 × 21 places.
   *
   * @param whole The whole displacement nearby, off the edge of reach.
   * @param centre Middle of the grid.
   * @param step Distance of its places.
   */
  best(whole: Displacement, centre: Displacement, step: number): GridMaximum {
    const side = 2 * GRID + 1;
    const powers = this.#powersAround(centre, step);
    const place = (p: number): Displacement => ({
      y: centre.y + (Math.floor(p / side) - GRID) * step,
      x: centre.x + (p % side - GRID) * step,
    });
    const grid = powers.map((power, p) => ratio(power, this.#varianceAt(whole, place(p))));
    let best = 0;
    for (let p = 0; p < grid.length; p++) if ((grid[p] ?? 0) > (grid[best] ?? 0)) best = p;
    const agreement = grid[best] ?? 0;
    const [row, column] = [Math.floor(best / side), best % side];
    const beside = (dy: number, dx: number): number => {
      const inside = Math.abs(row + dy - GRID) <= GRID && Math.abs(column + dx - GRID) <= GRID;
      return inside ? grid[best + dy * side + dx] ?? 0 : agreement;
    };
    return {
      ...place(best),
      ...{ agreement, above: beside(-1, 0), below: beside(1, 0), left: beside(0, -1), right: beside(0, 1) },
    };
  }

  /** Squared modulus of the correlation on a grid: exp(2πi·ky·y) · cross spectrum · exp(2πi·kx·x), summed over k. */
  #powersAround(centre: Displacement, step: number): Float64Array {
    const { height, width, re, im } = this.#cross;
    const side = 2 * GRID + 1;
    const powers = new Float64Array(side * side);
    const columns = contracted({ re, im, lines: height, length: width }, waves(centre.x, step, width));
    const sums = contracted({ ...columns, lines: side, length: height }, waves(centre.y, step, height));
    for (let p = 0; p < powers.length; p++) {
      powers[p] = (sums.re[p] ?? 0) ** 2 + (sums.im[p] ?? 0) ** 2;
    }
    return powers;
  }

  /** The variance between whole displacements: it is smooth, so a parabola through three of them along each axis will do. */
  #varianceAt({ y, x }: Displacement, at: Displacement): number {
    const [rows, columns] = [parabola(at.y - y), parabola(at.x - x)];
    let sum = 0;
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        const p = (y + i - 1 + this.#reach) * (2 * this.#reach + 1) + x + j - 1 + this.#reach;
        sum += (rows[i] ?? 0) * (columns[j] ?? 0) * (this.#variance[p] ?? 0);
      }
    }
    return sum;
  }
}

// --- internal ---

/** Places of a fine grid to each side of its middle. */
const GRID = 10;

/** Share of an image's mean square below which its variance is what rounding leaves. */
const ROUNDING = 1e-12;

function ratio(power: number, variance: number): number {
  return variance > 0 ? Math.min(1, power / variance) : 0;
}

/** The image less its mean, which is nothing to a correlation but rounding errors. */
function centred({ height, width, re, im }: ComplexImage): ComplexImage {
  const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [a, b] = [mean(re), mean(im)];
  return { height, width, re: re.map((value) => value - a), im: im.map((value) => value - b) };
}

/** Share of all frequencies that two spectra fill together: 1 for white ones. */
function broadness(a: Spectrum, b: Spectrum): number {
  let [sumA, sumB, both] = [0, 0, 0];
  for (let p = 0; p < a.re.length; p++) {
    const [powerA, powerB] = [(a.re[p] ?? 0) ** 2 + (a.im[p] ?? 0) ** 2, (b.re[p] ?? 0) ** 2 + (b.im[p] ?? 0) ** 2];
    sumA += powerA;
    sumB += powerB;
    both += powerA * powerB;
  }
  return both > 0 ? Math.min(1, sumA * sumB / both / a.re.length) : 1;
}

function squared({ height, width, re, im }: ComplexImage): ComplexImage {
  const power = re.map((value, p) => value * value + (im[p] ?? 0) ** 2);
  return { height, width, re: power, im: new Float32Array(power.length) };
}

/** conj(a)·b. */
function product(a: Spectrum, b: Spectrum): Spectrum {
  const [re, im] = [new Float64Array(a.re.length), new Float64Array(a.re.length)];
  for (let p = 0; p < re.length; p++) {
    const [aRe, aIm, bRe, bIm] = [a.re[p] ?? 0, a.im[p] ?? 0, b.re[p] ?? 0, b.im[p] ?? 0];
    re[p] = aRe * bRe + aIm * bIm;
    im[p] = aRe * bIm - aIm * bRe;
  }
  return { ...a, re, im };
}

/** The correlation that a cross spectrum belongs to, up to `reach` pixels from none; conjugated. */
function near({ height, width, re, im }: Spectrum, reach: number): WaveField {
  const field = { re: re.slice(), im: im.map((value) => -value) };
  new CentredFft2(height, width).transform(field);
  const side = 2 * reach + 1;
  const scale = Math.sqrt(height * width);
  const out = { re: new Float64Array(side * side), im: new Float64Array(side * side) };
  for (let p = 0; p < side * side; p++) {
    const from = (height / 2 - reach + Math.floor(p / side)) * width + width / 2 - reach + p % side;
    out.re[p] = scale * (field.re[from] ?? 0);
    out.im[p] = scale * (field.im[from] ?? 0);
  }
  return out;
}

function squaredModulus({ re, im }: WaveField): Float64Array {
  return re.map((value, p) => value * value + (im[p] ?? 0) ** 2);
}

/** For each place of a grid the wave exp(2πi·k·place/length) over all frequencies k, from −length/2. */
function waves(centre: number, step: number, length: number): WaveField[] {
  return Array.from({ length: 2 * GRID + 1 }, (_, k) => {
    const turn = 2 * Math.PI * (centre + (k - GRID) * step) / length;
    const { cos, sin } = phasors(turn, length, -turn * length / 2);
    return { re: cos, im: sin };
  });
}

/** Sums of lines times waves: wave by wave, a number for each line. */
function contracted(
  { re, im, lines, length }: WaveField & { readonly lines: number; readonly length: number },
  by: readonly WaveField[],
): WaveField {
  const out = { re: new Float64Array(by.length * lines), im: new Float64Array(by.length * lines) };
  by.forEach((wave, w) => {
    for (let line = 0; line < lines; line++) {
      let [sumRe, sumIm] = [0, 0];
      for (let k = 0; k < length; k++) {
        const [a, b] = [re[line * length + k] ?? 0, im[line * length + k] ?? 0];
        const [c, s] = [wave.re[k] ?? 0, wave.im[k] ?? 0];
        sumRe += a * c - b * s;
        sumIm += a * s + b * c;
      }
      out.re[w * lines + line] = sumRe;
      out.im[w * lines + line] = sumIm;
    }
  });
  return out;
}

/** Lagrange's weights of −1, 0 and 1 for a place between them. */
function parabola(at: number): [number, number, number] {
  return [at * (at - 1) / 2, 1 - at * at, at * (at + 1) / 2];
}

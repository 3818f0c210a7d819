/**
 * Images on other pixels: a probe or an object whose pixels are larger or smaller than those of the scan.
 *
 * @module
 */
import { type ComplexImage, zeroImage } from "../complex_image.ts";

/** One axis of an image and of what is made of it. */
export interface AxisChange {
  /** Pixels of the result in one of the image. */
  readonly scale: number;
  /** Pixels of the result. */
  readonly length: number;
  /** Pixel of the image that the pixel `to` of the result is. */
  readonly from: number;
  readonly to: number;
}

/**
 * Interpolates an image by its Fourier series. What the larger of the two pixels cannot show is left out, so that a probe
 * on fewer detector pixels is the one that has fewer frequencies; what lies outside of the image is 0.
 *
 * @param image The image.
 * @param rows What becomes of its rows (their number is the height).
 * @param columns What becomes of its columns.
 */
export function resampleImage(image: ComplexImage, rows: AxisChange, columns: AxisChange): ComplexImage {
  const across = isPlain(columns, image.width) ? image : alongRows(image, columns);
  if (isPlain(rows, image.height)) return across;
  return transposedImage(alongRows(transposedImage(across), rows));
}

/** The image with rows and columns swapped. */
export function transposedImage({ height, width, re, im }: ComplexImage): ComplexImage {
  const result = zeroImage(width, height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [from, to] = [row * width + column, column * height + row];
      result.re[to] = re[from] ?? 0;
      result.im[to] = im[from] ?? 0;
    }
  }
  return result;
}

// --- internal ---

function isPlain({ scale, length, from, to }: AxisChange, own: number): boolean {
  return scale === 1 && length === own && from === to;
}

function alongRows({ height, width, re, im }: ComplexImage, change: AxisChange): ComplexImage {
  const { length } = change;
  const weights = seriesWeights(width, change);
  const result = zeroImage(height, length);
  for (let row = 0; row < height; row++) {
    for (let k = 0; k < length; k++) {
      let [a, b] = [0, 0];
      for (let j = 0; j < width; j++) {
        const [c, d] = [weights.re[k * width + j] ?? 0, weights.im[k * width + j] ?? 0];
        const [p, q] = [re[row * width + j] ?? 0, im[row * width + j] ?? 0];
        a += c * p - d * q;
        b += c * q + d * p;
      }
      result.re[row * length + k] = a;
      result.im[row * length + k] = b;
    }
  }
  return result;
}

interface Weights {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** What each pixel of the image adds to each of the result: (1/n) Σ exp(2πi f (u − j) / n) over the common frequencies. */
function seriesWeights(n: number, { scale, length, from, to }: AxisChange): Weights {
  const [re, im] = [new Float64Array(length * n), new Float64Array(length * n)];
  const band = Math.min(n, Math.round(n * scale));
  const [lowest, count] = [-Math.floor(band / 2), band];
  for (let k = 0; k < length; k++) {
    const u = (k - to) / scale + from;
    if (u < -0.5 || u >= n - 0.5) continue;
    for (let j = 0; j < n; j++) {
      const turn = 2 * Math.PI * (u - j) / n;
      const [a, b] = geometricSum(turn, lowest, count);
      re[k * n + j] = a / n;
      im[k * n + j] = b / n;
    }
  }
  return { re, im };
}

/** Σ exp(i f turn) over `count` frequencies f from the lowest. */
function geometricSum(turn: number, lowest: number, count: number): readonly [re: number, im: number] {
  const half = turn / 2;
  const nearest = Math.round(half / Math.PI) * Math.PI;
  const middle = turn * (lowest + (count - 1) / 2);
  const sign = Math.round(half / Math.PI) % 2 === 0 || count % 2 === 1 ? 1 : -1;
  const size = Math.abs(half - nearest) < 1e-12 ? sign * count : Math.sin(count * half) / Math.sin(half);
  return [size * Math.cos(middle), size * Math.sin(middle)];
}

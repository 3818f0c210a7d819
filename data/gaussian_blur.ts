/**
 * Gaussian smoothing of images.
 *
 * @module
 */

/** A real image, row-major. */
export interface RealImage {
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/**
 * Convolves an image with a Gaussian of unit sum, cut off at four standard deviations; the border counts as zero.
 *
 * @param image The image.
 * @param sigma Standard deviation in pixels; 0 copies the image.
 * @returns A new image.
 */
export function gaussianBlur(image: RealImage, sigma: number): RealImage {
  const { height, width } = image;
  const kernel = gaussianKernel(sigma);
  const rows = convolveLines(image.data, kernel, { lines: height, length: width, lineStep: width, step: 1 });
  const data = convolveLines(rows, kernel, { lines: width, length: height, lineStep: 1, step: width });
  return { height, width, data };
}

// --- internal ---

function gaussianKernel(sigma: number): Float64Array {
  const radius = Math.ceil(4 * sigma);
  const kernel = Float64Array.from(
    { length: 2 * radius + 1 },
    (_, i) => sigma > 0 ? Math.exp(-0.5 * ((i - radius) / sigma) ** 2) : 1,
  );
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  return kernel.map((weight) => weight / sum);
}

interface Lines {
  readonly lines: number;
  readonly length: number;
  /** Distance from one line to the next, and from a pixel to the next on its line. */
  readonly lineStep: number;
  readonly step: number;
}

function convolveLines(data: Float32Array, kernel: Float64Array, walk: Lines): Float32Array {
  const result = new Float32Array(data.length);
  const radius = (kernel.length - 1) / 2;
  for (let line = 0; line < walk.lines; line++) {
    for (let at = 0; at < walk.length; at++) {
      let sum = 0;
      const to = Math.min(walk.length - 1, at + radius);
      for (let from = Math.max(0, at - radius); from <= to; from++) {
        sum += (kernel[from - at + radius] ?? 0) * (data[line * walk.lineStep + from * walk.step] ?? 0);
      }
      result[line * walk.lineStep + at * walk.step] = sum;
    }
  }
  return result;
}

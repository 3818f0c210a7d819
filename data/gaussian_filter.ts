/**
 * Gaussian smoothing of images, as two passes of a filter along one axis.
 *
 * @module
 */
import type { RealImage } from "./real_image.ts";

/** Which Gaussian, and what is done at the border. */
export interface GaussianFilterOptions {
  /** Standard deviation in pixels; 0 copies the image. */
  readonly sigma: number;
  /**
   * Pixels to each side of the middle after which the Gaussian is cut off.
   * @default four standard deviations, rounded up
   */
  readonly radius?: number;
  /**
   * Whether only places are kept where the window lies wholly inside the image, which makes it smaller by twice the radius;
   * else what lies outside counts as zero.
   * @default false
   */
  readonly inside?: boolean;
}

/**
 * Convolves an image with a Gaussian of unit sum. Sums are of double precision, and rounded to that of the image after
 * either pass.
 *
 * @param image The image; with `inside` each side is longer than twice the radius.
 * @returns A new image of the same precision.
 */
export function gaussianFilter<Data extends Float32Array | Float64Array>(
  image: RealImage<Data>,
  { sigma, radius = Math.ceil(4 * sigma), inside = false }: GaussianFilterOptions,
): RealImage<Data> {
  const kernel = gaussianKernel(sigma, radius);
  return filterColumns(filterRows(image, kernel, inside), kernel, inside);
}

// --- internal ---

function gaussianKernel(sigma: number, radius: number): Float64Array {
  const kernel = Float64Array.from(
    { length: 2 * radius + 1 },
    (_, i) => sigma > 0 ? Math.exp(-0.5 * ((i - radius) / sigma) ** 2) : 1,
  );
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  return kernel.map((weight) => weight / sum);
}

function zeros<Data extends Float32Array | Float64Array>({ data }: RealImage<Data>, length: number): Data {
  return (data instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)) as Data;
}

function filterRows<Data extends Float32Array | Float64Array>(
  image: RealImage<Data>,
  kernel: Float64Array,
  inside: boolean,
): RealImage<Data> {
  const { height, width, data } = image;
  const radius = (kernel.length - 1) / 2;
  const rim = inside ? radius : 0;
  const across = width - 2 * rim;
  const result = zeros(image, height * across);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < across; j++) {
      let sum = 0;
      const to = Math.min(width - 1, j + rim + radius);
      for (let from = Math.max(0, j + rim - radius); from <= to; from++) {
        sum += (kernel[from - j - rim + radius] ?? 0) * (data[i * width + from] ?? 0);
      }
      result[i * across + j] = sum;
    }
  }
  return { height, width: across, data: result };
}

/** Row by row too: a walk down a column would wait for memory at every step. */
function filterColumns<Data extends Float32Array | Float64Array>(
  image: RealImage<Data>,
  kernel: Float64Array,
  inside: boolean,
): RealImage<Data> {
  const { height, width, data } = image;
  const radius = (kernel.length - 1) / 2;
  const rim = inside ? radius : 0;
  const down = height - 2 * rim;
  const result = zeros(image, down * width);
  const sums = new Float64Array(width);
  for (let i = 0; i < down; i++) {
    sums.fill(0);
    const to = Math.min(height - 1, i + rim + radius);
    for (let from = Math.max(0, i + rim - radius); from <= to; from++) {
      const weight = kernel[from - i - rim + radius] ?? 0;
      for (let j = 0; j < width; j++) sums[j] = (sums[j] ?? 0) + weight * (data[from * width + j] ?? 0);
    }
    result.set(sums, i * width);
  }
  return { height: down, width, data: result };
}

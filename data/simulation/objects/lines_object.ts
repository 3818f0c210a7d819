/**
 * The "lines" object of PtychoPINN's simulations: random lines seen at three sharpnesses, so that it has structure at
 * every scale.
 *
 * @module
 */
import { type ComplexImage, zeroImage } from "../../complex_image.ts";
import { gaussianFilter } from "../../gaussian_filter.ts";
import type { RealImage } from "../../real_image.ts";
import { Random } from "../../random/random.ts";

/** Size and seed of an object. */
export interface LinesObjectOptions {
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  readonly seed: number;
}

/** Standard deviations of the blurs in pixels, and their weights. */
const BLURS = [[1, 1], [5, 2], [10, 5]] as const;
/** Four standard deviations of the widest blur: what lies beyond does not reach the object. */
const MARGIN = 40;
const LINES_PER_PIXEL = 400 / 392;

/**
 * Makes an object. With A the blurred lines, its amplitude rises linearly from 0.2 at min A to 1 at max A, and its phase
 * is tanh(π·(A − max A/2) / (3·mean A)): within −1 to 1 rad.
 *
 * @param options Size and seed; the number of lines is proportional to the longer side.
 * @returns The object.
 */
export function linesObject(options: LinesObjectOptions): ComplexImage {
  const { height, width } = options;
  const structure = blurredLines(options);
  const greatest = structure.reduce((most, value) => Math.max(most, value), 0);
  const least = structure.reduce((most, value) => Math.min(most, value), Infinity);
  const mean = structure.reduce((sum, value) => sum + value, 0) / structure.length;
  const object = zeroImage(height, width);
  structure.forEach((value, i) => {
    const amplitude = 0.2 + 0.8 * (value - least) / (greatest - least);
    const phase = Math.tanh(Math.PI * (value - greatest / 2) / (3 * mean));
    object.re[i] = amplitude * Math.cos(phase);
    object.im[i] = amplitude * Math.sin(phase);
  });
  return object;
}

// --- internal ---

function blurredLines(options: LinesObjectOptions): Float32Array {
  const { height, width } = options;
  const canvas = drawLines(options);
  const sum = new Float32Array(height * width);
  for (const [sigma, weight] of BLURS) {
    const { data } = gaussianFilter(canvas, { sigma });
    for (let i = 0; i < sum.length; i++) {
      const row = Math.floor(i / width) + MARGIN;
      const from = row * canvas.width + i % width + MARGIN;
      sum[i] = (sum[i] ?? 0) + weight * (data[from] ?? 0);
    }
  }
  return sum;
}

// Ends lie anywhere in a field twice as high and wide, of which the canvas is the middle and a margin.
function drawLines({ height, width, seed }: LinesObjectOptions): RealImage<Float32Array> {
  const random = new Random(seed, "object");
  const canvas = { height: height + 2 * MARGIN, width: width + 2 * MARGIN };
  const data = new Float32Array(canvas.height * canvas.width);
  const lines = Math.max(1, Math.round(LINES_PER_PIXEL * Math.max(height, width)));
  for (let line = 0; line < lines; line++) {
    const [y0, y1] = [0, 0].map(() => (2 * random.uniform() - 0.5) * height + MARGIN) as [number, number];
    const [x0, x1] = [0, 0].map(() => (2 * random.uniform() - 0.5) * width + MARGIN) as [number, number];
    const steps = Math.ceil(Math.max(Math.abs(y1 - y0), Math.abs(x1 - x0), 1));
    for (let step = 0; step <= steps; step++) {
      const row = Math.round(y0 + (y1 - y0) * step / steps);
      const column = Math.round(x0 + (x1 - x0) * step / steps);
      const inside = row >= 0 && row < canvas.height && column >= 0 && column < canvas.width;
      if (inside) data[row * canvas.width + column] = 1;
    }
  }
  return { ...canvas, data };
}

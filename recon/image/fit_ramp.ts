/**
 * Fitting a phase ramp without unwrapping: the coarse ramp is the peak of a spectrum, so that any number of turns across
 * the image is found; the fine one climbs to the top of that peak. A large image is summed into fewer pixels once the
 * coarse ramp is taken out of it, so that time and memory grow with its pixels alone.
 *
 * @module
 */
import { type ComplexImage, zeroImage } from "../../data/complex_image.ts";
import type { Rectangle } from "./largest_rectangle.ts";
import { phasors } from "./phasors.ts";
import { paddedSide, spectrum } from "./spectrum.ts";

/** A phase x·column + y·row + offset, in radians; row and column count from pixel [0, 0]. */
export interface Ramp {
  /** Radians a column. */
  readonly x: number;
  /** Radians a row. */
  readonly y: number;
  /** Radians, in [−π, π]. */
  readonly offset: number;
}

/** What is fitted. */
export interface FitRampOptions {
  /**
   * Whether the phase may be tilted; else only the offset is fitted.
   * @default true
   */
  readonly linear?: boolean;
  /**
   * Pixels that count (not 0); null takes all.
   * @default null
   */
  readonly mask?: Uint8Array | null;
}

/**
 * The ramp that maximises |Σ image·exp(−i(ax + by))|, and the phase of that sum as offset. Bright pixels count more, pixels
 * of value 0 not at all; phases need not be unwrapped and noise does not mislead it as long as the peak stands out.
 *
 * The coarse maximum is the peak of the discrete spectrum, of an image beyond 1024 pixels the peak of the mean power of its
 * parts; the fine one follows by majorisation: every step solves a least-squares plane whose curvature bounds that of the
 * sum, so the sum never falls.
 *
 * @returns All zeros for an image of zeros.
 */
export function fitRamp(image: ComplexImage, { linear = true, mask = null }: FitRampOptions = {}): Ramp {
  const moments = spread(image, mask);
  if (moments.weight === 0) return { x: 0, y: 0, offset: 0 };
  const coarse = linear ? coarseRamp(image, mask, moments) : { x: 0, y: 0 };
  const bin = { x: Math.ceil(image.width / PART), y: Math.ceil(image.height / PART) };
  const level = summed(image, mask, coarse, bin);
  // The parts are smaller than the image, so their peak is broader: the sums are to be searched once more.
  const rest = bin.x * bin.y > 1 ? fitRamp(level, { linear }) : climb(level, linear);
  // A summed pixel has the phase of the middle of those that went into it.
  const [x, y] = [rest.x / bin.x, rest.y / bin.y];
  const offset = rest.offset - x * (bin.x - 1) / 2 - y * (bin.y - 1) / 2;
  return { x: coarse.x + x, y: coarse.y + y, offset: Math.atan2(Math.sin(offset), Math.cos(offset)) };
}

// --- internal ---

const MOST_STEPS = 60;

/** Longest side of what is transformed at once, and of what is climbed on, in pixels. */
const PART = 1024;

/** Parts, at most, whose power is averaged. */
const MOST_PARTS = 16;

/** Change of the phase across the image, in radians, below which the climb ends. */
const TOLERANCE = 1e-7;

/** Mean squared distance from the centre, in pixels², below which an image has no extent along an axis. */
const POINT = 1e-6;

type Tilt = Pick<Ramp, "x" | "y">;

/** Centre and spread of |image|. */
interface Moments {
  weight: number;
  meanX: number;
  meanY: number;
  xx: number;
  xy: number;
  yy: number;
}

function spread({ height, width, re, im }: ComplexImage, mask: Uint8Array | null): Moments {
  let [weight, sumX, sumY, xx, xy, yy] = [0, 0, 0, 0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = y * width + x;
      if (mask && !mask[p]) continue;
      const amount = modulus(re[p] ?? 0, im[p] ?? 0);
      weight += amount;
      sumX += amount * x;
      sumY += amount * y;
      xx += amount * x * x;
      xy += amount * x * y;
      yy += amount * y * y;
    }
  }
  const [meanX, meanY] = weight > 0 ? [sumX / weight, sumY / weight] : [0, 0];
  xx -= weight * meanX * meanX;
  xy -= weight * meanX * meanY;
  yy -= weight * meanY * meanY;
  return { weight, meanX, meanY, xx, xy, yy };
}

function coarseRamp(image: ComplexImage, mask: Uint8Array | null, { xx, yy, weight }: Moments): Tilt {
  const { height, width, power } = meanPower(image, mask);
  let peak = 0;
  for (let p = 0; p < power.length; p++) if ((power[p] ?? 0) > (power[peak] ?? 0)) peak = p;
  const radians = (k: number, side: number): number => 2 * Math.PI * (k - side / 2) / side;
  // Along an axis without extent every frequency fits alike.
  return {
    x: xx > POINT * weight ? radians(peak % width, width) : 0,
    y: yy > POINT * weight ? radians(Math.floor(peak / width), height) : 0,
  };
}

function meanPower(
  image: ComplexImage,
  mask: Uint8Array | null,
): { height: number; width: number; power: Float64Array } {
  const [height, width] = [paddedSide(Math.min(image.height, PART)), paddedSide(Math.min(image.width, PART))];
  const power = new Float64Array(height * width);
  for (const region of brightestParts(image, mask)) {
    const { re, im } = spectrum(image, { region, mask, height, width });
    for (let p = 0; p < power.length; p++) power[p] = (power[p] ?? 0) + (re[p] ?? 0) ** 2 + (im[p] ?? 0) ** 2;
  }
  return { height, width, power };
}

/** The parts of an image, {@link PART} pixels high and wide where it is larger, in which most is seen. */
function brightestParts(image: ComplexImage, mask: Uint8Array | null): Rectangle[] {
  const parts: { region: Rectangle; weight: number }[] = [];
  for (let y = 0; y < image.height; y += PART) {
    for (let x = 0; x < image.width; x += PART) {
      const region = { y, x, height: Math.min(PART, image.height - y), width: Math.min(PART, image.width - x) };
      parts.push({ region, weight: weightOf(image, mask, region) });
    }
  }
  return parts.sort((a, b) => b.weight - a.weight).slice(0, MOST_PARTS).map(({ region }) => region);
}

function weightOf({ width, re, im }: ComplexImage, mask: Uint8Array | null, region: Rectangle): number {
  let sum = 0;
  for (let i = region.y; i < region.y + region.height; i++) {
    for (let p = i * width + region.x; p < i * width + region.x + region.width; p++) {
      if (!mask || mask[p]) sum += modulus(re[p] ?? 0, im[p] ?? 0);
    }
  }
  return sum;
}

/** The image without a ramp, `bin` pixels along each axis added to one. */
function summed(
  { height, width, re, im }: ComplexImage,
  mask: Uint8Array | null,
  { x, y }: Tilt,
  bin: Tilt,
): ComplexImage {
  const out = zeroImage(Math.ceil(height / bin.y), Math.ceil(width / bin.x));
  const [across, down] = [phasors(-x, width), phasors(-y, height)];
  for (let i = 0; i < height; i++) {
    const [cosY, sinY] = [down.cos[i] ?? 1, down.sin[i] ?? 0];
    for (let j = 0; j < width; j++) {
      const p = i * width + j;
      if (mask && !mask[p]) continue;
      const [cosX, sinX] = [across.cos[j] ?? 1, across.sin[j] ?? 0];
      const [c, s] = [cosX * cosY - sinX * sinY, sinX * cosY + cosX * sinY];
      const to = Math.floor(i / bin.y) * out.width + Math.floor(j / bin.x);
      out.re[to] = (out.re[to] ?? 0) + (re[p] ?? 0) * c - (im[p] ?? 0) * s;
      out.im[to] = (out.im[to] ?? 0) + (re[p] ?? 0) * s + (im[p] ?? 0) * c;
    }
  }
  return out;
}

/** The ramp from none to the nearest maximum; only its offset unless it is linear. */
function climb(image: ComplexImage, linear: boolean): Ramp {
  const moments = spread(image, null);
  let { x, y }: Tilt = { x: 0, y: 0 };
  for (let step = 0; linear && step < MOST_STEPS; step++) {
    const { gradientX, gradientY } = slope(image, moments, x, y);
    const [dx, dy] = solve(moments, gradientX, gradientY);
    x += dx;
    y += dy;
    if (Math.abs(dx) * image.width + Math.abs(dy) * image.height < TOLERANCE) break;
  }
  const { phase } = slope(image, moments, x, y);
  return { x, y, offset: phase - x * moments.meanX - y * moments.meanY };
}

/** Phase of the sum after removal of a ramp about the centre, and how the sum's size changes with the ramp. */
function slope(
  { height, width, re, im }: ComplexImage,
  { meanX, meanY }: Moments,
  x: number,
  y: number,
): { phase: number; gradientX: number; gradientY: number } {
  let [sumRe, sumIm, xRe, xIm, yRe, yIm] = [0, 0, 0, 0, 0, 0];
  const [across, down] = [phasors(x, width, -x * meanX), phasors(y, height, -y * meanY)];
  for (let i = 0; i < height; i++) {
    const [v, cosY, sinY] = [i - meanY, down.cos[i] ?? 1, down.sin[i] ?? 0];
    for (let j = 0; j < width; j++) {
      const p = i * width + j;
      const [u, cosX, sinX] = [j - meanX, across.cos[j] ?? 1, across.sin[j] ?? 0];
      const [c, s] = [cosX * cosY - sinX * sinY, sinX * cosY + cosX * sinY];
      const turnedRe = (re[p] ?? 0) * c + (im[p] ?? 0) * s;
      const turnedIm = (im[p] ?? 0) * c - (re[p] ?? 0) * s;
      sumRe += turnedRe;
      sumIm += turnedIm;
      xRe += u * turnedRe;
      xIm += u * turnedIm;
      yRe += v * turnedRe;
      yIm += v * turnedIm;
    }
  }
  const phase = Math.atan2(sumIm, sumRe);
  const [c, s] = [Math.cos(phase), Math.sin(phase)];
  return { phase, gradientX: xIm * c - xRe * s, gradientY: yIm * c - yRe * s };
}

/** Solves the 2 × 2 system of the step; an axis along which the image has no extent keeps its ramp. */
function solve({ xx, xy, yy }: Moments, gradientX: number, gradientY: number): [number, number] {
  const determinant = xx * yy - xy * xy;
  if (determinant > 1e-12 * xx * yy) {
    return [(yy * gradientX - xy * gradientY) / determinant, (xx * gradientY - xy * gradientX) / determinant];
  }
  return xx >= yy ? [xx > 0 ? gradientX / xx : 0, 0] : [0, gradientY / yy];
}

/** Math.hypot guards against overflow, which transmissions do not need, and takes ten times as long. */
function modulus(re: number, im: number): number {
  return Math.sqrt(re * re + im * im);
}

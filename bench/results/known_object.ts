/**
 * Images compared with the object that they are of, where light fell: of little overlap holes are left, which the rectangle
 * of an evaluation would go round.
 *
 * @module
 */
import { correlation, type Reconstruction, removeAmbiguity, type simulateScan } from "@exitwave/exitwave";

type SimulatedScan = Pick<ReturnType<typeof simulateScan>, "object" | "probe" | "x" | "y" | "patchSize">;
type Object = NonNullable<SimulatedScan["object"]>;

/** Part of the brightest light of one pattern that a pixel must get to be compared. */
const LEAST_LIGHT = 0.1;

/**
 * Correlation of the phase with that of the object, without global phase and ramp, over the pixels that light fell on.
 *
 * @param image The image, its place in whole pixels.
 * @param scan What it is of.
 */
export function phaseCorrelation(image: Reconstruction, scan: SimulatedScan): number {
  const { object } = scan;
  if (!object) throw new TypeError("Cannot compare with the truth as the scan has no object");
  const { laid, mask } = laidOn(object, image);
  litPixels(scan, object).forEach((lit, p) => {
    if (!lit) mask[p] = 0;
  });
  const { object: level } = removeAmbiguity(laid, object, { mask });
  return correlation(phases(level, object, mask), phases(object, object, mask));
}

// --- internal ---

function laidOn(object: Object, { object: image, mask, origin }: Reconstruction): { laid: Object; mask: Uint8Array } {
  const { height, width } = object;
  const laid = { height, width, re: new Float32Array(height * width), im: new Float32Array(height * width) };
  const covered = new Uint8Array(height * width);
  mask.forEach((known, p) => {
    const [row, column] = [Math.floor(p / image.width) + origin.y, p % image.width + origin.x];
    if (!known || row < 0 || column < 0 || row >= height || column >= width) return;
    const to = row * width + column;
    laid.re[to] = image.re[p] ?? NaN;
    laid.im[to] = image.im[p] ?? NaN;
    covered[to] = 1;
  });
  return { laid, mask: covered };
}

function litPixels({ probe, x, y, patchSize }: SimulatedScan, { height, width }: Object): Uint8Array {
  const light = probe.re.map((value, p) => value ** 2 + (probe.im[p] ?? 0) ** 2);
  const least = LEAST_LIGHT * light.reduce((a, b) => Math.max(a, b), 0);
  const lit = new Uint8Array(height * width);
  x.forEach((column, k) => {
    const left = Math.round(column - patchSize / 2), top = Math.round((y[k] ?? NaN) - patchSize / 2);
    light.forEach((value, p) => {
      if (value >= least) lit[(top + Math.floor(p / patchSize)) * width + left + p % patchSize] = 1;
    });
  });
  return lit;
}

/** Phases in one row of the pixels that count, about the mean of the object. */
function phases({ re, im }: Object, object: Object, mask: Uint8Array): {
  readonly height: 1;
  readonly width: number;
  readonly data: Float64Array;
} {
  const counted = Array.from(mask.keys()).filter((p) => mask[p]);
  const [a, b] = [object.re, object.im].map((part) => counted.reduce((sum, p) => sum + (part[p] ?? 0), 0));
  const mean = Math.atan2(b ?? 0, a ?? 0);
  const data = Float64Array.from(counted, (p) => {
    const phase = Math.atan2(im[p] ?? 0, re[p] ?? 0) - mean;
    return phase - 2 * Math.PI * Math.round(phase / (2 * Math.PI));
  });
  return { height: 1, width: data.length, data };
}

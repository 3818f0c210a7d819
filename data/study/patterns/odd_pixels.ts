/**
 * Pixels that look as if they did not measure: hot ones, which outshine all around them in most frames, and dead ones,
 * which saw nothing beside pixels that saw much.
 *
 * @module
 */
import { beamInCorner, beamPlace } from "./beam_place.ts";
import { deadPixels, type PixelTotals } from "./dead_pixels.ts";
import { type DetectorImage, shifted } from "./detector_image.ts";

/** Pixels by number, row-major in the axes of the image. */
export interface OddPixelList {
  readonly hot: readonly number[];
  readonly dead: readonly number[];
}

/**
 * Finds odd pixels.
 *
 * @param image Sums of values over frames; pixels that are known to be bad are not valid.
 * @param totals The sums, by which a flash in one frame is told from a pixel that is always hot.
 */
export function oddPixels(image: DetectorImage, totals: PixelTotals): OddPixelList {
  const candidates = hotCandidates(image, totals);
  return { hot: candidates.length > 0 ? notTheBeam(image, candidates) : [], dead: deadPixels(image, totals) };
}

/** `[12, 40], [13, 7] and 5 more`, rows and columns of pixels. */
export function pixelList(pixels: readonly number[], width: number): string {
  const named = pixels.slice(0, NAMED).map((p) => `[${Math.floor(p / width)}, ${p % width}]`).join(", ");
  return pixels.length > NAMED ? `${named} and ${pixels.length - NAMED} more` : named;
}

// --- internal ---

const NAMED = 5;
/** A hot pixel has so many times the light of the brightest of its neighbours. */
const HOT = 10;
/** Among masked pixels nothing can be said of one. */
const LEAST_AROUND = 3;
/** A hot pixel has at least so many counts in all. */
const LEAST_HOT = 20;
/** Share of the frames in which a pixel is bright, at least; of even light it is 1, of one flash 1/M. */
const LEAST_STEADY = 0.5;
/** Pixels about the beam that may outshine their neighbours. */
const BEAM = 2;

function hotCandidates(
  { height, width, data, valid }: DetectorImage,
  { count, values, squares }: PixelTotals,
): number[] {
  const found: number[] = [];
  data.forEach((total, p) => {
    if (valid[p] === 0 || !(total >= LEAST_HOT)) return;
    const [row, column] = [Math.floor(p / width), p % width];
    let around = 0;
    for (let i = Math.max(0, row - 1); i <= Math.min(height - 1, row + 1); i++) {
      for (let j = Math.max(0, column - 1); j <= Math.min(width - 1, column + 1); j++) {
        const q = i * width + j;
        if (q !== p && HOT * (data[q] ?? 0) > total) return;
        around += q !== p ? valid[q] ?? 0 : 0;
      }
    }
    if (around < LEAST_AROUND) return;
    const steady = (values[p] ?? 0) ** 2 / (count * (squares[p] ?? Infinity));
    if (count === 1 || steady >= LEAST_STEADY) found.push(p);
  });
  return found;
}

/** Without lens or pinhole the direct beam may fill one pixel: what lies where the rest has its centre is the beam. */
function notTheBeam(image: DetectorImage, candidates: readonly number[]): number[] {
  const { height, width } = image;
  const data = image.data.slice();
  for (const p of candidates) data[p] = data[p % width === 0 ? p + 1 : p - 1] ?? 0;
  const rest = { ...image, data };
  const corner = beamInCorner(rest) === true;
  const beam = beamPlace(corner ? shifted(rest) : rest);
  if (beam === null) return [];
  return candidates.filter((p) => {
    const [row, column] = [Math.floor(p / width), p % width];
    const [i, j] = corner
      ? [(row + Math.floor(height / 2)) % height, (column + Math.floor(width / 2)) % width]
      : [row, column];
    return Math.abs(i - beam.row) > BEAM + 0.5 || Math.abs(j - beam.column) > BEAM + 0.5;
  });
}

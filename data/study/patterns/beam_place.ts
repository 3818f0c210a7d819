/**
 * Where the direct beam lies on the detector: in the corners, as transforms leave it, or around some pixel.
 *
 * @module
 */
import { CentredFft2 } from "../../arrays/fft.ts";
import { circularMean } from "../../checks/beam_centre.ts";
import { type DetectorImage, quantile } from "./detector_image.ts";

/** A place on the detector in pixels, with fractions. */
export interface DetectorPlace {
  readonly row: number;
  readonly column: number;
}

/**
 * Whether the light lies in the four corners.
 *
 * @param image The mean pattern as intensity.
 * @returns Null where it is spread too evenly to tell, or the middle is masked.
 */
export function beamInCorner(image: DetectorImage): boolean | null {
  const { height, width, data } = lightOf(image);
  if (!isSeen(image)) return null;
  const [rows, columns] = [new Float64Array(height), new Float64Array(width)];
  data.forEach((value, i) => {
    const row = Math.floor(i / width);
    rows[row] = (rows[row] ?? 0) + value;
    columns[i % width] = (columns[i % width] ?? 0) + value;
  });
  const [down, across] = [circularMean(rows), circularMean(columns)];
  if (!(Math.min(down.certainty, across.certainty) >= LEAST_CERTAINTY)) return null;
  return Math.abs(down.centre - height / 2) > 3 * height / 8 && Math.abs(across.centre - width / 2) > 3 * width / 8;
}

/**
 * The pixel about which the light of the mean pattern is most symmetric, which is the direct beam's: far-field patterns of
 * thin objects are, those of any object in the mean over a scan, and the disks and rings of lenses. Unlike the centre of
 * mass it is not drawn to the middle where the frame cuts the light, nor to one side by a strong scatterer.
 *
 * @param image The mean pattern as intensity, the beam not in the corners.
 * @returns The place; null where the image has no light.
 */
export function beamPlace(image: DetectorImage): DetectorPlace | null {
  const small = binned(lightOf(image));
  if (!small.data.some((value) => value > 0)) return null;
  const side = 2 ** Math.ceil(Math.log2(2 * Math.max(small.height, small.width)));
  const peak = greatestSymmetry(small, side);
  const place = (at: number): number => small.bin * (at + 0.5) - 0.5;
  return { row: place(peak.row), column: place(peak.column) };
}

// --- internal ---

/** Below it the pattern is too even to tell. */
const LEAST_CERTAINTY = 0.05;
/** Share of the pixels that are background at most. */
const BACKGROUND = 0.1;
/** Larger images are binned: the place is known to a part of a bin. */
const MOST_SIDE = 512;

/** Whether most pixels of the middle, a quarter of the image, are valid. */
function isSeen({ height, width, valid }: DetectorImage): boolean {
  let [seen, all] = [0, 0];
  for (let row = Math.floor(height / 4); row < Math.ceil(3 * height / 4); row++) {
    for (let column = Math.floor(width / 4); column < Math.ceil(3 * width / 4); column++) {
      seen += valid[row * width + column] ?? 0;
      all += 1;
    }
  }
  return 2 * seen >= all;
}

/** The image less its background. */
function lightOf(image: DetectorImage): DetectorImage {
  const background = quantile(image, BACKGROUND);
  return { ...image, data: image.data.map((value, i) => image.valid[i] === 1 ? Math.max(0, value - background) : 0) };
}

function binned(image: DetectorImage): DetectorImage & { readonly bin: number } {
  const bin = Math.ceil(Math.max(image.height, image.width) / MOST_SIDE);
  if (bin === 1) return { ...image, bin };
  const [height, width] = [Math.ceil(image.height / bin), Math.ceil(image.width / bin)];
  const data = new Float64Array(height * width);
  image.data.forEach((value, i) => {
    const at = Math.floor(i / image.width / bin) * width + Math.floor((i % image.width) / bin);
    data[at] = (data[at] ?? 0) + value;
  });
  return { height, width, data, valid: new Uint8Array(data.length).fill(1), bin };
}

/** Where Σ a(c + d) a(c − d) of the amplitudes a is greatest: their convolution with themselves, at twice the centre. */
function greatestSymmetry({ height, width, data }: DetectorImage, side: number): DetectorPlace {
  const fft = new CentredFft2(side);
  const [re, im] = [new Float64Array(side * side), new Float64Array(side * side)];
  const [top, left] = [(side - height) >> 1, (side - width) >> 1];
  data.forEach((value, i) => {
    re[(Math.floor(i / width) + top) * side + (i % width) + left] = Math.sqrt(value);
  });
  fft.transform({ re, im });
  for (let i = 0; i < re.length; i++) {
    const [a, b] = [re[i] ?? 0, im[i] ?? 0];
    // A second forward transform gives the image mirrored about the middle.
    [re[i], im[i]] = [a * a - b * b, 2 * a * b];
  }
  fft.transform({ re, im });
  const best = re.reduce((most, value, i) => value > (re[most] ?? 0) ? i : most, 0);
  const around = (axis: number, at: number): number => {
    const [before, middle, after] = [re[best - axis] ?? 0, re[best] ?? 0, re[best + axis] ?? 0];
    const bend = before - 2 * middle + after;
    return at + (bend < 0 ? (before - after) / (2 * bend) : 0);
  };
  // At distance m from the middle, mirrored, lies twice the centre's own distance from it.
  const centre = (at: number, start: number): number => side / 2 + (side / 2 - at) / 2 - start;
  return {
    row: centre(around(side, Math.floor(best / side)), top),
    column: centre(around(1, best % side), left),
  };
}

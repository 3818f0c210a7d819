/**
 * The square of the detector that a scan takes: about the direct beam, of a size that networks take, with the light in it.
 *
 * @module
 */
import { NETWORK_SIZES } from "../../checks/patch_size.ts";
import type { DetectorPlace } from "./beam_place.ts";
import { type DetectorImage, quantile } from "./detector_image.ts";

/** A square of the detector. */
export interface PatternWindow {
  /** Pixel that becomes the middle, [side/2, side/2]; null takes the middle of the image, [⌊H/2⌋, ⌊W/2⌋]. */
  readonly centre: readonly [row: number, column: number] | null;
  /** Side that is cut out, before binning. */
  readonly crop: number;
  /** Side to which it is padded after binning; null where it fits as it is. */
  readonly pad: number | null;
  /** Share of the light that lies outside. */
  readonly lost: number;
}

/** What is settled already. */
export interface WindowWishes {
  /** Detector pixels along a side that become one. */
  readonly bin: number;
  /** The beam's pixel, where somebody named it. */
  readonly centre: DetectorPlace | null;
  /** The side to cut out, where somebody named it. */
  readonly crop: number | null;
  /** The side to pad to, where somebody named it. */
  readonly pad: number | null;
}

/**
 * Chooses the square.
 *
 * @param image The mean pattern as intensity, the beam not in its corners.
 * @param beam Where the beam is; null where there is no light.
 * @param wishes What is settled.
 */
export function patternWindow(
  image: DetectorImage,
  beam: DetectorPlace | null,
  { bin, centre, crop, pad }: WindowWishes,
): PatternWindow {
  const middle = { row: Math.floor(image.height / 2), column: Math.floor(image.width / 2) };
  const moved = centre ?? (beam !== null && isOff(image, beam) ? rounded(beam) : null);
  // About a beam that is off the middle, a window as large as the image reaches beyond it.
  const sides = NETWORK_SIZES.toSorted((a, b) => a - b).map((size) => size * bin);
  const side = crop ?? Math.min(image.height, image.width, pad === null ? Infinity : pad * bin);
  const fits = crop !== null || pad !== null || (sides.includes(side) && image.height === image.width);
  // Where anything is cut, it is cut about the beam itself; a pixel is less than its place is known to.
  const about = moved ?? (fits || beam === null || isNext(beam, middle) ? middle : rounded(beam));
  const window = (cut: number, to: number | null): PatternWindow => ({
    centre: about.row === middle.row && about.column === middle.column ? null : [about.row, about.column],
    ...{ crop: cut, pad: to, lost: lost(image, about, cut) },
  });
  if (fits) {
    return window(
      side,
      pad ?? (sides.includes(side) ? null : (sides.find((size) => size >= side) ?? side) / bin),
    );
  }
  const below = sides.findLast((size) => size <= side);
  const above = sides.find((size) => size >= side);
  if (below !== undefined && (above === undefined || lost(image, about, below) <= MOST_LOST)) {
    return window(below, null);
  }
  return window(side - side % (2 * bin), (above ?? side) / bin);
}

/** Whether the beam is so far from the middle that it is worth moving. */
export function isOff({ height, width }: DetectorImage, { row, column }: DetectorPlace): boolean {
  const most = (side: number): number => Math.max(LEAST_OFFSET, side / 32);
  return Math.abs(row - Math.floor(height / 2)) > most(height) ||
    Math.abs(column - Math.floor(width / 2)) > most(width);
}

// --- internal ---

/** Share of the light that a smaller window may lose. */
const MOST_LOST = 0.005;
/** Pixels that the beam may be off the middle whatever the size. */
const LEAST_OFFSET = 2;

function isNext(beam: DetectorPlace, { row, column }: DetectorPlace): boolean {
  const { row: down, column: across } = rounded(beam);
  return Math.abs(down - row) <= 1 && Math.abs(across - column) <= 1;
}

function rounded({ row, column }: DetectorPlace): DetectorPlace {
  return { row: Math.round(row), column: Math.round(column) };
}

/** Share of the light outside of a square about a pixel. */
function lost(image: DetectorImage, centre: DetectorPlace, size: number): number {
  const { width, data, valid } = image;
  const background = Math.max(0, quantile(image, 0.1));
  let [all, inside] = [0, 0];
  data.forEach((value, i) => {
    if (valid[i] === 0) return;
    const light = Math.max(0, value - background);
    const [down, across] = [Math.floor(i / width) - centre.row, (i % width) - centre.column];
    all += light;
    if (down >= -size / 2 && down < size / 2 && across >= -size / 2 && across < size / 2) inside += light;
  });
  return all > 0 ? 1 - inside / all : 0;
}

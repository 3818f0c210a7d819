/**
 * Colours of curves: told apart by colour-blind eyes, and read on light and on dark paper.
 *
 * @module
 */
import { hexOf, rgbOf } from "./oklch.ts";

/** How a curve is drawn. */
export interface SeriesStyle {
  /** Its colour, `#rrggbb`. */
  readonly colour: string;
  /** Its dashes, as `stroke-dasharray`; undefined is a full line. */
  readonly dashes: string | undefined;
}

/**
 * Style of a curve by its number, from 0: six colours, and from the seventh on the same with other dashes.
 */
export function seriesStyle(index: number): SeriesStyle {
  const [lightness = 0.6, chroma = 0, hue = 0] = COLOURS[index % COLOURS.length] ?? [];
  const round = Math.floor(index / COLOURS.length);
  const dashes = DASHES[((FIRST_DASHES[index % COLOURS.length] ?? 0) + round) % DASHES.length];
  return { colour: hexOf(rgbOf({ lightness, chroma, hue })), dashes };
}

// --- internal ---

/** Blue, orange, green, purple, ochre, grey: lightness, chroma, hue. */
const COLOURS: readonly (readonly [number, number, number])[] = [
  [0.56, 0.15, 255],
  [0.67, 0.17, 50],
  [0.62, 0.12, 165],
  [0.54, 0.18, 335],
  [0.66, 0.13, 88],
  [0.58, 0.01, 255],
];

const DASHES: readonly (string | undefined)[] = [undefined, "7 3", "2 2.5", "9 3 2 3"];

/** Dashes of the first round: colours that some eyes take for each other have different ones. */
const FIRST_DASHES = [0, 1, 0, 2, 3, 1];

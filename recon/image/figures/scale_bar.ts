/**
 * A bar of a round length and its label, on a white strip below an image: the image itself stays as it is.
 *
 * @module
 */
import { lengthText } from "../../../data/experiment.ts";
import { TEXT_ROWS, textDots } from "./bitmap_font.ts";
import { levelRows, type SizedLevels } from "./grey_figure.ts";

/** A bar. */
export interface BarLength {
  /** Length in pixels of the image, not rounded. */
  readonly pixels: number;
  /** Such as `200 nm`. */
  readonly label: string;
}

/**
 * The image with a scale bar below. One that is too narrow for bar and label stays without.
 *
 * @param image The image.
 * @param pixelWidth Width of a pixel in metres; without it the bar is in pixels.
 */
export function withScaleBar(image: SizedLevels, pixelWidth?: number): SizedLevels {
  const scale = Math.max(1, Math.floor(image.width / PIXELS_A_DOT));
  const bar = barLength(image.width, pixelWidth);
  const strip = bar && drawn({ ...bar, pixels: Math.round(bar.pixels) }, image.width, scale);
  if (!strip) return image;
  const rowOf = levelRows(image.levels, image.width);
  const levels = (index: number): Uint8Array => index < image.height ? rowOf(index) : strip.row(index - image.height);
  return { levels, height: image.height + strip.height, width: image.width };
}

/**
 * The longest bar of 1, 2 or 5 times a power of ten that is at most a quarter of an image.
 *
 * @param width Width of the image in pixels.
 * @param pixelWidth Width of a pixel in metres; without it lengths are in pixels.
 * @returns Null where it would be shorter than a pixel.
 */
export function barLength(width: number, pixelWidth?: number): BarLength | null {
  const unit = pixelWidth ?? 1;
  const most = unit * width / 4;
  const power = Math.floor(Math.log10(most) + 1e-9);
  // Divided, not multiplied by a negative power: 2 / 10 is the number that is written 0.2.
  const times = (factor: number): number => power < 0 ? factor / 10 ** -power : factor * 10 ** power;
  const length = times([5, 2, 1].find((factor) => times(factor) <= most * (1 + 1e-9)) ?? 1);
  if (length / unit < 1 - 1e-9) return null;
  return { pixels: length / unit, label: pixelWidth === undefined ? `${length} px` : lengthText(length) };
}

// --- internal ---

/** An image has so many pixels for each that a dot is wide. */
const PIXELS_A_DOT = 400;
/** Dots around bar and label. */
const MARGIN = 3;
/** Rows of dots that a bar is thick. */
const THICKNESS = 3;

interface Strip {
  readonly height: number;
  row(index: number): Uint8Array;
}

function drawn({ pixels, label }: BarLength, width: number, scale: number): Strip | null {
  const text = textDots(label);
  const labelAt = MARGIN * scale + pixels + MARGIN * scale;
  if (labelAt + ((text[0]?.length ?? 0) + MARGIN) * scale > width) return null;
  const row = (index: number): Uint8Array => {
    const levels = new Uint8Array(width).fill(255);
    const dotRow = Math.floor(index / scale) - MARGIN;
    const isBar = dotRow >= BAR_ROW && dotRow < BAR_ROW + THICKNESS;
    if (isBar) levels.fill(0, MARGIN * scale, MARGIN * scale + pixels);
    [...text[dotRow] ?? ""].forEach((dot, column) => {
      if (dot === "#") levels.fill(0, labelAt + column * scale, labelAt + (column + 1) * scale);
    });
    return levels;
  };
  return { height: (2 * MARGIN + TEXT_ROWS) * scale, row };
}

/** The bar is at half the height of digits. */
const BAR_ROW = 2;

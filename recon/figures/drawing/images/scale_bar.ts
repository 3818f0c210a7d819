/**
 * Scale bars: a bar of a round length below an image, and what it is.
 *
 * @module
 */
import type { BarLength } from "../../../image/figures/scale_bar.ts";
import { element, joined, type Markup } from "../../../../config/values/markup.ts";
import { textWidth } from "../text/text_width.ts";
import { SIZES, words } from "../words.ts";

/** px below an image that a scale bar takes. */
export const SCALE_BAR_ROOM = 20;

/** A scale bar as it is drawn, from the lower left corner of its image. */
export interface ScaleBar {
  readonly content: Markup;
  /** px to the right. */
  readonly width: number;
}

/**
 * A scale bar.
 *
 * @param bar Its length in pixels of the image, and its label.
 * @param pixel Width of a pixel of the image in px of the drawing.
 */
export function scaleBar({ pixels, label }: BarLength, pixel: number): ScaleBar {
  const length = pixels * pixel;
  return {
    content: joined([
      element("rect", { class: "scale-bar", y: 9, width: length, height: 4 }),
      words(label, { x: length + 6, y: 15, size: SIZES.mark }),
    ]),
    width: length + 6 + textWidth(label, SIZES.mark),
  };
}

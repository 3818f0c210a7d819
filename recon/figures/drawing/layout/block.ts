/**
 * Blocks: what is drawn on a rectangle, and how far its labels reach out of it. Blocks are laid out by their rectangles, so
 * that images and axes stand in line whatever is written beside them.
 *
 * @module
 */
import { element, type Markup } from "../../../../config/values/markup.ts";

/** px around a rectangle. */
export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A drawing on a rectangle whose upper left corner is (0, 0). */
export interface Block extends Margins {
  /** Width of the rectangle in px. */
  readonly width: number;
  /** Height of the rectangle in px. */
  readonly height: number;
  /** What is drawn. */
  readonly content: Markup;
}

/** No margins. */
export const NO_MARGINS: Margins = { left: 0, right: 0, top: 0, bottom: 0 };

/** The larger of margins on each side. */
export function widest(margins: readonly Margins[]): Margins {
  const most = (side: keyof Margins): number => Math.max(0, ...margins.map((each) => each[side]));
  return { left: most("left"), right: most("right"), top: most("top"), bottom: most("bottom") };
}

/** A drawing moved. */
export function moved(content: Markup, x: number, y: number): Markup {
  if (x === 0 && y === 0) return content;
  const [across, down] = [x, y].map((value) => Math.round(value * 100) / 100 + 0);
  return element("g", { transform: `translate(${across} ${down})` }, [content]);
}

/**
 * A part of a drawing, from (0, 0) on; what lies beyond its size is cut off.
 *
 * @param bleed px all around that are still seen, so that a line on the edge has its whole width.
 */
export function cutOff(content: Markup, width: number, height: number, bleed = 0): Markup {
  const [across, down] = [width + 2 * bleed, height + 2 * bleed];
  const place = bleed === 0 ? {} : { x: -bleed, y: -bleed, viewBox: `${-bleed} ${-bleed} ${across} ${down}` };
  return element("svg", { ...place, width: across, height: down, overflow: "hidden" }, [content]);
}

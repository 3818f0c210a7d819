/**
 * Text of a drawing. It stays text: a page can search, select and read it aloud.
 *
 * @module
 */
import { element, escaped, type Markup } from "../../../config/values/markup.ts";

/** The font of all figures. */
export const FONT = "DejaVu Sans, Verdana, sans-serif";

/** Font sizes in px. */
export const SIZES = { title: 13, label: 12, mark: 11 } as const;

/** Where a line of text stands. */
export interface WordsPlace {
  /** px to the right. */
  readonly x: number;
  /** Base line, px downwards. */
  readonly y: number;
  /** Which part of the line is at x; its start by default. */
  readonly anchor?: "start" | "middle" | "end";
  /** Font size in px; of a label by default. */
  readonly size?: number;
  /** Degrees by which the line is turned clockwise about its place. */
  readonly turned?: number;
  /** From 0 to 1. */
  readonly opacity?: number;
}

/**
 * A line of text.
 *
 * @param text What it says, as it is: it is escaped here.
 * @param place Where it stands.
 */
export function words(text: string, { x, y, anchor, size = SIZES.label, turned, opacity }: WordsPlace): Markup {
  return element("text", {
    x,
    y,
    "font-size": size,
    "text-anchor": anchor === "start" ? undefined : anchor,
    transform: turned === undefined
      ? undefined
      : `rotate(${turned} ${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100})`,
    "fill-opacity": opacity,
  }, [escaped(text)]);
}

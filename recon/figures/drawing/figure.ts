/**
 * A figure: SVG with what it shows in words. Its ink is `currentColor` and it has no paper, so that a page that holds it
 * gives it both; by itself it is {@link standalone}.
 *
 * @module
 */
import { shown } from "../../../config/notebook/shown.ts";
import { element, escaped, joined, type Markup } from "../../../config/values/markup.ts";
import { FONT, SIZES } from "./words.ts";

/** A picture of curves and images, as text. */
export interface Figure {
  /** The `svg` element. It has no ids and no addresses but data URIs, so that it can stand anywhere in a page. */
  readonly svg: string;
  /** Width in px. */
  readonly width: number;
  /** Height in px. */
  readonly height: number;
  /** What it is, in a few words. */
  readonly title: string;
  /** What is seen on it, for those who cannot see it. */
  readonly description: string;
}

/** What a figure says of itself. */
export interface Caption {
  /** What it is, in a few words. */
  readonly title: string;
  /** What is seen on it, in sentences. */
  readonly description: string;
}

/**
 * Puts a drawing into a figure.
 *
 * @param content The drawing, from (0, 0) on.
 * @param size Width and height in px; they are rounded up.
 * @param caption What it is.
 */
export function figure(
  content: Markup,
  size: { readonly width: number; readonly height: number },
  { title, description }: Caption,
): Figure {
  const [width, height] = [Math.ceil(size.width), Math.ceil(size.height)];
  const svg = element("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    // Nothing lies beyond it; a renderer pays for cutting a figure within another with an image of the whole size.
    overflow: "visible",
    role: "img",
    "aria-label": `${title}. ${description}`,
    "font-family": FONT,
    "font-size": SIZES.label,
    fill: "currentColor",
  }, [element("title", {}, [escaped(title)]), element("desc", {}, [escaped(description)]), content]);
  return shown({ svg, width, height, title, description }, (made) => ({
    "text/plain": `${made.title}. ${made.description}`,
    "text/html": made.svg,
    "image/svg+xml": standalone(made),
  }));
}

/**
 * A figure as a file of its own: dark ink on white paper, whatever the reader's theme.
 *
 * @param shown The figure.
 * @returns Text of an SVG file.
 *
 * @example
 * ```ts
 * import { objectFigure, standalone } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const object = { height: 1, width: 2, re: Float32Array.of(1, 2), im: new Float32Array(2) };
 * const figure = objectFigure({ object, mask: Uint8Array.of(1, 1), origin: { y: 0, x: 0 } });
 * assertEquals(standalone(figure).startsWith("<svg "), true);
 * ```
 */
export function standalone({ svg, width, height, title }: Figure): string {
  const paper = element("rect", { width, height, fill: PAPER });
  return `${
    joined([
      element("svg", {
        xmlns: "http://www.w3.org/2000/svg",
        viewBox: `0 0 ${width} ${height}`,
        width,
        height,
        color: INK,
      }, [element("title", {}, [escaped(title)]), paper, svg as Markup]),
    ])
  }\n`;
}

// --- internal ---

const [PAPER, INK] = ["#ffffff", "#1b1f24"];

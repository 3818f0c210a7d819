/**
 * An image with its title above, a colour bar beside it and a scale bar below.
 *
 * @module
 */
import type { BarLength } from "../../../image/figures/scale_bar.ts";
import { type Block, cutOff, moved } from "../layout/block.ts";
import { element, joined, type Markup } from "../../../../config/values/markup.ts";
import { fittedText, textWidth } from "../text/text_width.ts";
import { SIZES, words } from "../words.ts";
import { hatch } from "./hatch.ts";
import type { Raster } from "./raster.ts";
import { SCALE_BAR_ROOM, scaleBar } from "./scale_bar.ts";

/** What stands beside an image and explains its colours, from (0, 0) on. */
export interface Beside {
  readonly content: Markup;
  /** Width in px. */
  readonly width: number;
  /** Height in px. */
  readonly height: number;
}

/** Width and height in px. */
export interface Shown {
  readonly width: number;
  readonly height: number;
}

/** An image to be drawn. */
export interface ImageBlockOptions {
  /** What it is, with the unit. */
  readonly title: string;
  /** The image; null where there is none. */
  readonly raster: Raster | null;
  /** Its size in the drawing. */
  readonly shown: Shown;
  /** What explains its colours. */
  readonly beside?: Beside | undefined;
  /** Length of its scale bar in pixels of which the image is `across` wide. */
  readonly bar?: { readonly length: BarLength; readonly across: number } | null | undefined;
  /** What is drawn over it, in px from its upper left corner; what lies outside is cut off. */
  readonly over?: Markup | undefined;
}

/** The image as a block. */
export function imageBlock({ title, raster, shown, beside, bar, over }: ImageBlockOptions): Block {
  const { width, height } = shown;
  const scale = bar ? scaleBar(bar.length, width / bar.across) : null;
  const right = beside ? BETWEEN + beside.width : 0;
  const room = Math.max(width + right, LEAST_TITLE);
  const parts = [
    words(fittedText(title, SIZES.title, room), { x: 0, y: -TITLE_AT, size: SIZES.title }),
    ...(raster === null || raster.holes ? [hatch(width, height)] : []),
    ...(raster === null ? [] : [imageElement(raster, shown)]),
    ...(over === undefined ? [] : [cutOff(over, width, height)]),
    element("rect", {
      width,
      height,
      fill: "none",
      stroke: "currentColor",
      "stroke-opacity": 0.5,
      "stroke-width": 0.75,
    }),
    ...(beside ? [moved(beside.content, width + BETWEEN, 0)] : []),
    ...(scale ? [moved(scale.content, 0, height)] : []),
  ];
  const below = Math.max(scale ? SCALE_BAR_ROOM : 0, (beside?.height ?? 0) - height + 4);
  const titled = Math.min(room, textWidth(title, SIZES.title));
  return {
    width,
    height,
    left: 0,
    right: Math.max(right, titled - width, (scale?.width ?? 0) - width, 0),
    top: TITLE_AT + SIZES.title,
    bottom: Math.max(4, below),
    content: joined(parts),
  };
}

/**
 * Size at which an image is drawn: as large as fits, its pixels in their shape. An image of a few rows, or columns, is drawn
 * broader than it is.
 *
 * @param image Rows and columns.
 * @param most Width and height in px that there is room for.
 * @param aspect Height of a pixel by its width.
 */
export function shownSize(
  image: { readonly height: number; readonly width: number },
  most: Shown,
  aspect = 1,
): Shown {
  const [width, height] = [Math.max(1, image.width), Math.max(1, image.height) * aspect];
  const factor = Math.min(most.width / width, most.height / height);
  const side = (length: number): number => Math.max(LEAST_SIDE, Math.round(factor * length));
  return { width: side(width), height: side(height) };
}

// --- internal ---

const [BETWEEN, LEAST_SIDE, LEAST_TITLE, TITLE_AT] = [8, 14, 150, 9];

/** Pixels that are drawn larger than they are stay squares; smaller ones are averaged by who draws them. */
function imageElement({ uri, height, width }: Raster, shown: Shown): Markup {
  const enlarged = shown.width >= width && shown.height >= height;
  return element("image", {
    href: uri,
    width: shown.width,
    height: shown.height,
    preserveAspectRatio: "none",
    "image-rendering": enlarged ? "pixelated" : undefined,
  });
}

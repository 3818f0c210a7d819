/**
 * Small pictures of what a file holds, for the card of a scan. Grey and without scales: figures with colours, colour bars
 * and lengths are made of the same arrays by `recon/figures`, which stands above `data`.
 *
 * @module
 */
import { element, escaped, type Markup } from "../../config/values/markup.ts";
import { joinedList } from "../arrays/joined_bytes.ts";
import { writePng } from "../formats/png/write_png.ts";

/** An image of real numbers, row-major. */
export interface ThumbnailImage {
  readonly height: number;
  readonly width: number;
  /** NaN where there is no value. */
  readonly data: ArrayLike<number>;
}

/**
 * An image from black, its least value, to white; what has no value is transparent.
 *
 * @param image The image.
 * @param caption What it shows; it stands below.
 */
export function thumbnail({ height, width, data }: ThumbnailImage, caption: string): Markup {
  let [least, greatest] = [Infinity, -Infinity];
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? NaN;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const levels = Uint8Array.from(data, (value) => {
    if (Number.isNaN(value)) return 0;
    return 1 + Math.round(254 * (greatest > least ? (value - least) / (greatest - least) : 0));
  });
  const row = (index: number): Uint8Array => levels.subarray(index * width, (index + 1) * width);
  const png = joinedList([...writePng({ height, width, colour: GREYS }, row)]);
  const scale = SIDE / Math.max(height, width);
  return captioned(
    element("img", {
      src: `data:image/png;base64,${png.toBase64()}`,
      ...{ width: Math.round(width * scale), height: Math.round(height * scale), alt: caption },
      style: "image-rendering:pixelated",
    }),
    caption,
  );
}

/**
 * Points of a plane as dots, x to the right and y downwards, both on one scale.
 *
 * @param x To the right, of each.
 * @param y Downwards, of each.
 * @param caption What they are; it stands below.
 */
export function dots(x: ArrayLike<number>, y: ArrayLike<number>, caption: string): Markup {
  const every = Math.ceil(x.length / MOST_DOTS);
  const [left, right] = extent(x);
  const [top, bottom] = extent(y);
  const scale = (SIDE - 2 * MARGIN) / (Math.max(right - left, bottom - top) || 1);
  const [middle, height] = [(left + right) / 2, (top + bottom) / 2];
  const circles: Markup[] = [];
  for (let i = 0; i < x.length; i += every) {
    const [cx, cy] = [SIDE / 2 + ((x[i] ?? NaN) - middle) * scale, SIDE / 2 + ((y[i] ?? NaN) - height) * scale];
    circles.push(element("circle", { cx, cy, r: DOT }));
  }
  const svg = element("svg", {
    ...{ xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${SIDE} ${SIDE}`, width: SIDE, height: SIDE },
    ...{ role: "img", "aria-label": caption, fill: "currentColor", "fill-opacity": 0.6 },
  }, circles);
  return captioned(svg, every > 1 ? `${caption} (one in ${every})` : caption);
}

// --- internal ---

/** px of the longer side; dots that are drawn at most, their radius, and the room around them. */
const [SIDE, MOST_DOTS, DOT, MARGIN] = [160, 2000, 1.6, 6];

/** Greys by their level; level 0 is no colour. */
const GREYS = { rgb: Uint8Array.from({ length: 3 * 256 }, (_, i) => Math.floor(i / 3)), alpha: Uint8Array.of(0) };

function captioned(picture: Markup, caption: string): Markup {
  const style = "display:inline-block;margin:0 16px 8px 0;vertical-align:top;text-align:center";
  return element("div", { style }, [picture, element("div", { style: "font-size:smaller" }, [escaped(caption)])]);
}

function extent(values: ArrayLike<number>): [number, number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i] ?? NaN);
    greatest = Math.max(greatest, values[i] ?? NaN);
  }
  return [least, greatest];
}

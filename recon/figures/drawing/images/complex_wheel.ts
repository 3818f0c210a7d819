/**
 * Complex images in colours, and the wheel that explains them.
 *
 * @module
 */
import type { RealImage } from "../../../../data/real_image.ts";
import { complexPlace } from "../colours/complex_colours.ts";
import { element, joined } from "../../../../config/values/markup.ts";
import { numberText } from "../text/number_text.ts";
import { textWidth } from "../text/text_width.ts";
import { SIZES, words } from "../words.ts";
import type { Beside } from "./image_block.ts";
import { colourRaster, type Raster } from "./raster.ts";

/** How complex numbers become colours. */
export interface ComplexColouring {
  /** The colours, as `complexColours` has them: they are the same always, and take their time to make. */
  readonly table: Uint8Array;
  /** Amplitude of the lightest. */
  readonly greatest: number;
}

/**
 * A complex image: hue is the phase, lightness the amplitude.
 *
 * @param re Real parts; NaN where there is no value.
 * @param im Imaginary parts, of the same size.
 * @param colouring How they become colours.
 */
export function complexRaster(re: RealImage, im: RealImage, { table, greatest }: ComplexColouring): Raster {
  const rgba = new Uint8Array(4 * re.data.length);
  for (let p = 0; p < re.data.length; p++) {
    const [a, b] = [re.data[p] ?? NaN, im.data[p] ?? NaN];
    if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
    const at = complexPlace(greatest > 0 ? Math.hypot(a, b) / greatest : 0, Math.atan2(b, a));
    rgba.set([table[at] ?? 0, table[at + 1] ?? 0, table[at + 2] ?? 0, 255], 4 * p);
  }
  return colourRaster(re.height, re.width, rgba);
}

/** The wheel beside a complex image: the phase goes round, counter-clockwise from the right, the amplitude grows outwards. */
export function complexWheel({ table, greatest }: ComplexColouring): Beside {
  const [left, top] = [textWidth("±π", SIZES.mark) + 4, SIZES.mark + 3];
  const middle = { x: left + SIZE / 2, y: top + SIZE / 2 };
  const rim = `|A| = ${numberText(greatest)}`;
  return {
    content: joined([
      element("image", { href: wheelRaster(table).uri, x: left, y: top, width: SIZE, height: SIZE }),
      element("circle", {
        cx: middle.x,
        cy: middle.y,
        r: SIZE / 2,
        fill: "none",
        stroke: "currentColor",
        "stroke-width": 0.75,
      }),
      words("0", { x: left + SIZE + 4, y: middle.y + 4, size: SIZES.mark }),
      words("π/2", { x: middle.x, y: top - 4, anchor: "middle", size: SIZES.mark }),
      words("±π", { x: left - 4, y: middle.y + 4, anchor: "end", size: SIZES.mark }),
      words("−π/2", { x: middle.x, y: top + SIZE + 13, anchor: "middle", size: SIZES.mark }),
      words(rim, { x: middle.x, y: top + SIZE + 32, anchor: "middle", size: SIZES.mark }),
      words("at the rim", { x: middle.x, y: top + SIZE + 45, anchor: "middle", size: SIZES.mark }),
    ]),
    width: Math.max(left + SIZE + 12, middle.x + textWidth(rim, SIZES.mark) / 2),
    height: top + SIZE + 48,
  };
}

// --- internal ---

/** px, and pixels of the image of the wheel. */
const [SIZE, SIDE] = [64, 129];

function wheelRaster(table: Uint8Array): Raster {
  const rgba = new Uint8Array(4 * SIDE * SIDE);
  const middle = (SIDE - 1) / 2;
  for (let p = 0; p < SIDE * SIDE; p++) {
    const [x, y] = [p % SIDE - middle, middle - Math.floor(p / SIDE)];
    const radius = Math.hypot(x, y) / middle;
    if (radius > 1) continue;
    const at = complexPlace(radius, Math.atan2(y, x));
    rgba.set([table[at] ?? 0, table[at + 1] ?? 0, table[at + 2] ?? 0, 255], 4 * p);
  }
  return colourRaster(SIDE, SIDE, rgba);
}

/**
 * An image to look into: the page's script draws its values, moves and enlarges them, shows a range of them, and cuts along
 * a line. The values are in the page, in 65 535 levels.
 *
 * @module
 */
import { linearScale } from "../../figures/drawing/axes/linear_scale.ts";
import { colourMap, type MapName } from "../../figures/drawing/colours/colour_maps.ts";
import { element, escaped, type Markup } from "../../../config/values/markup.ts";
import { shownRange } from "../../figures/panels/value_panel.ts";
import type { PixelSize } from "../../../data/experiment.ts";
import type { RealImage } from "../../../data/real_image.ts";

/** What can be done at a view, with a pointer and with keys. */
export const VIEW_KEYS =
  "Drag an image to move it. Keys, at the image that was clicked on or reached by Tab: arrows move it, + and − enlarge and " +
  "reduce it, 0 shows all of it, L begins or ends a line cut. Then arrows move the line, and with Shift its second end.";

/** What is looked at. */
export interface ValueView {
  /** What it is, with the unit. */
  readonly title: string;
  /** The values; NaN is none. */
  readonly values: RealImage;
  /** Their colours. */
  readonly map: MapName;
  /** Height and width of a pixel in metres; undefined where they are not known. */
  readonly pixelSize: PixelSize | undefined;
}

/** Markup of the view; null where there is no value. */
export function valueView({ title, values, map, pixelSize }: ValueView): Markup | null {
  const packed = packedValues(values);
  if (packed === null) return null;
  const shown = shownRange(values) ?? packed;
  const scale = linearScale(shown);
  return element("figure", {
    class: "view scripted",
    "data-height": values.height,
    "data-width": values.width,
    "data-least": String(packed.low),
    "data-greatest": String(packed.high),
    "data-low": String(scale.low),
    "data-high": String(scale.high),
    "data-map": map,
    "data-pixel-height": pixelSize ? String(pixelSize.height) : "",
    "data-pixel-width": pixelSize ? String(pixelSize.width) : "",
    "data-values": packed.base64,
  }, [
    element("figcaption", {}, [escaped(title)]),
    element("canvas", { tabindex: 0, role: "img", "aria-label": `${title}. ${VIEW_KEYS}` }, [escaped("")]),
    element("div", { class: "controls", role: "group", "aria-label": `Controls of ${title}` }, [
      numberBox("Shown from", "low"),
      numberBox("to", "high"),
      button("cut", "Line cut"),
      button("closer", "+", "Enlarge"),
      button("farther", "−", "Reduce"),
      button("whole", "Whole image"),
    ]),
    element("output", { "aria-live": "polite" }, [escaped("")]),
    element("canvas", { class: "profile", hidden: "", role: "img", "aria-label": "Values along the line" }, [
      escaped(""),
    ]),
  ]);
}

/** The colour maps, once a page, as the script looks them up. */
export function colourMaps(): Markup {
  const maps = MAPS.map((name) => [`data-${name}`, colourMap(name).toBase64()] as const);
  return element("div", { id: "colour-maps", hidden: "", ...Object.fromEntries(maps) }, [escaped("")]);
}

// --- internal ---

const MAPS: readonly MapName[] = ["grey", "sequential", "cyclic", "diverging"];

const LEVELS = 65_534;

interface Packed {
  readonly low: number;
  readonly high: number;
  /** Little-endian 16-bit levels: 0 is no value, 1 the least, 65 535 the greatest. */
  readonly base64: string;
}

function packedValues({ data }: RealImage): Packed | null {
  let [low, high] = [Infinity, -Infinity];
  for (const value of data) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return null;
  const step = high > low ? (high - low) / LEVELS : 1;
  const bytes = new DataView(new ArrayBuffer(2 * data.length));
  data.forEach((value, p) => {
    bytes.setUint16(2 * p, Number.isFinite(value) ? 1 + Math.round((value - low) / step) : 0, true);
  });
  return { low, high, base64: new Uint8Array(bytes.buffer).toBase64() };
}

function numberBox(name: string, key: string): Markup {
  return element("label", {}, [
    escaped(name),
    element("input", { type: "number", step: "any", "data-key": key, autocomplete: "off" }),
  ]);
}

function button(key: string, text: string, label?: string): Markup {
  return element("button", {
    type: "button",
    "data-key": key,
    "aria-label": label,
    "aria-pressed": key === "cut" ? "false" : undefined,
  }, [escaped(text)]);
}

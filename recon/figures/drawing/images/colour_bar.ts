/**
 * Colour bars: which value has which colour.
 *
 * @module
 */
import { sideAxis } from "../axes/axis.ts";
import { element, joined } from "../../../../config/values/markup.ts";
import { moved } from "../layout/block.ts";
import { MAP_COLOURS } from "../colours/colour_maps.ts";
import type { Beside } from "./image_block.ts";
import { type Colouring, valueRaster } from "./raster.ts";

/**
 * A bar beside an image, low at the bottom. The factor of the scale is for the title of the image to say.
 *
 * @param colouring Map and scale of the image.
 * @param height Height of the image in px; the bar is at least 64 px high.
 */
export function colourBar({ map, scale }: Colouring, height: number): Beside {
  const length = Math.max(LEAST, height);
  const steps = Float64Array.from({ length: MAP_COLOURS }, (_, step) => 1 - step / (MAP_COLOURS - 1));
  const bar = valueRaster({ height: MAP_COLOURS, width: 1, data: steps }, {
    map,
    scale: { ...scale, place: (at) => at },
  });
  const axis = sideAxis({ ...scale, factor: "" }, length, "", "right");
  return {
    content: joined([
      element("image", { href: bar.uri, width: THICKNESS, height: length, preserveAspectRatio: "none" }),
      element("rect", { width: THICKNESS, height: length, fill: "none", stroke: "currentColor", "stroke-width": 0.75 }),
      moved(axis.content, THICKNESS, 0),
    ]),
    width: THICKNESS + axis.room,
    height: length,
  };
}

// --- internal ---

const [LEAST, THICKNESS] = [64, 11];

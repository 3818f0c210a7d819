/**
 * Images in a figure: PNG as data URIs. What has no value is transparent, and hatched below.
 *
 * @module
 */
import { joinedList } from "../../../../data/arrays/joined_bytes.ts";
import { type PngLayout, writePng } from "../../../../data/formats/png/write_png.ts";
import type { RealImage } from "../../../../data/real_image.ts";
import type { Scale } from "../axes/scale.ts";
import { colourMap, MAP_COLOURS, type MapName } from "../colours/colour_maps.ts";

/** An image that is ready to be drawn. */
export interface Raster {
  /** A `data:` URI. */
  readonly uri: string;
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /** Whether a pixel has no value. */
  readonly holes: boolean;
}

/** How values become colours. */
export interface Colouring {
  /** The map. */
  readonly map: MapName;
  /** Values of its ends; what is beyond has the colour of the end. */
  readonly scale: Scale;
}

/**
 * Values in the colours of a map.
 *
 * @param image The values; NaN is none.
 * @param colouring How they become colours.
 */
export function valueRaster({ height, width, data }: RealImage, { map, scale }: Colouring): Raster {
  let holes = false;
  const levels = Uint8Array.from(data, (value) => {
    const place = scale.place(value);
    if (Number.isNaN(place)) holes = true;
    return Number.isNaN(place) ? 0 : 1 + Math.round((MAP_COLOURS - 1) * Math.min(1, Math.max(0, place)));
  });
  const rgb = new Uint8Array(3 + 3 * MAP_COLOURS);
  rgb.set(colourMap(map), 3);
  return { uri: dataUri({ height, width, colour: { rgb, alpha: Uint8Array.of(0) } }, levels), height, width, holes };
}

/**
 * Colours as they are.
 *
 * @param rgba Red, green, blue and opacity of each pixel, from 0 to 255.
 */
export function colourRaster(height: number, width: number, rgba: Uint8Array): Raster {
  const holes = rgba.some((value, index) => index % 4 === 3 && value === 0);
  return { uri: dataUri({ height, width, colour: "rgba" }, rgba), height, width, holes };
}

// --- internal ---

function dataUri(layout: PngLayout, bytes: Uint8Array): string {
  const length = bytes.length / layout.height;
  const png = joinedList([...writePng(layout, (index) => bytes.subarray(index * length, (index + 1) * length))]);
  return `data:image/png;base64,${png.toBase64()}`;
}

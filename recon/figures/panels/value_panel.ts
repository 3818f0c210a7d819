/**
 * An image of numbers as it stands in a figure: in the colours of a map, with its colour bar, and a scale bar below.
 *
 * @module
 */
import type { PixelSize } from "../../../data/experiment.ts";
import type { RealImage } from "../../../data/real_image.ts";
import { greyRange } from "../../image/figures/grey_levels.ts";
import { rowsOf } from "../../image/figures/image_rows.ts";
import { type BarLength, barLength } from "../../image/figures/scale_bar.ts";
import { linearScale } from "../drawing/axes/linear_scale.ts";
import type { Range, Scale } from "../drawing/axes/scale.ts";
import type { MapName } from "../drawing/colours/colour_maps.ts";
import { colourBar } from "../drawing/images/colour_bar.ts";
import { imageBlock, shownSize } from "../drawing/images/image_block.ts";
import { valueRaster } from "../drawing/images/raster.ts";
import type { Block } from "../drawing/layout/block.ts";

/** How an image of numbers is shown. */
export interface ValuePanel {
  /** What it is, with the unit. */
  readonly title: string;
  /** What is drawn; NaN is no value. */
  readonly values: RealImage;
  readonly map: MapName;
  /** Values of both ends of the map; percentiles 0.5 and 99.5 of what is drawn by default. */
  readonly scale?: Scale;
  /** What the scale bar is of; none is drawn where this is left out. */
  readonly bar?: ScaleBarOf;
  /** Rows and columns of the image itself, which may have more than are drawn; those that are drawn by default. */
  readonly size?: { readonly height: number; readonly width: number };
  /** Longest side in px. */
  readonly side: number;
}

/** What a scale bar measures: pixels of the sample, whose size may not be known. */
export interface ScaleBarOf {
  readonly pixelSize: PixelSize | undefined;
}

/** The panel. */
export function valuePanel({ title, values, map, scale: given, bar, size = values, side }: ValuePanel): Block {
  const shown = shownSize(size, { width: side, height: side }, aspectOf(bar?.pixelSize));
  const drawing = { title, shown, bar: barOf(size.width, bar) };
  const range = shownRange(values);
  if (range === null) return imageBlock({ ...drawing, raster: null });
  const scale = given ?? linearScale(range);
  const raster = valueRaster(values, { map, scale });
  const named = scale.factor === "" ? title : `${title}, ${scale.factor}`;
  return imageBlock({ ...drawing, title: named, raster, beside: colourBar({ map, scale }, shown.height) });
}

/**
 * Percentiles 0.5 and 99.5 of the values; null where there are none. Values that differ by no more than single precision
 * rounds them are one.
 */
export function shownRange(values: RealImage): Range | null {
  const valid = Uint8Array.from(values.data, (value) => Number.isFinite(value) ? 1 : 0);
  if (!valid.includes(1)) return null;
  const { low, high } = greyRange(rowsOf(values), valid);
  const rounded = high - low <= 1e-6 * Math.max(Math.abs(low), Math.abs(high));
  return rounded ? { low: (low + high) / 2, high: (low + high) / 2 } : { low, high };
}

/** About zero, as far as the percentiles 0.5 and 99.5 go to either side. */
export function symmetric(range: Range | null): Range | null {
  if (range === null) return null;
  const most = Math.max(Math.abs(range.low), Math.abs(range.high));
  return { low: -most, high: most };
}

/** Height of a pixel by its width. */
export function aspectOf(pixel: PixelSize | undefined): number {
  return pixel ? pixel.height / pixel.width : 1;
}

/** The bar of an image of so many pixels across; null where it would be shorter than one. */
export function barOf(
  across: number,
  bar: ScaleBarOf | undefined,
): { readonly length: BarLength; readonly across: number } | null {
  const length = bar ? barLength(across, bar.pixelSize?.width) : null;
  return length && { length, across };
}

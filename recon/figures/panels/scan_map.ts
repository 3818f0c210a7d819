/**
 * Scan positions on axes in lengths of the sample, each a dot, over the object where it is known.
 *
 * @module
 */
import type { PixelSize } from "../../../data/experiment.ts";
import type { Positions } from "../../../data/positions.ts";
import type { Reconstruction } from "../../image/reconstruction.ts";
import { bottomAxis, sideAxis } from "../drawing/axes/axis.ts";
import { linearScale } from "../drawing/axes/linear_scale.ts";
import { type Range, rangeOf, type Scale } from "../drawing/axes/scale.ts";
import { colourMap, MAP_COLOURS } from "../drawing/colours/colour_maps.ts";
import { hexOf, type Rgb } from "../drawing/colours/oklch.ts";
import { colourBar } from "../drawing/images/colour_bar.ts";
import { valueRaster } from "../drawing/images/raster.ts";
import { type Block, cutOff, moved } from "../drawing/layout/block.ts";
import { element, joined, type Markup } from "../../../config/values/markup.ts";
import { fittedText } from "../drawing/text/text_width.ts";
import { SIZES, words } from "../drawing/words.ts";
import { flatObject } from "./flat_object.ts";
import { lengthUnit } from "./length_unit.ts";
import { shownRange } from "./value_panel.ts";

/** A map of a scan. */
export interface ScanMap {
  readonly title: string;
  /** Where patterns were recorded, in object pixels. */
  readonly positions: Positions;
  /** A value of each position, and the scale of their colours; null where they have none. */
  readonly values: { readonly data: ArrayLike<number>; readonly scale: Scale } | null;
  /** Height and width of a pixel of the object in metres. */
  readonly pixelSize: PixelSize | undefined;
  /** The object below; null where it is not known. */
  readonly object: Reconstruction | null;
  /** Longest side in px. */
  readonly side: number;
  /** What is drawn over all, given the place of a position in px. */
  readonly over?: (x: (column: number) => number, y: (row: number) => number) => Markup;
}

/** Positions that are drawn at most, evenly chosen of more. */
export const MOST_DOTS = 20_000;

/** The map as a block. */
export function scanMap(map: ScanMap): Block {
  const { title, positions, values, pixelSize, object, side, over } = map;
  const [columns, rows] = [
    extent(positions.x, object?.origin.x, object?.object.width),
    extent(positions.y, object?.origin.y, object?.object.height),
  ];
  const [unit, ratio] = [lengthUnit(columns, rows, pixelSize), pixelSize ? pixelSize.height / pixelSize.width : 1];
  const factor = side / Math.max(columns.high - columns.low, ratio * (rows.high - rows.low));
  const [width, height] = [columns, rows].map(({ low, high }, axis) =>
    Math.max(LEAST, (axis === 0 ? 1 : ratio) * factor * (high - low))
  );
  const size = { width: width ?? side, height: height ?? side };
  const x = (column: number): number => size.width * (column - columns.low) / (columns.high - columns.low);
  const y = (row: number): number => size.height * (row - rows.low) / (rows.high - rows.low);
  const scaled = ({ low, high }: Range, times: number): Range => ({ low: low * times, high: high * times });
  const below = bottomAxis(
    linearScale(scaled(columns, unit.columns), { marks: marksIn(size.width) }),
    size.width,
    `x (${unit.symbol})`,
  );
  // Rows grow downwards, axes upwards.
  const down = linearScale(scaled(rows, unit.rows), { marks: marksIn(size.height) });
  const flipped = { ...down, marks: down.marks.map((mark) => ({ ...mark, place: 1 - mark.place })).reverse() };
  const beside = sideAxis(flipped, size.height, `y (${unit.symbol})`, "left");
  const radius = radiusOf(positions, factor);
  const inside = joined([
    ...(object ? [background(object, { x, y })] : []),
    dots(map, { x, y, radius }),
    ...(over ? [over(x, y)] : []),
  ]);
  // There is room around the outermost dots, but around those over an object.
  const isFree = !object && !over && radius <= PAD / (1 + 2 * PAD) * Math.min(size.width, size.height);
  const named = values && values.scale.factor !== "" ? `${title}, ${values.scale.factor}` : title;
  const bar = values && colourBar({ map: "sequential", scale: values.scale }, size.height);
  return {
    ...size,
    left: Math.max(beside.room, below.overhang),
    right: Math.max(below.overhang, bar ? 10 + bar.width : 0),
    top: 22,
    bottom: Math.max(below.room, bar ? bar.height - size.height + 4 : 0),
    content: joined([
      words(fittedText(named, SIZES.title, size.width + (bar?.width ?? 0)), { x: 0, y: -9, size: SIZES.title }),
      isFree ? inside : cutOff(inside, size.width, size.height),
      beside.content,
      moved(below.content, 0, size.height),
      ...(bar ? [moved(bar.content, size.width + 10, 0)] : []),
    ]),
  };
}

// --- internal ---

/** Shortest side, and px around the outermost positions. */
const [LEAST, PAD] = [40, 0.04];

interface Places {
  readonly x: (column: number) => number;
  readonly y: (row: number) => number;
}

function marksIn(length: number): number {
  return Math.max(2, Math.min(6, Math.round(length / 50)));
}

/** What an axis shows: all positions and the whole object. */
function extent(positions: Float64Array, origin: number | undefined, length: number | undefined): Range {
  const ends = origin === undefined || length === undefined ? [] : [origin - 0.5, origin + length - 0.5];
  const range = rangeOf(positions);
  const { low, high } = rangeOf([...(range ? [range.low, range.high] : []), ...ends]) ?? { low: 0, high: 1 };
  const room = ends.length > 0 ? 0 : high > low ? PAD * (high - low) : 1;
  return { low: low - room, high: high + room };
}

/** So that dots of neighbours touch where they are evenly laid, and are still seen where they are many. */
function radiusOf({ x, y }: Positions, factor: number): number {
  const [across, down] = [rangeOf(x), rangeOf(y)];
  if (!across || !down || x.length < 2) return 4;
  const area = Math.max(1, across.high - across.low) * Math.max(1, down.high - down.low);
  return Math.min(6, Math.max(1.2, 0.42 * factor * Math.sqrt(area / x.length)));
}

/** Positions by colour, a path each: dots are lines without length with round ends. */
function dots({ positions, values, object }: ScanMap, { x, y, radius }: Places & { readonly radius: number }): Markup {
  const paths = new Map<string, string>();
  const step = Math.ceil(positions.x.length / MOST_DOTS);
  const colours = colourMap("sequential");
  for (let index = 0; index < positions.x.length; index += step) {
    const [right, down] = [x(positions.x[index] ?? NaN), y(positions.y[index] ?? NaN)];
    if (!Number.isFinite(right) || !Number.isFinite(down)) continue;
    const place = values ? values.scale.place(values.data[index] ?? NaN) : null;
    const colour = place === null ? DOT : Number.isNaN(place) ? UNKNOWN : colourAt(colours, place);
    paths.set(colour, `${paths.get(colour) ?? ""}M${tenth(right)} ${tenth(down)}h0`);
  }
  const drawn = [...paths].map(([stroke, d]) => element("path", { d, stroke }));
  const width = object ? Math.min(2 * radius, 6) : 2 * radius;
  const group = { class: "positions", fill: "none", "stroke-linecap": "round" };
  if (!object) return element("g", { ...group, "stroke-width": width }, drawn);
  // A light rim, as the object may be as dark as a dot.
  const rim = element("path", { d: [...paths.values()].join(""), stroke: "#ffffff", "stroke-width": width + 1.6 });
  return element("g", group, [rim, element("g", { "stroke-width": width }, drawn)]);
}

const [DOT, UNKNOWN] = ["#e5701f", "#8c8c8c"];

/** Of 64 colours, so that paths are few. */
function colourAt(colours: Uint8Array, place: number): string {
  const step = Math.round(63 * Math.min(1, Math.max(0, place)));
  const index = 3 * Math.round(step * (MAP_COLOURS - 1) / 63);
  return hexOf([...colours.subarray(index, index + 3)] as unknown as Rgb);
}

function background({ object, mask, origin }: Reconstruction, { x, y }: Places): Markup {
  const { amplitude } = flatObject(object, mask, { x: 0, y: 0, offset: 0 });
  const raster = valueRaster(amplitude, { map: "grey", scale: linearScale(shownRange(amplitude)) });
  const [left, top] = [x(origin.x - 0.5), y(origin.y - 0.5)];
  return element("image", {
    href: raster.uri,
    x: left,
    y: top,
    width: x(origin.x + object.width - 0.5) - left,
    height: y(origin.y + object.height - 0.5) - top,
    preserveAspectRatio: "none",
  });
}

function tenth(value: number): string {
  return String(Math.round(10 * value) / 10 + 0);
}

/**
 * Charts: curves between two axes, their names beside them.
 *
 * @module
 */
import { bottomAxis, sideAxis } from "../axes/axis.ts";
import type { Scale } from "../axes/scale.ts";
import { type SeriesStyle, seriesStyle } from "../colours/series_colours.ts";
import { type Block, cutOff, moved } from "../layout/block.ts";
import { element, joined, type Markup } from "../../../../config/values/markup.ts";
import { fittedText, textWidth } from "../text/text_width.ts";
import { SIZES, words } from "../words.ts";
import { along, type Curve, type CurvePaths, curvePaths, type Joints } from "./curve_path.ts";

/** A curve with its name. */
export interface Series extends Curve {
  /** Its name. */
  readonly name: string;
  /** How its points are joined; by a line by default. */
  readonly joints?: Joints;
  /** Number of its colour; its own number by default. */
  readonly style?: number;
  /** Whether it stands back behind the others. */
  readonly faint?: boolean;
}

/** A point that is marked. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** Number of the colour. */
  readonly style: number;
  /** What it is, in the list of names. */
  readonly name: string;
}

/** A part of the x axis. */
export interface Span {
  /** Its name, above. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** A moment, or a place, that is marked by a line from top to bottom. */
export interface Stroke {
  readonly x: number;
  /** What it is, in the list of names. */
  readonly name: string;
}

/** A chart. */
export interface ChartOptions {
  /** What is drawn. */
  readonly title: string;
  /** Size of the rectangle between the axes in px. */
  readonly width: number;
  readonly height: number;
  readonly x: Scale;
  readonly y: Scale;
  /** What x is, with the unit. */
  readonly xTitle: string;
  /** What y is, with the unit. */
  readonly yTitle: string;
  readonly series: readonly Series[];
  readonly points?: readonly Point[];
  readonly spans?: readonly Span[];
  readonly strokes?: readonly Stroke[];
}

/** px to the right of the axes that names of curves may take. */
export const MOST_NAME = 190;

/** The chart as a block. */
export function chart(options: ChartOptions): Block {
  const { title, width, height, x, y, xTitle, yTitle, series, points = [], spans = [], strokes = [] } = options;
  const [across, up] = [along(x, width), along(y, height)];
  const down = (value: number): number => height - up(value);
  const [below, beside] = [bottomAxis(x, width, xTitle), sideAxis(y, height, yTitle, "left")];
  const curves = series.flatMap((each, index) =>
    curve(each, seriesStyle(each.style ?? index), curvePaths(each, across, down, each.joints))
  );
  const inside = [
    ...strokes.map((stroke) => strokeLine(across(stroke.x), height)),
    ...curves,
    ...points.filter(({ x, y }) => Number.isFinite(across(x) + down(y))).map((point) =>
      dot(across(point.x), down(point.y), seriesStyle(point.style))
    ),
  ];
  const names = legend(options);
  const parts = [
    words(fittedText(title, SIZES.title, width + names.width), {
      x: 0,
      y: spans.length > 0 ? -26 : -9,
      size: SIZES.title,
    }),
    gridLines(options),
    ...spans.flatMap((span) => spanParts(span, { across, height, last: x.high })),
    // A renderer holds what is cut off in an image of the size of the whole picture.
    staysInside(options) ? joined(inside) : cutOff(joined(inside), width, height, 5),
    moved(beside.content, 0, 0),
    moved(below.content, 0, height),
    moved(names.content, width + 16, 0),
  ];
  return {
    width,
    height,
    left: Math.max(beside.room, below.overhang),
    right: Math.max(below.overhang, names.width === 0 ? 0 : 16 + names.width),
    top: spans.length > 0 ? 40 : 24,
    bottom: Math.max(below.room, names.height - height),
    content: joined(parts),
  };
}

// --- internal ---

/** Whether all that is drawn has its place between the axes. */
function staysInside({ x, y, series, points = [], strokes = [] }: ChartOptions): boolean {
  const holds = (scale: Scale, value: number | null): boolean => {
    const place = value === null ? NaN : scale.place(value);
    return !(place < 0 || place > 1);
  };
  return series.every((each) =>
    Array.from(each.x).every((value) => holds(x, value)) && Array.from(each.y).every((value) => holds(y, value))
  ) &&
    points.every((point) => holds(x, point.x) && holds(y, point.y)) && strokes.every((stroke) => holds(x, stroke.x));
}

function curve(
  { faint = false, joints }: Series,
  { colour, dashes }: SeriesStyle,
  { line, dots }: CurvePaths,
): Markup[] {
  const drawn = { fill: "none", stroke: colour, "stroke-opacity": faint ? 0.8 : undefined };
  const parts: Markup[] = [];
  if (line !== "") {
    const width = faint ? 1.2 : 2;
    parts.push(element("path", {
      class: "series",
      d: line,
      ...drawn,
      "stroke-width": width,
      "stroke-dasharray": dashes,
      "stroke-linejoin": "round",
    }));
  }
  if (dots !== "") {
    const width = joints === "dots" ? 3.4 : 5;
    parts.push(element("path", { class: "dots", d: dots, ...drawn, "stroke-width": width, "stroke-linecap": "round" }));
  }
  return parts;
}

function dot(x: number, y: number, { colour }: SeriesStyle): Markup {
  return element("circle", {
    class: "point",
    cx: x,
    cy: y,
    r: 4.5,
    fill: colour,
    stroke: "currentColor",
    "stroke-width": 1.2,
  });
}

function strokeLine(x: number, height: number): Markup {
  return element("path", {
    class: "stroke",
    d: `M${Math.round(10 * x) / 10} 0V${height}`,
    stroke: "currentColor",
    "stroke-dasharray": "4 3",
  });
}

function gridLines({ x, y, width, height }: ChartOptions): Markup {
  const lines = [
    ...y.marks.filter(({ label }) => label !== "").map(({ place }) =>
      `M0 ${Math.round(10 * (1 - place) * height) / 10}H${width}`
    ),
    ...x.marks.filter(({ label }) => label !== "").map(({ place }) =>
      `M${Math.round(10 * place * width) / 10} 0V${height}`
    ),
  ];
  return element("path", {
    class: "grid",
    d: lines.join(""),
    stroke: "currentColor",
    "stroke-opacity": 0.13,
    fill: "none",
  });
}

interface SpanPlace {
  readonly across: (value: number) => number;
  readonly height: number;
  /** Where the axis ends. */
  readonly last: number;
}

function spanParts({ name, from, to }: Span, { across, height, last }: SpanPlace): Markup[] {
  const [left, right] = [across(from), across(to)];
  const parts: Markup[] = [];
  if (to < last) {
    const line = `M${Math.round(10 * right) / 10} -18V${height}`;
    parts.push(element("path", { d: line, stroke: "currentColor", "stroke-opacity": 0.4, "stroke-dasharray": "3 3" }));
  }
  if (textWidth(name, SIZES.mark) <= right - left - 4) {
    parts.push(words(name, { x: (left + right) / 2, y: -8, anchor: "middle", size: SIZES.mark, opacity: 0.75 }));
  }
  return parts;
}

/** Names beside samples, one below the other. */
function legend(
  { series, points = [], strokes = [] }: ChartOptions,
): { content: Markup; width: number; height: number } {
  const rows = [
    ...series.map((each, index) => {
      const { colour, dashes } = seriesStyle(each.style ?? index);
      const attributes = { stroke: colour, "stroke-width": each.faint ? 1.2 : 2, "stroke-dasharray": dashes };
      return { name: each.name, sample: element("path", { d: "M0 0h26", ...attributes }) };
    }),
    ...points.map((point) => ({ name: point.name, sample: dot(13, 0, seriesStyle(point.style)) })),
    ...unique(strokes.map(({ name }) => name)).map((name) => ({
      name,
      sample: element("path", { d: "M13 -8V8", stroke: "currentColor", "stroke-dasharray": "4 3" }),
    })),
  ].filter(({ name }) => name !== "");
  const parts = rows.map(({ name, sample }, row) =>
    moved(
      joined([sample, words(fittedText(name, SIZES.mark, MOST_NAME - 34), { x: 34, y: 4, size: SIZES.mark })]),
      0,
      8 + ROW * row,
    )
  );
  const width = rows.length === 0
    ? 0
    : 34 + Math.min(MOST_NAME - 34, Math.max(...rows.map(({ name }) => textWidth(name, SIZES.mark))));
  return { content: joined(parts), width, height: ROW * rows.length };
}

const ROW = 20;

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

/**
 * Where patterns were recorded: over the object, in order or by a value, and by how much positions were corrected.
 *
 * @module
 */
import type { PixelSize } from "../../data/experiment.ts";
import type { Positions } from "../../data/positions.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import { linearScale } from "./drawing/axes/linear_scale.ts";
import { rangeOf } from "./drawing/axes/scale.ts";
import { type Figure, figure } from "./drawing/figure.ts";
import { grid } from "./drawing/layout/grid.ts";
import { element, type Markup } from "../../config/values/markup.ts";
import { numberText } from "./drawing/text/number_text.ts";
import { MOST_DOTS, scanMap } from "./panels/scan_map.ts";

/** What is known of scan positions beside the positions. */
export interface PositionsFigureOptions {
  /** Positions before they were corrected, as many; arrows lead from them. */
  readonly given?: Positions;
  /** A value of each, such as its residual; without, the order in which they were recorded. */
  readonly values?: { readonly name: string; readonly data: ArrayLike<number> };
  /** The object below. */
  readonly object?: Reconstruction;
  /** Height and width of a pixel of the object in metres; that of the object by default, left out where it is not known. */
  readonly pixelSize?: PixelSize;
}

/**
 * Draws scan positions as dots, in lengths of the sample, or in pixels where their size is not known. Where positions were
 * corrected, arrows lead to them; corrections that would not be seen are drawn longer by the factor that the title says.
 *
 * @param positions Where patterns were recorded, in object pixels; those that are not finite are left out.
 *
 * @example
 * ```ts
 * import { positionsFigure } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const positions = { x: Float64Array.of(0, 5, 10), y: Float64Array.of(0, 1, 0) };
 * const figure = positionsFigure(positions, { values: { name: "residual", data: [0.1, 0.2, 0.1] } });
 * assertEquals(figure.title, "Scan positions");
 * ```
 */
export function positionsFigure(positions: Positions, options: PositionsFigureOptions = {}): Figure {
  const { given, values, object, pixelSize = object?.pixelSize } = options;
  const count = positions.x.length;
  const data = values?.data ?? Array.from({ length: count }, (_, index) => index);
  const stretch = given ? stretchOf(positions, given) : 1;
  const map = scanMap({
    title: [
      values ? `Scan positions by ${values.name}` : "Scan positions in order",
      ...(stretch === 1 ? [] : [`arrows × ${stretch}`]),
    ].join(", "),
    positions,
    values: count < 2 ? null : { data, scale: linearScale(rangeOf(Array.from(data))) },
    pixelSize,
    object: object ?? null,
    side: SIDE,
    ...(given && { over: (x, y) => arrows(given, positions, { x, y, stretch }) }),
  });
  const drawing = grid([[map]]);
  const moved = given ? ` Positions were corrected by ${numberText(meanShift(positions, given))} px on average.` : "";
  const chosen = count > MOST_DOTS ? ` One in ${Math.ceil(count / MOST_DOTS)} is drawn.` : "";
  return figure(drawing.content, drawing, {
    title: "Scan positions",
    description: `${count} ${count === 1 ? "position" : "positions"}, coloured by ${
      values?.name ?? "their order"
    }.${moved}${chosen}`,
  });
}

// --- internal ---

/** Longest side of the map in px, and how long a typical arrow is there. */
const [SIDE, ARROW] = [420, 14];

function shifts(to: Positions, from: Positions): number[] {
  return Array.from(
    to.x,
    (x, index) => Math.hypot(x - (from.x[index] ?? NaN), (to.y[index] ?? NaN) - (from.y[index] ?? NaN)),
  ).filter(Number.isFinite);
}

function meanShift(to: Positions, from: Positions): number {
  const lengths = shifts(to, from);
  return lengths.length === 0 ? 0 : lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
}

/** 1, 2 or 5 times a power of ten, so that a typical arrow is seen. */
function stretchOf(to: Positions, from: Positions): number {
  const [across, down] = [rangeOf(to.x), rangeOf(to.y)];
  const extent = Math.max((across?.high ?? 0) - (across?.low ?? 0), (down?.high ?? 0) - (down?.low ?? 0), 1e-12);
  const wanted = ARROW / (meanShift(to, from) * SIDE / extent);
  if (!(wanted > 2) || !Number.isFinite(wanted)) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return Math.round(power * ([5, 2, 1].find((step) => step * power <= wanted) ?? 1));
}

interface ArrowPlaces {
  readonly x: (column: number) => number;
  readonly y: (row: number) => number;
  readonly stretch: number;
}

/** From where positions were given, so many times as long as the corrections; all in one path. */
function arrows(from: Positions, to: Positions, { x, y, stretch }: ArrowPlaces): Markup {
  let path = "";
  const step = Math.ceil(to.x.length / MOST_DOTS * 4);
  for (let index = 0; index < to.x.length; index += Math.max(1, step)) {
    const [left, top] = [x(from.x[index] ?? NaN), y(from.y[index] ?? NaN)];
    const [across, down] = [x(to.x[index] ?? NaN) - left, y(to.y[index] ?? NaN) - top].map((part) => part * stretch);
    if (!Number.isFinite(left + top + (across ?? NaN) + (down ?? NaN))) continue;
    path += arrow(left, top, across ?? 0, down ?? 0);
  }
  return element("path", { class: "arrows", d: path, fill: "none", stroke: ARROWS, "stroke-width": 1.1 });
}

const ARROWS = "#e5701f";

function arrow(left: number, top: number, across: number, down: number): string {
  const [length, tenth] = [Math.hypot(across, down), (value: number) => Math.round(10 * value) / 10 + 0];
  const shaft = `M${tenth(left)} ${tenth(top)}l${tenth(across)} ${tenth(down)}`;
  if (length < 4) return shaft;
  const [dx, dy] = [3.5 * across / length, 3.5 * down / length];
  return `${shaft}m${tenth(-dx - dy / 2)} ${tenth(-dy + dx / 2)}l${tenth(dx + dy / 2)} ${tenth(dy - dx / 2)}` +
    `l${tenth(-dx + dy / 2)} ${tenth(-dy - dx / 2)}`;
}

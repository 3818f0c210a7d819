/**
 * Axes: a line with marks, what is written at them, and what the axis is.
 *
 * @module
 */
import { element, joined, type Markup } from "../../../../config/values/markup.ts";
import { fittedText, textWidth } from "../text/text_width.ts";
import { SIZES, words } from "../words.ts";
import type { Scale } from "./scale.ts";

/** An axis as it is drawn, from (0, 0) on. */
export interface Axis {
  readonly content: Markup;
  /** px that it needs beside the drawing. */
  readonly room: number;
  /** px by which labels reach beyond its ends. */
  readonly overhang: number;
}

/**
 * An axis below a drawing, its marks downwards.
 *
 * @param scale The scale, low at the left.
 * @param length px.
 * @param title What it is, with the unit.
 */
export function bottomAxis(scale: Scale, length: number, title: string): Axis {
  const marks = apart(scale, (label) => textWidth(label, SIZES.mark), length);
  const named = withFactor(title, scale);
  const parts = [
    element("path", { d: `M0 0H${round(length)}`, stroke: "currentColor" }),
    ...scale.marks.map(({ place, label }) => tick(place * length, 0, "v", label === "" ? 3 : 5)),
    ...marks.map(({ at, label }) => words(label, { x: at, y: 17, anchor: "middle", size: SIZES.mark })),
    ...(named === ""
      ? []
      : [words(fittedText(named, SIZES.label, length + 40), { x: length / 2, y: 35, anchor: "middle" })]),
  ];
  const overhang = Math.max(
    0,
    ...marks.flatMap(({ at, label }) => [-at, at - length].map((out) => out + textWidth(label, SIZES.mark) / 2)),
  );
  return { content: joined(parts), room: named === "" ? 22 : 40, overhang };
}

/**
 * An axis beside a drawing, its marks outwards.
 *
 * @param scale The scale, low at the bottom.
 * @param length px.
 * @param title What it is, with the unit.
 * @param side Beside which side of the drawing.
 */
export function sideAxis(scale: Scale, length: number, title: string, side: "left" | "right"): Axis {
  const out = side === "left" ? -1 : 1;
  const marks = apart(scale, () => SIZES.mark, length);
  const named = withFactor(title, scale);
  const widest = Math.max(0, ...marks.map(({ label }) => textWidth(label, SIZES.mark)));
  const titleAt = out * (8 + widest + (side === "left" ? 9 : 9 + 0.75 * SIZES.label));
  const parts = [
    element("path", { d: `M0 0V${round(length)}`, stroke: "currentColor" }),
    ...scale.marks.map(({ place, label }) => tick((1 - place) * length, 0, "h", out * (label === "" ? 3 : 5))),
    ...marks.map(({ at, label }) =>
      words(label, { x: 8 * out, y: length - at + 4, size: SIZES.mark, anchor: side === "left" ? "end" : "start" })
    ),
    ...(named === "" ? [] : [
      words(fittedText(named, SIZES.label, length + 40), {
        x: titleAt,
        y: length / 2,
        anchor: "middle",
        turned: -90,
      }),
    ]),
  ];
  return { content: joined(parts), room: 8 + widest + (named === "" ? 0 : 10 + SIZES.label), overhang: SIZES.mark / 2 };
}

// --- internal ---

/** Room between labels in px. */
const BETWEEN = 7;

interface PlacedLabel {
  readonly at: number;
  readonly label: string;
}

/** The labels that have room: each, or every second, third … of them. */
function apart({ marks }: Scale, extent: (label: string) => number, length: number): PlacedLabel[] {
  const labelled = marks.filter(({ label }) => label !== "").map(({ place, label }) => ({ at: place * length, label }));
  for (let step = 1; step < labelled.length; step++) {
    const kept = labelled.filter((_, index) => index % step === 0);
    const free = kept.every(({ at, label }, index) => {
      const before = kept[index - 1];
      return !before || at - before.at >= (extent(label) + extent(before.label)) / 2 + BETWEEN;
    });
    if (free) return kept;
  }
  return labelled.slice(0, 1);
}

function withFactor(title: string, { factor }: Scale): string {
  return factor === "" ? title : `${title} ${factor}`.trim();
}

function tick(at: number, from: number, direction: "v" | "h", length: number): Markup {
  const place = direction === "v" ? `${round(at)} ${from}` : `${from} ${round(at)}`;
  return element("path", { d: `M${place}${direction}${length}`, stroke: "currentColor" });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

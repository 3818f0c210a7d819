/**
 * Line charts as SVG: panels one above the other, each with axes, lines and a legend. The colours follow the reader's
 * light or dark theme, and the background is part of the picture, so it can be read on any page.
 *
 * @module
 */

/** A line of a panel. */
export interface Line {
  /** Its name in the legend. */
  readonly label: string;
  /** Values of y at x = 0, 1, 2, …, each of which holds up to the next x. */
  readonly values: readonly number[];
}

/** A part of the x axis with a name of its own. */
export interface Span {
  /** Its name. */
  readonly label: string;
  /** Where it begins. */
  readonly from: number;
  /** Where it ends. */
  readonly to: number;
}

/** One pair of axes; y goes from 0 to 1. */
export interface Panel {
  /** What y is. */
  readonly title: string;
  /** Height of the axes in pixels. */
  readonly height: number;
  /** The lines, at most as many as there are {@link COLOURS}. */
  readonly lines: readonly Line[];
  /** Parts of the x axis. */
  readonly spans: readonly Span[];
}

/** What all panels share. */
export interface ChartOptions {
  /** What the picture shows, for those who cannot see it. */
  readonly title: string;
  /** What x is. */
  readonly xTitle: string;
  /** Where x ends; it begins at 0. */
  readonly xEnd: number;
  /** Distance of the marks on the x axis. */
  readonly xStep: number;
}

/** Colours of the lines in order, on white and on black; told apart by colour-blind eyes too. */
export const COLOURS: readonly (readonly [onWhite: string, onBlack: string])[] = [
  ["#5f6670", "#a9b2bd"],
  ["#0072b2", "#56b4e9"],
  ["#d55e00", "#ff8f45"],
  ["#00845f", "#2fd0a0"],
  ["#a3479a", "#e08fd8"],
  ["#8a6d00", "#e6c229"],
];

/**
 * The picture.
 *
 * @param panels Panels from top to bottom.
 * @param options What they share.
 * @returns Text of an SVG file.
 */
export function lineChart(panels: readonly Panel[], options: ChartOptions): string {
  let top = 0;
  const parts: string[] = [];
  for (const panel of panels) {
    parts.push(`<g transform="translate(${LEFT} ${top + ABOVE})">`, ...panelParts(panel, options), "</g>");
    top += ABOVE + panel.height + BELOW;
  }
  const width = LEFT + AXIS + RIGHT;
  return [
    "<!-- deno-fmt-ignore-file -->",
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" role="img">`,
    `<title>${escaped(options.title)}</title>`,
    `<style>${styles()}</style>`,
    `<rect class="paper" width="${width}" height="${top}" rx="8"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

// --- internal ---

/** Length of the x axis and the room around a pair of axes, in pixels. */
const [AXIS, LEFT, RIGHT, ABOVE, BELOW] = [560, 52, 188, 48, 48];
const Y_MARKS = [0, 0.25, 0.5, 0.75, 1];
const DASHES = ["none", "9 3", "none", "none", "9 3 2 3", "none"];

function styles(): string {
  const theme = (index: 0 | 1, paper: string, ink: string, grid: string): string =>
    [
      `.paper{fill:${paper}}.ink{fill:${ink}}.grid{stroke:${grid}}.axis{stroke:${ink}}`,
      ...COLOURS.map((colour, line) => `.line${line}{stroke:${colour[index]}}`),
    ].join("");
  const dashes = DASHES.map((dash, line) => dash === "none" ? "" : `.line${line}{stroke-dasharray:${dash}}`).join("");
  return [
    "text{font:13px system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif}.title{font-weight:600}",
    "polyline,.sample{fill:none;stroke-width:2.2;stroke-linejoin:round}.grid,.axis{stroke-width:1}",
    dashes,
    theme(0, "#ffffff", "#24292f", "#dde1e6"),
    `@media(prefers-color-scheme:dark){${theme(1, "#0d1117", "#d5dbe2", "#2d343d")}}`,
  ].join("\n");
}

function panelParts({ title, height, lines, spans }: Panel, options: ChartOptions): string[] {
  const [x, y] = [(value: number) => value / options.xEnd * AXIS, (value: number) => (1 - value) * height];
  return [
    text(title, { x: -LEFT + 16, y: -26, style: "title" }),
    ...Y_MARKS.flatMap((mark) => [
      `<path class="grid" d="M0 ${number(y(mark))}H${AXIS}"/>`,
      text(String(mark), { x: -8, y: y(mark) + 4.5, anchor: "end" }),
    ]),
    ...spans.flatMap((span) => spanParts(span, height, x)),
    `<path class="axis" d="M0 ${height}H${AXIS}"/>`,
    ...xMarks(options).flatMap((mark) => [
      `<path class="axis" d="M${number(x(mark))} ${height}v5"/>`,
      text(String(mark), { x: x(mark), y: height + 20, anchor: "middle" }),
    ]),
    text(options.xTitle, { x: AXIS + 20, y: height + 20 }),
    ...lines.map(({ values }, line) => `<polyline class="line${line}" points="${steps(values, { x, y })}"/>`),
    ...lines.flatMap(({ label }, line) => legendParts(label, line)),
  ];
}

type Scale = (value: number) => number;

/** A value holds from its x to the next. */
function steps(values: readonly number[], { x, y }: { readonly x: Scale; readonly y: Scale }): string {
  return values.flatMap((value, i) => [i, i + 1].map((at) => `${number(x(at))},${number(y(value))}`)).join(" ");
}

function spanParts({ label, from, to }: Span, height: number, x: Scale): string[] {
  const middle = text(label, { x: (x(from) + x(to)) / 2, y: -8, anchor: "middle" });
  const border = `<path class="grid" stroke-dasharray="3 3" d="M${number(x(to))} -18V${height}"/>`;
  return [middle, border];
}

function legendParts(label: string, line: number): string[] {
  const y = 8 + 24 * line;
  const sample = `<path class="sample line${line}" d="M${AXIS + 20} ${y}h28"/>`;
  return [sample, text(label, { x: AXIS + 56, y: y + 4.5 })];
}

function xMarks({ xEnd, xStep }: ChartOptions): number[] {
  return Array.from({ length: Math.floor(xEnd / xStep) + 1 }, (_, mark) => mark * xStep);
}

interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly anchor?: "start" | "middle" | "end";
  readonly style?: string;
}

function text(content: string, { x, y, anchor = "start", style = "" }: TextPlace): string {
  const classes = `ink${style && ` ${style}`}`;
  return `<text class="${classes}" x="${number(x)}" y="${number(y)}" text-anchor="${anchor}">${
    escaped(content)
  }</text>`;
}

function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

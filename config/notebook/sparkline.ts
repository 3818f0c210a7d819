/**
 * A curve as large as a word, for a cell of a table: its course and no numbers.
 *
 * @module
 */
import { coordinate, element, escaped, type Markup } from "../values/markup.ts";

/**
 * Draws values in their order, from the least at the bottom to the greatest; on a logarithmic axis where all are above 0.
 *
 * @param values The values; those that are null or not finite are left out.
 * @param title What is seen, for those who cannot see it.
 */
export function sparkline(values: readonly (number | null)[], title: string): Markup {
  const known = values.flatMap((value, k) => value !== null && Number.isFinite(value) ? [{ value, k }] : []);
  const height = known.every(({ value }) => value > 0) ? Math.log : (value: number): number => value;
  const heights = known.map(({ value }) => height(value));
  const [least, greatest] = heights.reduce(([a, b], c) => [Math.min(a, c), Math.max(b, c)], [Infinity, -Infinity]);
  const x = (k: number): number => MARGIN + (WIDTH - 2 * MARGIN) * (values.length > 1 ? k / (values.length - 1) : 0.5);
  const y = (value: number): number => {
    const span = greatest / 2 - least / 2; // halves: a whole span may be no number
    const place = span > 0 ? (value / 2 - least / 2) / span : 0.5;
    return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * place;
  };
  const every = Math.ceil(known.length / MOST_POINTS);
  const points = known.flatMap(({ k }, i) =>
    i % every === 0 || i === known.length - 1 ? [`${coordinate(x(k))},${coordinate(y(heights[i] ?? NaN))}`] : []
  );
  const [last] = points.slice(-1).map((point) => point.split(","));
  return element("svg", {
    ...{ xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT },
    ...{ role: "img", "aria-label": title },
  }, [
    element("title", {}, [escaped(title)]),
    element("polyline", { points: points.join(" "), fill: "none", stroke: "currentColor", "stroke-width": 1.2 }),
    ...(last ? [element("circle", { cx: last[0], cy: last[1], r: 1.8, fill: "currentColor" })] : []),
  ]);
}

// --- internal ---

const [WIDTH, HEIGHT, MARGIN, MOST_POINTS] = [120, 22, 3, 240];

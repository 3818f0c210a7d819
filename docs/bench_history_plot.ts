/**
 * `images/bench_history.svg`: ratios of the runs in `bench/history.jsonl`, a chart for each size of the step.
 *
 * @module
 */
import { type BenchRun, readHistory } from "../bench/history.ts";
import { linearScale } from "../recon/figures/drawing/axes/linear_scale.ts";
import { logScale } from "../recon/figures/drawing/axes/log_scale.ts";
import { rangeOf } from "../recon/figures/drawing/axes/scale.ts";
import { chart, type Series } from "../recon/figures/drawing/charts/chart.ts";
import { figure, standalone } from "../recon/figures/drawing/figure.ts";
import { grid } from "../recon/figures/drawing/layout/grid.ts";

/** Text of the picture. */
export async function benchHistoryPlot(): Promise<string> {
  const runs = await readHistory();
  const sizes = [...new Set(runs.map(titleOf))].sort();
  const charts = sizes.map((title) => {
    const series = seriesOf(runs.filter((run) => titleOf(run) === title));
    return chart({
      ...{ title, series, width: 420, height: 130, xTitle: "run", yTitle: "ours / theirs" },
      x: linearScale(rangeOf(series.flatMap(({ x }) => Array.from(x)))),
      y: logScale(rangeOf([1, ...series.flatMap(({ y }) => Array.from(y))]), { margin: 0.08 }),
    });
  });
  const drawing = grid(charts.map((each) => [each]));
  const caption = {
    title: "Ratios of a training step, ours over others",
    description: "A chart for each accelerator and size; below 1 ours is faster. A ratio stands until the next run.",
  };
  return `<!-- deno-fmt-ignore-file -->\n${standalone(figure(drawing.content, drawing, caption))}`;
}

// --- internal ---

function titleOf({ config, adapter }: BenchRun): string {
  const { accelerator, patchSize, gridSize, filterScale, batchSize } = config;
  const size = `filter scale ${filterScale}, batch ${batchSize}, gridSize ${gridSize}, N ${patchSize}`;
  return `${accelerator === "cpu" ? "CPU" : adapter}: ${size}`;
}

/** A curve for each peer: what a run gave holds until the next that timed it. */
function seriesOf(runs: readonly BenchRun[]): Series[] {
  const names = [...new Set(runs.flatMap(({ ratios }) => Object.keys(ratios)))];
  return names.map((name) => {
    const found = runs.flatMap(({ ratios }, run) => ratios[name] === undefined ? [] : [{ x: run, y: ratios[name] }]);
    const last = found.at(-1)?.y ?? NaN;
    return {
      name: `${name} ${last.toPrecision(2)}`,
      x: [...found.map(({ x }) => x), runs.length],
      y: [...found.map(({ y }) => y), last],
      joints: "steps",
    };
  });
}

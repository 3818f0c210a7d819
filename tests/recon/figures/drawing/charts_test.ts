import { assert, assertEquals, assertLess } from "@std/assert";
import { linearScale } from "../../../../recon/figures/drawing/axes/linear_scale.ts";
import { logScale } from "../../../../recon/figures/drawing/axes/log_scale.ts";
import { chart, type ChartOptions } from "../../../../recon/figures/drawing/charts/chart.ts";
import { curvePaths, MOST_POINTS, thinned } from "../../../../recon/figures/drawing/charts/curve_path.ts";
import { attributes, wordsIn } from "../drawn.ts";

const same = (value: number): number => value;

Deno.test("curvePaths() joins points, breaks where there is no value, and dots what stands alone", () => {
  const y = [1, 2, null, 3, NaN, 4, 5];
  assertEquals(curvePaths({ x: [0, 1, 2, 3, 4, 5, 6], y }, same, same), { line: "M0 1L1 2M5 4L6 5", dots: "M3 3h0" });
  assertEquals(curvePaths({ x: [0, 1, 2], y: [1, 1, 2] }, same, same, "steps"), { line: "M0 1H1V1H2V2", dots: "" });
  assertEquals(curvePaths({ x: [0, 1], y: [1, 2] }, same, same, "dots"), { line: "", dots: "M0 1h0M1 2h0" });
  assertEquals(curvePaths({ x: [], y: [] }, same, same), { line: "", dots: "" });
});

Deno.test("thinned() keeps few points, the peaks among them, and gaps", () => {
  const length = 10_007;
  const x = Array.from({ length }, (_, index) => index);
  const y = x.map((index) => index > 4000 && index < 5000 ? null : Math.sin(index / 50));
  y[7777] = 99;
  y[9001] = -99;
  const thin = thinned({ x, y });
  assertLess(thin.x.length, MOST_POINTS + 1);
  const kept = Array.from(thin.y);
  assert(kept.includes(99) && kept.includes(-99) && kept.includes(null));
  assertEquals([thin.x[0], thin.x[thin.x.length - 1]], [0, length - 1]);
  assert(Array.from(thin.x).every((value, index) => index === 0 || value > (thin.x[index - 1] ?? 0)));
  assertEquals(thinned({ x: [1, 2], y: [3, 4] }), { x: [1, 2], y: [3, 4] });
});

const options: ChartOptions = {
  title: "Losses <of a run>",
  width: 200,
  height: 100,
  x: linearScale({ low: 0, high: 10 }),
  y: logScale({ low: 0.01, high: 1 }),
  xTitle: "epoch",
  yTitle: "loss",
  series: [{ name: "a & b", x: [0, 10], y: [1, 0.01] }],
};

Deno.test("chart() draws curves by its scales, and says what everything is", () => {
  const { content } = chart({
    ...options,
    points: [{ x: 5, y: 0.1, style: 0, name: "best" }],
    strokes: [{ x: 8, name: "stop" }, { x: 9, name: "stop" }],
    spans: [{ name: "stage 1", from: 0, to: 6 }, { name: "too long for its part", from: 6, to: 10 }],
  });
  assertEquals(attributes({ svg: content }, "series", "d"), ["M0 0L200 100"]);
  assertEquals(attributes({ svg: content }, "point", "cy")[0], "50");
  assertEquals(attributes({ svg: content }, "stroke", "d"), ["M160 0V100", "M180 0V100"]);
  assertEquals(wordsIn({ svg: content }), [
    ...["Losses &lt;of a run&gt;", "stage 1", "0.01", "0.1", "1", "loss", "0", "2", "4", "6", "8", "10", "epoch"],
    ...["a &amp; b", "best", "stop"],
  ]);
});

Deno.test("chart() without anything to draw still has its axes", () => {
  const block = chart({ ...options, x: linearScale(null), y: logScale(null), series: [] });
  assert(!block.content.includes("NaN"));
  assertEquals(wordsIn({ svg: block.content }).length > 5, true);
  assertEquals(attributes({ svg: block.content }, "series", "d"), []);
});

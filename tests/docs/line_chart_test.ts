import { assert, assertEquals } from "@std/assert";
import { lineChart } from "../../docs/line_chart.ts";

const OPTIONS = { title: "a & b", xTitle: "epoch", xEnd: 4, xStep: 2 } as const;
const SPANS = [{ label: "first <half>", from: 0, to: 2 }] as const;

Deno.test("lineChart() draws each value as a step from its x to the next, 0 below and 1 above", () => {
  const svg = lineChart(
    [{ title: "y", height: 100, lines: [{ label: "one", values: [0, 0.5, 1] }], spans: [] }],
    OPTIONS,
  );
  const [, points = ""] = svg.match(/<polyline class="line0" points="([^"]*)"/) ?? [];
  assertEquals(points, "0,100 140,100 140,50 280,50 280,0 420,0");
});

Deno.test("lineChart() has the titles, marks and names, and is well-formed where they have special characters", () => {
  const lines = [{ label: "one", values: [1] }, { label: "two", values: [0] }];
  const svg = lineChart([{ title: "y", height: 100, lines, spans: SPANS }], OPTIONS);
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => text);
  assertEquals(texts, ["y", "0", "0.25", "0.5", "0.75", "1", "first &lt;half>", "0", "2", "4", "epoch", "one", "two"]);
  assert(svg.includes("<title>a &amp; b</title>"));
});

Deno.test("lineChart() puts panels one below the other", () => {
  const panel = { title: "y", height: 100, lines: [], spans: [] };
  const heights = [1, 2].map((count) => {
    const [, height = ""] = lineChart(Array.from({ length: count }, () => panel), OPTIONS).match(/ height="(\d+)"/) ??
      [];
    return Number(height);
  });
  assertEquals(heights, [196, 392]);
});

import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { RealImage } from "../../../../data/real_image.ts";
import { linearScale } from "../../../../recon/figures/drawing/axes/linear_scale.ts";
import { colourMap } from "../../../../recon/figures/drawing/colours/colour_maps.ts";
import { complexColours } from "../../../../recon/figures/drawing/colours/complex_colours.ts";
import { colourBar } from "../../../../recon/figures/drawing/images/colour_bar.ts";
import { complexRaster, complexWheel } from "../../../../recon/figures/drawing/images/complex_wheel.ts";
import { imageBlock, shownSize } from "../../../../recon/figures/drawing/images/image_block.ts";
import { valueRaster } from "../../../../recon/figures/drawing/images/raster.ts";
import { drawnValues } from "../../../../recon/figures/drawing/images/values.ts";
import { grid } from "../../../../recon/figures/drawing/layout/grid.ts";
import { barLength } from "../../../../recon/image/figures/scale_bar.ts";
import { rowsOf } from "../../../../recon/image/figures/image_rows.ts";
import { attributes, imagesIn, wordsIn } from "../drawn.ts";

function image(height: number, width: number, value: (row: number, column: number) => number): RealImage {
  const data = Float64Array.from({ length: height * width }, (_, p) => value(Math.floor(p / width), p % width));
  return { height, width, data };
}

Deno.test("drawnValues() takes the mean of the same whole number of pixels both ways, of those that have a value", () => {
  const large = image(3, 2049, (row, column) => (column === 2 && row === 0 ? Infinity : row + column));
  const mask = new Uint8Array(large.data.length).fill(1);
  mask[1] = 0;
  const small = drawnValues(rowsOf(large), mask);
  assertEquals([small.height, small.width], [1, 683]); // 3 × 3 pixels each, the last fewer
  assertAlmostEquals(small.data[0] ?? NaN, (0 + 1 + 2 + 3 + 2 + 3 + 4) / 7, 1e-12);
  assertAlmostEquals(small.data[1] ?? NaN, 5, 1e-12);
  assertEquals(drawnValues(rowsOf(large), new Uint8Array(large.data.length)).data.every(Number.isNaN), true);
  const same = image(4, 5, (row, column) => row - column);
  assertEquals(drawnValues(rowsOf(same), null), same);
});

Deno.test("valueRaster() has each value in the colour of its place, the ends beyond, and nothing where there is none", () => {
  const scale = linearScale({ low: -1, high: 1 });
  const raster = valueRaster(image(1, 5, (_, column) => [-1, 0, 1, 7, NaN][column] ?? 0), { map: "diverging", scale });
  assertEquals([raster.height, raster.width, raster.holes], [1, 5, true]);
  const [read] = imagesIn({ svg: raster.uri });
  const colours = [...read?.data ?? []].map((level) => read?.palette?.[level]);
  const map = [...colourMap("diverging")];
  const at = (index: number): number[] => [...map.slice(3 * index, 3 * index + 3), 255];
  assertEquals(colours.slice(0, 4).map((colour) => [...colour ?? []]), [at(0), at(127), at(254), at(254)]);
  assertEquals(colours[4]?.[3], 0);
});

Deno.test("complexRaster() is transparent where there is no value, and dark where the amplitude is small", () => {
  const re = image(1, 3, (_, column) => [2, 0, NaN][column] ?? 0);
  const [read] = imagesIn({
    svg: complexRaster(re, image(1, 3, () => 0), { table: complexColours(), greatest: 2 }).uri,
  });
  const [red = 0, green = 0, blue = 0, alpha] = read?.data ?? [];
  assert(red > green && red > blue && alpha === 255);
  assertEquals([...read?.data.slice(4) ?? []], [0, 0, 0, 255, 0, 0, 0, 0]);
  assertEquals(wordsIn({ svg: complexWheel({ table: complexColours(), greatest: 0.25 }).content }), [
    "0",
    "π/2",
    "±π",
    "−π/2",
    "|A| = 0.25",
    "at the rim",
  ]);
});

Deno.test("imageBlock() draws the scale bar as long as it says, and hatches what has no value", () => {
  const values = image(40, 80, (row, column) => row === 3 && column === 3 ? NaN : row);
  const [map, scale] = ["sequential" as const, linearScale({ low: 0, high: 39 })];
  const shown = shownSize(values, { width: 240, height: 240 });
  const bar = barLength(80, 8e-9);
  assert(bar);
  const raster = valueRaster(values, { map, scale });
  const block = imageBlock({
    title: "<Amplitude>",
    raster,
    shown,
    beside: colourBar({ map, scale }, shown.height),
    bar: { length: bar, across: 80 },
  });
  const svg = block.content;
  // 80 pixels of 8 nm are 240 px: 100 nm are 37.5 px.
  assertEquals(bar.label, "100 nm");
  assertEquals(attributes({ svg }, "scale-bar", "width"), ["37.5"]);
  assertEquals(attributes({ svg }, "hatch", "stroke").length, 1);
  assertEquals(wordsIn({ svg }), ["&lt;Amplitude&gt;", "0", "10", "20", "30", "100 nm"]);
  const whole = imageBlock({ title: "", raster: valueRaster(image(2, 2, () => 1), { map, scale }), shown });
  assertEquals(attributes({ svg: whole.content }, "hatch", "stroke").length, 0);
  const none = imageBlock({ title: "none", raster: null, shown });
  assertEquals(attributes({ svg: none.content }, "hatch", "stroke").length, 1);
});

Deno.test("shownSize() keeps the shape of pixels, but for what would be too thin to be seen", () => {
  const most = { width: 200, height: 100 };
  assertEquals(shownSize({ height: 50, width: 50 }, most), { width: 100, height: 100 });
  assertEquals(shownSize({ height: 50, width: 50 }, most, 2), { width: 50, height: 100 });
  assertEquals(shownSize({ height: 1, width: 1000 }, most), { width: 200, height: 14 });
  assertEquals(shownSize({ height: 3000, width: 2 }, most), { width: 14, height: 100 });
  assertEquals(shownSize({ height: 0, width: 0 }, most), { width: 100, height: 100 });
});

Deno.test("grid() puts rectangles of a column at one x and those of a row at one y, and labels into the margins", () => {
  const shown = { width: 100, height: 50 };
  const plain = imageBlock({ title: "a", raster: null, shown });
  const wide = { ...plain, left: 40, bottom: 30 };
  const { content, width, height } = grid([[plain, wide], [wide, null], [plain, plain]]);
  const moves = [...content.matchAll(/translate\((\d+) (\d+)\)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  const xs = [...new Set(moves.map(([x]) => x))];
  const ys = [...new Set(moves.map(([, y]) => y))];
  assertEquals([moves.length, xs.length, ys.length], [5, 2, 3]);
  assertEquals((xs[1] ?? 0) - (xs[0] ?? 0), 100 + plain.right + 18 + 40);
  assertEquals(width, (xs[1] ?? 0) + 100 + plain.right + 12);
  assertEquals(height, (ys[2] ?? 0) + 50 + plain.bottom + 12);
  assertEquals(grid([]), { content: "" as typeof content, width: 24, height: 24 });
});

import { assertAlmostEquals, assertEquals } from "@std/assert";
import { gaussianFilter } from "../../data/gaussian_filter.ts";

Deno.test("gaussianFilter() spreads a point into a Gaussian of unit sum and the variance asked for", () => {
  const data = new Float32Array(61 * 41);
  data[30 * 41 + 20] = 1;
  const blurred = gaussianFilter({ height: 61, width: 41, data }, { sigma: 3 }).data;
  const sum = (weight: (row: number, column: number) => number): number =>
    blurred.reduce((total, value, i) => total + value * weight(Math.floor(i / 41) - 30, i % 41 - 20), 0);
  assertAlmostEquals(sum(() => 1), 1, 1e-5);
  assertAlmostEquals(sum((row) => row), 0, 1e-5);
  assertAlmostEquals(sum((row) => row * row), 9, 0.02);
  assertAlmostEquals(sum((_, column) => column * column), 9, 0.02);
});

Deno.test("gaussianFilter() with sigma 0 copies the image", () => {
  const image = { height: 2, width: 3, data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  assertEquals(gaussianFilter(image, { sigma: 0 }), image);
});

Deno.test("gaussianFilter() keeps the places whose window lies inside, in the precision of the image", () => {
  const data = Float64Array.from({ length: 9 * 13 }, (_, p) => Math.sin(p) + 2);
  const whole = gaussianFilter({ height: 9, width: 13, data }, { sigma: 1, radius: 3 });
  const inner = gaussianFilter({ height: 9, width: 13, data }, { sigma: 1, radius: 3, inside: true });
  assertEquals([inner.height, inner.width, inner.data.constructor], [3, 7, Float64Array]);
  inner.data.forEach((value, p) => assertEquals(value, whole.data[(Math.floor(p / 7) + 3) * 13 + p % 7 + 3]));
});

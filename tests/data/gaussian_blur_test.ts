import { assertAlmostEquals, assertEquals } from "@std/assert";
import { gaussianBlur } from "../../data/gaussian_blur.ts";

Deno.test("gaussianBlur() spreads a point into a Gaussian of unit sum and the variance asked for", () => {
  const data = new Float32Array(61 * 41);
  data[30 * 41 + 20] = 1;
  const blurred = gaussianBlur({ height: 61, width: 41, data }, 3).data;
  const sum = (weight: (row: number, column: number) => number): number =>
    blurred.reduce((total, value, i) => total + value * weight(Math.floor(i / 41) - 30, i % 41 - 20), 0);
  assertAlmostEquals(sum(() => 1), 1, 1e-5);
  assertAlmostEquals(sum((row) => row), 0, 1e-5);
  assertAlmostEquals(sum((row) => row * row), 9, 0.02);
  assertAlmostEquals(sum((_, column) => column * column), 9, 0.02);
});

Deno.test("gaussianBlur() with sigma 0 copies the image", () => {
  const image = { height: 2, width: 3, data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  assertEquals(gaussianBlur(image, 0), image);
});

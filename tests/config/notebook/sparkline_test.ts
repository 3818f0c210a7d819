import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { sparkline } from "../../../config/notebook/sparkline.ts";

function pointsOf(values: readonly (number | null)[]): number[][] {
  const [, points = ""] = sparkline(values, "Course").match(/points="([^"]*)"/) ?? [];
  return points === "" ? [] : points.split(" ").map((point) => point.split(",").map(Number));
}

Deno.test("sparkline draws values from left to right, the greatest at the top, and leaves out what is not known", () => {
  assertEquals(pointsOf([1, 10, 100]), [[3, 19], [60, 11], [117, 3]]); // logarithmic: all are above 0
  assertEquals(pointsOf([0, null, 2, NaN, 1]), [[3, 19], [60, 3], [117, 11]]);
  assertEquals(pointsOf([5]), [[60, 11]]);
  assertEquals(pointsOf([]), []);
});

Deno.test("sparkline stays within its size and a few hundred points, whatever the values", () => {
  const value = fc.option(fc.double(), { nil: null });
  fc.assert(fc.property(fc.array(value, { maxLength: 2000 }), (values) => {
    const points = pointsOf(values);
    assertEquals(points.length <= 242, true);
    assertEquals(points.every(([x = NaN, y = NaN]) => x >= 0 && x <= 120 && y >= 0 && y <= 22), true);
  }));
});

import { assertEquals } from "@std/assert";
import { frameAxes } from "../../../../data/layouts/contents/frames_axis.ts";

Deno.test("frameAxes() tells which axis counts patterns", () => {
  const cases: readonly (readonly [
    shape: readonly number[],
    positions: number | null,
    axis: "first" | "last",
    count: number,
    size: readonly [number, number],
  ])[] = [
    [[200, 100, 100], null, "first", 200, [100, 100]],
    [[64, 64, 516], null, "last", 516, [64, 64]],
    [[64, 64, 64], 64, "first", 64, [64, 64]],
    [[64, 64, 30], 64, "first", 64, [64, 30]],
    [[64, 64, 30], 30, "last", 30, [64, 64]],
    [[195, 487, 31], null, "last", 31, [195, 487]],
    [[31, 195, 487], null, "first", 31, [195, 487]],
    [[100, 120, 110], 110, "last", 110, [100, 120]],
    [[1, 514, 1030], null, "first", 1, [514, 1030]],
    [[256, 256], null, "first", 1, [256, 256]],
    [[1, 1, 7, 32, 32], null, "first", 7, [32, 32]],
    [[3, 4, 32, 30], null, "first", 12, [32, 30]],
    [[3, 4, 1, 32, 30], null, "first", 12, [32, 30]],
    [[3, 1, 32, 30], null, "first", 3, [32, 30]],
    [[1, 1, 32, 32], null, "first", 1, [32, 32]],
  ];
  for (const [shape, positions, axis, count, size] of cases) {
    const axes = frameAxes(shape, positions);
    assertEquals([axes?.axis, axes?.count, axes?.size], [axis, count, size], `${shape} of ${positions}`);
  }
  assertEquals(frameAxes([3, 4, 32, 30])?.raster, [3, 4]);
  for (const nothing of [[], [5], [0, 32, 32], [4, 0], [2, 2, 2, 32, 32]]) assertEquals(frameAxes(nothing), null);
});

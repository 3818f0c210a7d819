import { assertEquals } from "@std/assert";
import { MeanPattern } from "../../../data/arrays/mean_pattern.ts";

Deno.test("MeanPattern is the mean of the squares where a pixel was measured, 0 where it never was", () => {
  const patterns = new MeanPattern(2);
  patterns.add(Float32Array.of(1, 2, 9, 9), Uint8Array.of(1, 1, 0, 0));
  patterns.add(Float32Array.of(3, 9, 5, 9), Uint8Array.of(1, 0, 1, 0));
  const { mean, mask } = patterns.finish();
  assertEquals([mean.height, mean.width, [...mean.data], [...mask ?? []]], [2, 2, [5, 4, 25, 0], [1, 1, 1, 0]]);
});

Deno.test("MeanPattern has no mask where all was measured", () => {
  const patterns = new MeanPattern(1);
  patterns.add(Float32Array.of(3), null);
  assertEquals([patterns.finish().mask, [...patterns.finish().mean.data]], [null, [9]]);
});

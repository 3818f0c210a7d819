import { assertAlmostEquals, assertEquals } from "@std/assert";
import { pairedFigures } from "../../bench/paired.ts";

Deno.test("pairedFigures() takes differences within pairs, whatever the pairs have in common", () => {
  // What ours takes more is 1, 2, 3, 4, 5 ms, of rounds that are up to three times as slow.
  const bare = [10, 30, 20, 10, 30];
  const { mean, median, more } = pairedFigures(bare.map((ms, i) => ({ bare: ms, ours: ms + i + 1 })));
  assertEquals([mean, median], [{ ours: 23, bare: 20 }, { ours: 23, bare: 20 }]);
  assertEquals([more.mean, more.median], [3, 3]);
  // 1.96 standard errors: the variance is 2.5.
  assertAlmostEquals(more.high - more.mean, 1.96 * Math.sqrt(0.5), 1e-12);
  assertAlmostEquals(more.mean - more.low, 1.96 * Math.sqrt(0.5), 1e-12);
});

import { assertAlmostEquals, assertEquals } from "@std/assert";
import { pairedFigures } from "../../bench/paired.ts";

Deno.test("pairedFigures() takes differences within pairs, whatever the pairs have in common", () => {
  // What ours takes more is 1, 2, 3, 4, 5 ms, of rounds that are up to three times as slow.
  const bare = [10, 30, 20, 10, 30];
  const { mean, median, more } = pairedFigures(bare.map((ms, i) => ({ bare: ms, ours: ms + i + 1 })));
  assertEquals([mean, median], [{ ours: 23, bare: 20 }, { ours: 23, bare: 20 }]);
  assertEquals([more.mean.value, more.median.value], [3, 3]);
  // 1.96 standard errors: the variance is 2.5.
  assertAlmostEquals(more.mean.high - 3, 1.96 * Math.sqrt(0.5), 1e-12);
  assertAlmostEquals(3 - more.mean.low, 1.96 * Math.sqrt(0.5), 1e-12);
});

Deno.test("pairedFigures() gives a median that one disturbed pair does not move", () => {
  const more = Array.from({ length: 101 }, (_, i) => i === 7 ? 1e6 : i);
  const { median } = pairedFigures(more.map((ms) => ({ bare: 1, ours: 1 + ms }))).more;
  // Of 101 the 95 % interval of the median has 9.8 on either side of it.
  assertEquals([median.value, Math.round(median.low), Math.round(median.high)], [51, 41, 61]);
});

import { assertEquals } from "@std/assert";
import { greyRange } from "../../../../recon/image/figures/grey_levels.ts";
import { rowsOf } from "../../../../recon/image/figures/image_rows.ts";
import { noise } from "../known_object.ts";

Deno.test("greyRange() finds the percentiles that sorting finds, of either sign", () => {
  const data = Float64Array.from({ length: 30_000 }, (_, p) => Math.fround(noise(p) ** 3 * 10 - 1));
  data[17] = -Infinity;
  const mask = Uint8Array.from(data, (_, p) => Number(p % 5 !== 0));
  const sorted = data.filter((_, p) => mask[p]).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
  assertEquals(greyRange(rowsOf({ height: 100, width: 300, data }), mask), { low: at(0.005), high: at(0.995) });
});

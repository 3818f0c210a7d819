import { assertAlmostEquals, assertEquals } from "@std/assert";
import { smoothRings } from "../../../recon/image/smooth_rings.ts";

Deno.test("smoothRings() leaves a curve that falls evenly as it is", () => {
  const even = Array.from({ length: 20 }, (_, ring) => 1 - ring / 20);
  smoothRings(even).forEach((value, ring) => assertAlmostEquals(value, even[ring] ?? NaN, 1e-12));
  assertEquals([smoothRings([]), smoothRings([1]), smoothRings([1, 0.5])], [[], [1], [1, 0.5]]);
});

Deno.test("smoothRings() spreads a single ring over seven, over fewer where the curve begins and ends", () => {
  const falling = (out: number): number[] => smoothRings(Array.from({ length: 20 }, (_, ring) => Number(ring !== out)));
  const [far, near, last] = [falling(10), falling(2), falling(19)];
  far.forEach((value, ring) => assertAlmostEquals(value, Math.abs(ring - 10) <= 3 ? 6 / 7 : 1, 1e-12));
  // Of the rings 2 and 3 the mean is of three, of the ring 4 it is of five.
  near.slice(0, 6).forEach((value, ring) =>
    assertAlmostEquals(value, [1, 1, 2 / 3, 2 / 3, 4 / 5, 1][ring] ?? NaN, 1e-12)
  );
  assertEquals(last[19], 0);
});

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { frameMask, isMasked, masksOf, readMasks, validShares } from "../../../data/frames/masks.ts";

const EACH = Uint8Array.of(1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0);

Deno.test("masksOf() takes one mask for that of all images", () => {
  const mask = Uint8Array.of(1, 0, 1, 1);
  const masks = masksOf(mask, 2);
  assertEquals([masks.shared, masks.bits], [mask, null]);
  assertEquals(frameMask(masks, 7), mask);
  assertEquals(readMasks(masks, Int32Array.of(3, 0)), Uint8Array.of(1, 0, 1, 1, 1, 0, 1, 1));
  assertEquals([isMasked(masks, 7, 1), isMasked(masks, 7, 2)], [true, false]);
  assertEquals(validShares(masks, Int32Array.of(3, 0)), Float64Array.of(1, 0, 1, 1));
});

Deno.test("masksOf() has a mask for each image, by its number, in an eighth of the memory", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 2, max: 6 }), fc.nat(1e6), (side, count, seed) => {
      const mask = Uint8Array.from({ length: count * side * side }, (_, i) => (seed * (i + 7) >> 3) & 1);
      const masks = masksOf(mask, side);
      assertEquals([masks.shared, masks.bits?.length], [null, count * Math.ceil(side * side / 8)]);
      const of = (image: number): Uint8Array => mask.slice(image * side * side, (image + 1) * side * side);
      for (let image = 0; image < count; image++) {
        assertEquals(frameMask(masks, image), of(image));
        of(image).forEach((valid, p) => assertEquals(isMasked(masks, image, p), valid === 0));
      }
      const both = readMasks(masks, Int32Array.of(count - 1, 0));
      assertEquals(both, Uint8Array.of(...of(count - 1), ...of(0)));
    }),
  );
});

Deno.test("validShares() counts the masks of the chosen images alone", () => {
  assertEquals(validShares(masksOf(EACH, 2), Int32Array.of(0, 1)), Float64Array.of(1, 0.5, 1, 0));
  assertEquals([frameMask(null, 0), validShares(null, Int32Array.of(0))], [null, null]);
});

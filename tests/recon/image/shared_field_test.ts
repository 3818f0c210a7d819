import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Reconstruction } from "../../../recon/image/reconstruction.ts";
import { sharedField } from "../../../recon/image/shared_field.ts";

const image = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })).chain(([height, width]) =>
  fc.record({
    mask: fc.uint8Array({ minLength: height * width, maxLength: height * width, max: 1 }),
    origin: fc.record({ y: fc.integer({ min: -4, max: 4 }), x: fc.integer({ min: -4, max: 4 }) }),
  }).map(({ mask, origin }): Reconstruction => ({
    object: { height, width, re: new Float32Array(height * width), im: new Float32Array(height * width) },
    mask,
    origin,
  }))
);

/** Scan coordinates that an image covers. */
function places({ object: { width }, mask, origin }: Reconstruction): Set<string> {
  const covered = [...mask.keys()].filter((p) => mask[p]);
  return new Set(covered.map((p) => `${origin.y + Math.floor(p / width)} ${origin.x + p % width}`));
}

Deno.test("sharedField() is the share of the smaller image's coordinates that are in the other, whichever comes first", () => {
  fc.assert(fc.property(image, image, (first, second) => {
    const [ours, theirs] = [places(first), places(second)];
    const least = Math.min(ours.size, theirs.size);
    const expected = least === 0 ? 0 : ours.intersection(theirs).size / least;
    assertAlmostEquals(sharedField(first, second), expected);
    assertEquals(sharedField(first, second), sharedField(second, first));
  }));
});

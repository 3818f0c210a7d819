import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { MaskFiller } from "../../../data/frames/fill_masked.ts";

const SIZE = 6;
const images = fc.array(fc.float({ min: 0, max: 100, noNaN: true }), { minLength: SIZE ** 2, maxLength: SIZE ** 2 });
const masks = fc.array(fc.constantFrom(0, 1), { minLength: SIZE ** 2, maxLength: SIZE ** 2 });
const marks = fc.constantFrom(NaN, -1, 0, 2 ** 32 - 1, Infinity);

function filled(values: readonly number[], mask: readonly number[], mark?: number): Float32Array {
  const image = Float32Array.from(values, (value, i) => mark !== undefined && mask[i] === 0 ? mark : value);
  new MaskFiller(SIZE).fill(image, Uint8Array.from(mask));
  return image;
}

Deno.test("MaskFiller gives a gap the means of what is around it, from its edges inwards", () => {
  const image = Float32Array.of(
    1,
    NaN,
    NaN,
    NaN,
    3,
    1,
    NaN,
    NaN,
    NaN,
    3,
    1,
    NaN,
    NaN,
    NaN,
    3,
    1,
    1,
    1,
    3,
    3,
    0,
    0,
    0,
    0,
    0,
  );
  const mask = Uint8Array.from(image, (value) => Number(!Number.isNaN(value)));
  new MaskFiller(5).fill(image, mask);
  assertEquals([...image.subarray(0, 5)].map((value) => Number(value.toFixed(3))), [1, 1, 2, 3, 3]);
  assertEquals([image[11], image[12], image[13]], [1, Math.fround(5 / 3), Math.fround(13 / 5)]);
});

Deno.test("MaskFiller leaves valid pixels as they are, and makes the same of whatever stands in the others", () => {
  fc.assert(
    fc.property(images, masks, marks, (values, mask, mark) => {
      const image = filled(values, mask, mark);
      assertEquals(image, filled(values, mask));
      const valid = values.filter((_, i) => mask[i] === 1);
      const [least, greatest] = [Math.min(...valid), Math.max(...valid)];
      image.forEach((value, i) => {
        if (mask[i] === 1) assertEquals(value, values[i]);
        else if (valid.length === 0) assertEquals(value, 0);
        else {assert(
            value >= least * (1 - 1e-6) && value <= greatest * (1 + 1e-6),
            `${value} of ${least} to ${greatest}`,
          );}
      });
    }),
  );
});

Deno.test("MaskFiller goes by the mask of each image", () => {
  const filler = new MaskFiller(2);
  const [one, other] = [Float32Array.of(1, 2, 3, 9), Float32Array.of(9, 2, 4, 6)];
  filler.fill(one, Uint8Array.of(1, 1, 1, 0));
  filler.fill(other, Uint8Array.of(0, 1, 1, 1));
  assertEquals([one, other], [Float32Array.of(1, 2, 3, 2), Float32Array.of(4, 2, 4, 6)]);
});

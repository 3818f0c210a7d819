import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { PatternSums } from "../../../../data/study/patterns/pattern_sums.ts";
import { SampleFrames } from "../../../../data/study/patterns/sample_frames.ts";

const shapes = fc.record({
  count: fc.integer({ min: 1, max: 7 }),
  height: fc.integer({ min: 1, max: 6 }),
  width: fc.integer({ min: 1, max: 6 }),
});

/** Values of (M, H, W), with a mask; 255 is bad. */
const stacks = shapes.chain(({ count, height, width }) =>
  fc.record({
    shape: fc.constant({ count, height, width }),
    values: fc.array(fc.constantFrom(0, 1, 2, 7, 255), {
      minLength: count * height * width,
      maxLength: count * height * width,
    }),
    mask: fc.array(fc.constantFrom(0, 1, 1, 1), { minLength: height * width, maxLength: height * width }),
    cut: fc.integer({ min: 1, max: 5 }),
  })
);

/** The same values as (H, W, M). */
function framesLast(values: readonly number[], count: number): Uint8Array {
  const pixels = values.length / count;
  return Uint8Array.from(values, (_, i) => values[(i % count) * pixels + Math.floor(i / count)] ?? 0);
}

Deno.test("PatternSums are what their names say, along either axis and in pieces of any size", () => {
  fc.assert(
    fc.property(stacks, ({ shape, values, mask, cut }) => {
      const { count, height, width } = shape;
      const pixels = height * width;
      for (const last of [false, true]) {
        const sums = new PatternSums({ ...shape, framesLast: last }, (value) => value === 255, Uint8Array.from(mask));
        const data = last ? framesLast(values, count) : Uint8Array.from(values);
        const piece = cut * (last ? count : width);
        for (let at = 0; at < data.length; at += piece) sums.add(data.subarray(at, at + piece), at);
        for (let frame = 0; frame < count; frame++) {
          const lit = Array.from({ length: pixels }, (_, p) => p)
            .filter((p) => mask[p] === 1 && values[frame * pixels + p] !== 255)
            .map((p) => ({ row: Math.floor(p / width), column: p % width, value: values[frame * pixels + p] ?? 0 }));
          const sum = (weight: (place: (typeof lit)[number]) => number): number =>
            lit.reduce((all, place) => all + weight(place), 0);
          const { values: own, squares } = sums;
          const got = [own.total, own.across, own.down, own.right, own.bottom, squares.total, squares.down];
          const wanted = [
            sum(({ value }) => value),
            sum(({ value, column }) => value * column),
            sum(({ value, row }) => value * row),
            sum(({ value, column }) => column >= Math.ceil(width / 2) ? value : 0),
            sum(({ value, row }) => row >= Math.ceil(height / 2) ? value : 0),
            sum(({ value }) => value ** 2),
            sum(({ value, row }) => value ** 2 * row),
          ];
          got.forEach((list, k) => assertAlmostEquals(list[frame] ?? NaN, wanted[k] ?? NaN, 1e-9));
        }
        const bad = Array.from(
          { length: pixels },
          (_, p) =>
            mask[p] === 0
              ? 0
              : Array.from({ length: count }, (_, f) => values[f * pixels + p]).filter((v) => v === 255).length,
        );
        assertEquals([...sums.pixelBad], bad);
      }
    }),
  );
});

Deno.test("SampleFrames keeps whole frames, along either axis and in pieces of any size", () => {
  fc.assert(
    fc.property(stacks, fc.integer({ min: 2, max: 6 }), ({ shape, values, cut }, most) => {
      const { count, width, height } = shape;
      for (const last of [false, true]) {
        const samples = new SampleFrames({ ...shape, framesLast: last }, most);
        const data = last ? framesLast(values, count) : Uint8Array.from(values);
        const piece = cut * (last ? count : width);
        for (let at = 0; at < data.length; at += piece) samples.add(data.subarray(at, at + piece), at);
        const frames = samples.numbers.map((f) => values.slice(f * height * width, (f + 1) * height * width));
        assertEquals(samples.frames.map((frame) => [...frame]), frames);
        assertEquals(new Set(samples.numbers).size, count <= most ? count : most - most % 2);
      }
    }),
  );
});

import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { range } from "../../data/random/random.ts";
import { splitSamples } from "../../data/split.ts";

Deno.test("splitSamples() puts every sample in exactly one part, and leaves one to train on", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), share, fc.nat(), (count, valSplit, seed) => {
      const { train, val } = splitSamples(count, { valSplit, seed });
      assertEquals(Int32Array.of(...train, ...val).sort(), range(count));
      const least = valSplit > 0 && count >= 2 ? 1 : 0;
      assertEquals(val.length, Math.min(Math.max(Math.round(count * valSplit), least), count - 1));
      assertEquals([train, val], [train.toSorted(), val.toSorted()]);
    }),
  );
});

Deno.test("splitSamples() depends on the seed alone", () => {
  const split = (seed: number): Int32Array => splitSamples(100, { valSplit: 0.2, seed }).val;
  assertEquals(split(1), split(1));
  assertNotEquals(split(1), split(2));
});

Deno.test("splitSamples() refuses no samples, and shares that are none", () => {
  assertThrows(() => splitSamples(0, { valSplit: 0, seed: 1 }), RangeError, "there are none: current value is 0");
  for (const valSplit of [-0.1, 1.1, NaN]) {
    const message = `valSplit must be from 0 to 1: current value is ${valSplit}`;
    assertThrows(() => splitSamples(5, { valSplit, seed: 1 }), RangeError, message);
  }
});

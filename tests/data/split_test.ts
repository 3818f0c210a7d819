import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
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

Deno.test("splitSamples() trains on no pattern that is validated on", () => {
  // Samples of neighbouring pairs: each pattern is in two of them.
  const members = Int32Array.from({ length: 200 }, (_, i) => (Math.floor(i / 2) + i % 2) % 100);
  const { train, val } = splitSamples(100, { valSplit: 0.1, seed: 3, members });
  const patternsOf = (samples: Int32Array): Set<number> =>
    new Set([...samples].flatMap((sample) => [...members.subarray(2 * sample, 2 * sample + 2)]));
  assertEquals(patternsOf(train).intersection(patternsOf(val)).size, 0);
  assertEquals(val, splitSamples(100, { valSplit: 0.1, seed: 3 }).val);
  assert(train.length >= 70 && train.length < 90);
  const single = Int32Array.from({ length: 100 }, (_, i) => i);
  const options = { valSplit: 0.1, seed: 3 };
  assertEquals(splitSamples(100, { ...options, members: single }), splitSamples(100, options));
});

import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { formGroups } from "../../data/groups/form_groups.ts";
import { groupCentres } from "../../data/groups/group_centres.ts";
import { range } from "../../data/random/random.ts";
import { type SplitOptions, splitSamples } from "../../data/split.ts";
import { raster } from "./groups/scattered.ts";
import { sciencePayload } from "./science_payload.ts";

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

/** Groups of a raster of 20 × 20 positions. */
function rasterOfGroups(gridSize: number): Samples & { readonly count: number } {
  const positions = raster(20, 20, { x: 5, y: 5 });
  const config = sciencePayload({ gridSize, neighbors: Math.max(4, gridSize ** 2) }).data;
  const { members } = formGroups(positions, config, { seed: 1 });
  const channels = gridSize ** 2;
  return { count: members.length / channels, channels, members, ...groupCentres(positions, { members, channels }) };
}

type Samples = NonNullable<SplitOptions["groups"]>;

function patternsOf(samples: Int32Array, { members, channels }: Samples): Set<number> {
  return new Set([...samples].flatMap((k) => [...members.subarray(k * channels, (k + 1) * channels)]));
}

Deno.test("splitSamples() trains on no pattern that is validated on, and leaves out few groups for that", () => {
  for (const [gridSize, most] of [[2, 0.1], [3, 0.2]] as const) {
    const groups = rasterOfGroups(gridSize);
    const lost: number[] = [];
    for (let seed = 0; seed < 20; seed++) {
      const { train, val } = splitSamples(groups.count, { valSplit: 0.05, seed, groups });
      assertEquals(val.length, 20);
      assertEquals(patternsOf(train, groups).intersection(patternsOf(val, groups)).size, 0);
      lost.push(1 - (train.length + val.length) / groups.count);
    }
    assert(Math.max(...lost) < most, `gridSize ${gridSize}: ${lost}`);
    assert(Math.min(...lost) > 0);
  }
});

Deno.test("splitSamples() holds groups out of one region, by the seed alone", () => {
  const groups = rasterOfGroups(2);
  const split = (seed: number): Int32Array => splitSamples(groups.count, { valSplit: 0.05, seed, groups }).val;
  assertEquals(split(1), split(1));
  assertNotEquals(split(1), split(2));
  const [x, y] = [[...split(1)].map((k) => groups.x[k] ?? NaN), [...split(1)].map((k) => groups.y[k] ?? NaN)];
  assert(Math.max(...x) - Math.min(...x) <= 45 && Math.max(...y) - Math.min(...y) <= 45);
});

Deno.test("splitSamples() holds single patterns out here and there, as it does where nothing is told of samples", () => {
  const options = { valSplit: 0.1, seed: 3 };
  const groups = rasterOfGroups(1);
  assertEquals(splitSamples(400, { ...options, groups }), splitSamples(400, options));
});

Deno.test("splitSamples() refuses to leave nothing to train on", () => {
  const groups = {
    channels: 2,
    members: Int32Array.of(0, 1, 1, 2, 2, 0),
    x: new Float64Array(3),
    y: new Float64Array(3),
  };
  const message =
    "Cannot hold out 1 of 3 samples as every other one shares a pattern with them: set training.valSplit (--val-split) to 0";
  assertThrows(() => splitSamples(3, { valSplit: 0.1, seed: 1, groups }), RangeError, message);
  assertEquals(splitSamples(3, { valSplit: 0, seed: 1, groups }).train, range(3));
});

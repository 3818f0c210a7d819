import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import type { Positions } from "../../../data/positions.ts";
import { Random, range } from "../../../data/random/random.ts";
import { halvePositions } from "../../../recon/half_scans/halve_positions.ts";

/** Positions in steps of 1, about one a square. */
const LAYOUTS: Readonly<Record<string, (count: number, random: Random) => Positions>> = {
  raster: (count) => byNumber(count, (k, side) => [k % side, Math.floor(k / side)]),
  jittered: (count, random) =>
    byNumber(count, (k, side) => [k % side + 0.6 * random.uniform(), Math.floor(k / side) + 0.6 * random.uniform()]),
  spiral: (count) =>
    byNumber(count, (k) => [Math.sqrt(k / Math.PI) * Math.cos(2.4 * k), Math.sqrt(k / Math.PI) * Math.sin(2.4 * k)]),
  random: (count, random) => byNumber(count, (_, side) => [side * random.uniform(), side * random.uniform()]),
  line: (count) => byNumber(count, (k) => [k, 0]),
  place: (count) => byNumber(count, () => [3, 4]),
};

/** Furthest that a position may be from one of each half, in steps; random positions have holes of their own. */
const FURTHEST: Readonly<Record<string, number>> = {
  ...{ raster: 1.5, jittered: 2, spiral: 2, random: 4.5, line: 1, place: 0 },
};

function byNumber(count: number, at: (k: number, side: number) => readonly [number, number]): Positions {
  const places = Array.from({ length: count }, (_, k) => at(k, Math.ceil(Math.sqrt(count))));
  return { x: Float64Array.from(places, ([x]) => x), y: Float64Array.from(places, ([, y]) => y) };
}

function furthest({ x, y }: Positions, half: Int32Array): number {
  return Math.max(
    ...Array.from(
      x,
      (column, k) =>
        Math.min(
          ...Array.from(half, (other) => Math.hypot(column - (x[other] ?? NaN), (y[k] ?? NaN) - (y[other] ?? NaN))),
        ),
    ),
  );
}

for (const [name, layout] of Object.entries(LAYOUTS)) {
  Deno.test(`halvePositions() halves positions of layout ${name} so that each half covers the field`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 300 }), fc.integer({ min: 0, max: 1000 }), (count, seed) => {
        const positions = layout(count, new Random(seed, "layout"));
        const [first, second] = halvePositions(positions, seed);
        assertEquals(Int32Array.from([...first, ...second]).sort(), range(count));
        assertEquals([first.slice().sort(), second.slice().sort()], [first, second]);
        assert(Math.abs(first.length - second.length) <= 1);
        for (const half of [first, second]) {
          const found = furthest(positions, half);
          assert(found <= (FURTHEST[name] ?? NaN), `${count} positions, seed ${seed}: ${found}`);
        }
      }),
      { numRuns: 60 },
    );
  });
}

Deno.test("halvePositions() gives most neighbours of a raster to different halves", () => {
  const side = 16;
  const positions = byNumber(side ** 2, (k) => [k % side, Math.floor(k / side)]);
  const first = new Set(halvePositions(positions, 1)[0]);
  const differ = (step: number, isIn: (k: number) => boolean): number[] =>
    [...range(side ** 2)].filter(isIn).map((k) => first.has(k) === first.has(k + step) ? 0 : 1);
  const all = [...differ(1, (k) => k % side < side - 1), ...differ(side, (k) => k < side * (side - 1))];
  assert(all.reduce((sum, value) => sum + value, 0) > 0.75 * all.length);
});

Deno.test("halvePositions() depends on positions and seed alone, and takes any number of them", () => {
  const positions = byNumber(50, (k) => [k % 7, Math.floor(k / 7)]);
  assertEquals(halvePositions(positions, 3), halvePositions(positions, 3));
  assertNotEquals([1, 2, 3, 4, 5, 6].map((seed) => halvePositions(positions, seed)[0][0]), [0, 0, 0, 0, 0, 0]);
  const none = new Int32Array();
  assertEquals(halvePositions({ x: new Float64Array(), y: new Float64Array() }, 1), [none, none]);
  assertEquals(halvePositions({ x: Float64Array.of(1), y: Float64Array.of(2) }, 1).map(({ length }) => length).sort(), [
    0,
    1,
  ]);
});

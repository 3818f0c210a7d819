import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Random } from "../../../../data/random/random.ts";
import { deadPixels, type PixelTotals } from "../../../../data/study/patterns/dead_pixels.ts";

const SIDE = 40;
const FRAMES = 60;

/** Sums over frames in which each pixel sees photons about a mean; nothing where it is dead. */
function totals(mean: (row: number, column: number) => number, dead: ReadonlySet<number>, seed = 1): PixelTotals {
  const random = new Random(seed, "photons");
  const [values, squares] = [new Float64Array(SIDE * SIDE), new Float64Array(SIDE * SIDE)];
  for (let frame = 0; frame < FRAMES; frame++) {
    for (let p = 0; p < values.length; p++) {
      const photons = random.poisson(mean(Math.floor(p / SIDE), p % SIDE));
      if (dead.has(p)) continue;
      values[p] = (values[p] ?? 0) + photons;
      squares[p] = (squares[p] ?? 0) + photons ** 2;
    }
  }
  return { count: FRAMES, values, squares };
}

function found(sums: PixelTotals, valid = new Uint8Array(SIDE * SIDE).fill(1)): number[] {
  return deadPixels({ height: SIDE, width: SIDE, data: sums.values, valid }, sums);
}

function box(top: number, bottom: number, left: number, right: number): number[] {
  const pixels: number[] = [];
  for (let i = top; i < bottom; i++) for (let j = left; j < right; j++) pixels.push(i * SIDE + j);
  return pixels;
}

Deno.test("deadPixels() finds single ones, clusters, and gaps with their crossing, and nothing else", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: SIDE - 5 }), fc.integer({ min: 1, max: SIDE - 5 })), {
        maxLength: 6,
      }),
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 1, max: 1000 }),
      (places, gap, seed) => {
        const dead = new Set(places.flatMap(([i, j], n) => box(i, i + 1 + n % 3, j, j + 1 + n % 2)));
        for (const p of [...box(17, 17 + gap, 0, SIDE), ...box(0, SIDE, 9, 9 + gap)]) dead.add(p);
        assertEquals(found(totals(() => 5, dead, seed)), [...dead].sort((a, b) => a - b));
      },
    ),
    { numRuns: 15 },
  );
});

Deno.test("deadPixels() finds a gap in all its length, where it is dim beside it, too", () => {
  const beam = (row: number, column: number): number => 20 * Math.exp(-((row - 20) ** 2 + (column - 20) ** 2) / 40);
  const gap = [...box(17, 20, 0, SIDE), ...box(0, SIDE, 24, 25)];
  const dead = new Set(gap);
  const sums = totals(beam, dead);
  assert(gap.some((p) => beam(Math.floor(p / SIDE), p % SIDE) < 0.01));
  assertEquals(found(sums), [...dead].sort((a, b) => a - b));
});

Deno.test("deadPixels() finds none where few photons fall, at the edge of a disk, or of the frame", () => {
  const none = new Set<number>();
  for (const mean of [0.001, 0.03, 0.1]) assertEquals(found(totals(() => mean, none)), []);
  const disk = (row: number, column: number): number => Math.hypot(row - 20, column - 20) < 9 ? 20 : 0.002;
  assertEquals(found(totals(disk, none)), []);
  // Where a frame ends in the dark nobody knows how it goes on.
  assertEquals(found(totals(() => 5, new Set(box(0, 3, 0, SIDE)))), []);
});

Deno.test("deadPixels() finds none beside what flashed once, nor where the pixel is known to be bad", () => {
  const single = new Set(box(20, 21, 20, 21));
  const lit = totals(() => 5, single);
  const flash: PixelTotals = {
    ...lit,
    values: lit.values.map((v) => Math.min(v, 300)),
    squares: lit.values.map((v) => v ** 2),
  };
  assertEquals([found(lit), found(flash)], [[...single], []]);
  const valid = new Uint8Array(SIDE * SIDE).fill(1);
  for (const p of single) valid[p] = 0;
  assertEquals(found(lit, valid), []);
  assert(found(lit, valid.map((_, p) => single.has(p + 1) ? 0 : 1)).length === 1, "a masked neighbour on one side");
});

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { NeighborIndex } from "../../../data/groups/neighbor_index.ts";
import { Random, range } from "../../../data/random/random.ts";
import { raster, scattered, sourceAt } from "./scattered.ts";

Deno.test("NeighborIndex finds the nearest of others, as a comparison with all of them does", () => {
  fc.assert(
    fc.property(scattered(1), fc.nat(), fc.integer({ min: 1, max: 70 }), ({ x, y, numbers }, some, count) => {
      const pattern = some % numbers.length;
      const square = (other: number): number =>
        ((x[other] ?? NaN) - (x[pattern] ?? NaN)) ** 2 + ((y[other] ?? NaN) - (y[pattern] ?? NaN)) ** 2;
      const found = new NeighborIndex({ x, y }).near(pattern, { count });
      assertEquals(new Set(found).size, found.length);
      assertEquals(found.includes(pattern), false);
      const all = [...numbers].filter((other) => other !== pattern).map(square).sort((a, b) => a - b);
      assertEquals(found.map(square), all.slice(0, count));
    }),
  );
});

Deno.test("NeighborIndex takes those of equal distance in the order of the file", () => {
  // The middle of a raster: four neighbours beside, four across.
  const index = new NeighborIndex(raster(5, 5, { x: 2, y: 2 }));
  for (let count = 1; count <= 8; count++) {
    assertEquals(index.near(12, { count }), [7, 11, 13, 17, 6, 8, 16, 18].slice(0, count));
  }
});

Deno.test("NeighborIndex does not care in which order patterns lie in the file, where distances differ", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), (count, seed) => {
      const random = new Random(seed, "places");
      const places = Array.from({ length: count }, () => [random.uniform(), random.uniform()] as const);
      const order = random.shuffle(range(count));
      const first = new NeighborIndex(sourceAt(places));
      const second = new NeighborIndex(sourceAt([...order].map((k) => places[k] ?? [NaN, NaN])));
      order.forEach((k, place) =>
        assertEquals(second.near(place, { count: 7 }).map((other) => order[other]), first.near(k, { count: 7 }))
      );
    }),
    { numRuns: 30 },
  );
});

Deno.test("NeighborIndex measures in steps", () => {
  const index = new NeighborIndex(raster(9, 5, { x: 1, y: 10 }), { x: 1, y: 10 });
  assertEquals(index.near(22, { count: 4 }), [13, 21, 23, 31]);
});

Deno.test("NeighborIndex looks no further than it is told, and at each place once where repeats do not count", () => {
  fc.assert(
    fc.property(
      scattered(2),
      fc.nat(),
      fc.double({ min: 0, max: 40, noNaN: true }),
      ({ x, y, numbers }, some, within) => {
        const pattern = some % numbers.length;
        const distance = (other: number): number =>
          Math.sqrt(((x[other] ?? NaN) - (x[pattern] ?? NaN)) ** 2 + ((y[other] ?? NaN) - (y[pattern] ?? NaN)) ** 2);
        const found = new NeighborIndex({ x, y }).near(pattern, { count: 100, within, repeats: false });
        const place = (other: number): string => `${x[other]} ${y[other]}`;
        const places = new Set([...numbers].filter((other) => distance(other) <= within).map(place));
        places.delete(place(pattern));
        assertEquals(new Set(found.map(place)), places);
        assertEquals(found.length, places.size);
      },
    ),
  );
});

Deno.test("NeighborIndex gives every pattern of one place another of them first", () => {
  const index = new NeighborIndex({ x: new Float64Array(5).fill(3), y: new Float64Array(5) });
  assertEquals([...Array(5).keys()].map((k) => index.near(k, { count: 2 })), [[1, 2], [2, 3], [3, 4], [4, 0], [0, 1]]);
});

Deno.test("NeighborIndex finds patterns that are apart as going through all of them by distance does", () => {
  const limits = fc.record({
    count: fc.integer({ min: 1, max: 9 }),
    least: fc.constantFrom(0.25, 1, 2, 7.5, 12),
    greatest: fc.constantFrom(1, 5, 21, 1e9),
    steps: fc.constantFrom({ x: 1, y: 1 }, { x: 2, y: 5 }),
  });
  fc.assert(fc.property(scattered(1), fc.nat(), limits, ({ x, y, numbers }, some, { steps, ...wanted }) => {
    const pattern = some % numbers.length;
    const distance = (one: number, other: number): number =>
      Math.hypot((x[other] ?? NaN) - (x[one] ?? NaN), (y[other] ?? NaN) - (y[one] ?? NaN));
    const index = new NeighborIndex({ x, y }, steps);
    const kept: number[] = [];
    for (const other of index.near(pattern, { count: numbers.length, repeats: false })) {
      if (distance(pattern, other) > wanted.greatest || kept.length === wanted.count) continue;
      if ([pattern, ...kept].every((one) => distance(one, other) >= wanted.least)) kept.push(other);
    }
    assertEquals(index.apart(pattern, wanted), kept);
  }));
});

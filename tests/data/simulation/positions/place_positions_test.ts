import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import { placePositions, type PlacePositionsOptions } from "../../../../data/simulation/positions/place_positions.ts";
import { MADE_POSITIONS } from "../../../../data/simulation/positions/scan_step.ts";
import type { Positions } from "../../../../data/positions.ts";

function placed(options: Partial<PlacePositionsOptions>): Positions {
  return placePositions({
    ...{ recipe: { kind: "jitter" }, count: 100, patchSize: 64, seed: 1, step: null, margin: 0 },
    ...options,
  });
}

Deno.test("placePositions() puts a jittered grid of step N/8 into the middle of the object", () => {
  const { x, y } = placed({ count: 400, object: { height: 500, width: 300 } });
  for (let i = 0; i < 400; i++) {
    const [column, row] = [i % 20 - 9.5, Math.floor(i / 20) - 9.5];
    assertLess(Math.abs((x[i] ?? NaN) - 150 - 8 * column), 0.3 * 8 + 1e-9);
    assertLess(Math.abs((y[i] ?? NaN) - 250 - 8 * row), 0.3 * 8 + 1e-9);
  }
  const shifts = x.map((value, i) => value - 150 - 8 * (i % 20 - 9.5));
  assertAlmostEquals(shifts.reduce((sum, value) => sum + value * value, 0) / 400, 2.4 ** 2 / 3, 0.4);
});

Deno.test("placePositions() takes a smaller step where the object is small", () => {
  const { x, y } = placed({ object: { height: 80, width: 100 } });
  assert(x.every((value) => value >= 32 && value <= 68) && y.every((value) => value >= 32 && value <= 48));
  assert(Math.max(...x) - Math.min(...x) > 32 && Math.max(...y) - Math.min(...y) > 13);
});

Deno.test("placePositions() keeps every patch and the margin within an object, whatever is wanted, and uses its room", () => {
  fc.assert(fc.property(
    fc.record({
      kind: fc.constantFrom(...MADE_POSITIONS),
      count: fc.integer({ min: 1, max: 300 }),
      height: fc.integer({ min: 40, max: 200 }),
      width: fc.integer({ min: 40, max: 200 }),
      margin: fc.integer({ min: 0, max: 4 }),
      seed: fc.nat(),
    }),
    ({ kind, count, height, width, margin, seed }) => {
      const { x, y } = placed({ recipe: { kind }, count, patchSize: 32, seed, margin, object: { height, width } });
      assertEquals([x.length, y.length], [count, count]);
      for (const [axis, length] of [[x, width], [y, height]] as const) {
        assert(axis.every((value) => value >= 16 + margin - 1e-9 && value <= length - 16 - margin + 1e-9));
      }
    },
  ));
});

Deno.test("placePositions() begins at the first pixel that a patch may see, where the object is made for it", () => {
  for (const kind of MADE_POSITIONS) {
    const { x, y } = placed({ recipe: { kind }, margin: 3, step: 5 });
    for (const axis of [x, y]) {
      const least = Math.min(...axis);
      assert(least >= 35 && least < (kind === "jitter" ? 38.1 : 35 + 1e-9), `${kind} ${least}`);
    }
  }
});

Deno.test("placePositions() makes rasters of one step, snakes that turn, and grids that are moved as far as is said", () => {
  const raster = placed({ recipe: { kind: "raster" }, count: 12, step: 7 });
  assertEquals(Array.from(raster.x), [32, 39, 46, 53, 32, 39, 46, 53, 32, 39, 46, 53]);
  assertEquals(Array.from(raster.y), [32, 32, 32, 32, 39, 39, 39, 39, 46, 46, 46, 46]);
  const snake = placed({ recipe: { kind: "snake" }, count: 11, step: 7 });
  assertEquals(Array.from(snake.x), [32, 39, 46, 53, 53, 46, 39, 32, 32, 39, 46]);
  const moved = placed({ recipe: { kind: "jitter", jitter: 1 }, count: 400, step: 7 });
  const off = moved.x.map((value, i) => value - (32 + 7) - 7 * (i % 20));
  assert(off.every((value) => Math.abs(value) <= 7) && off.some((value) => Math.abs(value) > 6.5));
});

Deno.test("placePositions() makes spirals and circles of the density of a raster of the same step, in every direction", () => {
  for (const kind of ["fermat", "concentric"] as const) {
    const { x, y } = placed({ recipe: { kind }, count: 1500, step: 6 });
    const [centreX, centreY] = [x[0] ?? NaN, y[0] ?? NaN];
    const radii = x.map((value, i) => Math.hypot(value - centreX, (y[i] ?? NaN) - centreY));
    for (const radius of [30, 60, 100]) {
      const inside = radii.filter((value) => value < radius).length;
      const wanted = Math.PI * radius ** 2 / 36;
      // Of circles a whole one is inside or not.
      const slack = kind === "fermat" ? 2 : 2 * Math.PI * radius / 6 * 0.75;
      assertLess(Math.abs(inside - wanted), slack, `${kind} ${radius}`);
    }
    for (const direction of [0, 1, 2, 3]) {
      const [cos, sin] = [Math.cos(direction), Math.sin(direction)];
      const half = x.filter((value, i) => (value - centreX) * cos + ((y[i] ?? NaN) - centreY) * sin > 0).length;
      assertAlmostEquals(half / 1500, 0.5, 0.04);
    }
  }
});

Deno.test("placePositions() keeps all points of a Fermat spiral apart, as no rays of them form", () => {
  const { x, y } = placed({ recipe: { kind: "fermat" }, count: 300, step: 10 });
  let nearest = Infinity;
  for (let i = 0; i < 300; i++) {
    for (let j = 0; j < i; j++) {
      nearest = Math.min(nearest, Math.hypot((x[i] ?? 0) - (x[j] ?? 0), (y[i] ?? 0) - (y[j] ?? 0)));
    }
  }
  assert(nearest > 0.55 * 10, `${nearest}`);
});

Deno.test("placePositions() refuses a step that does not fit, with what it takes", () => {
  assertThrows(
    () => placed({ recipe: { kind: "raster" }, step: 8, object: { height: 200, width: 120 } }),
    RangeError,
    "Cannot scan an object of 120 pixels as positions of step 8 px take 136 px: take fewer patterns, a smaller step or",
  );
  assertThrows(
    () => placed({ object: { height: 63, width: 200 } }),
    RangeError,
    "Cannot scan an object of 63 pixels as a patch is larger: patchSize is 64",
  );
});

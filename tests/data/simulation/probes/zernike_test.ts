import { assertAlmostEquals, assertEquals } from "@std/assert";
import { MOST_NOLL, orders, zernike } from "../../../../data/simulation/probes/zernike.ts";

Deno.test("zernike() is orthonormal over the unit disk, for all of Noll's numbers", () => {
  const side = 121;
  const points: (readonly [number, number])[] = [];
  for (let i = 0; i < side * side; i++) {
    const [x, y] = [2 * ((i % side) + 0.5) / side - 1, 2 * (Math.floor(i / side) + 0.5) / side - 1];
    if (Math.hypot(x, y) <= 1) points.push([x, y]);
  }
  const values = Array.from({ length: 15 }, (_, i) => Float64Array.from(points, ([x, y]) => zernike(i + 1, x, y)));
  for (const [i, a] of values.entries()) {
    for (const [j, b] of values.slice(0, i + 1).entries()) {
      const mean = a.reduce((sum, value, k) => sum + value * (b[k] ?? NaN), 0) / points.length;
      assertAlmostEquals(mean, i === j ? 1 : 0, 0.02, `${i + 1} ${j + 1}`);
    }
  }
});

Deno.test("zernike() has Noll's order and signs", () => {
  // Noll 1976, table I.
  const table: readonly (readonly [number, number])[] = [
    ...[[0, 0], [1, 1], [1, -1], [2, 0], [2, -2], [2, 2], [3, -1], [3, 1], [3, -3], [3, 3], [4, 0], [4, 2], [
      4,
      -2,
    ]] as const,
    ...[[4, 4], [4, -4], [5, 1], [5, -1], [5, 3], [5, -3], [5, 5], [5, -5], [6, 0], [6, -2], [6, 2]] as const,
  ];
  assertEquals(table.map((_, i) => orders(i + 1)), table);
  assertEquals(orders(MOST_NOLL)[0], 7);
  const [x, y] = [0.3, -0.5];
  const square = x * x + y * y;
  assertAlmostEquals(zernike(2, x, y), 2 * x, 1e-12);
  assertAlmostEquals(zernike(3, x, y), 2 * y, 1e-12);
  assertAlmostEquals(zernike(4, x, y), Math.sqrt(3) * (2 * square - 1), 1e-12);
  assertAlmostEquals(zernike(6, x, y), Math.sqrt(6) * (x * x - y * y), 1e-12);
  assertAlmostEquals(zernike(8, x, y), Math.sqrt(8) * (3 * square - 2) * x, 1e-12);
  assertAlmostEquals(zernike(11, x, y), Math.sqrt(5) * (6 * square ** 2 - 6 * square + 1), 1e-12);
});

import { assert, assertAlmostEquals, assertLess } from "@std/assert";
import { scanGrid } from "../../../data/simulation/scan_grid.ts";

Deno.test("scanGrid() puts a jittered grid of step N/8 into the middle of the object", () => {
  const { x, y } = scanGrid({ count: 400, patchSize: 64, seed: 1, object: { height: 500, width: 300 } });
  for (let i = 0; i < 400; i++) {
    const [column, row] = [i % 20 - 9.5, Math.floor(i / 20) - 9.5];
    assertLess(Math.abs((x[i] ?? NaN) - 150 - 8 * column), 0.3 * 8 + 1e-9);
    assertLess(Math.abs((y[i] ?? NaN) - 250 - 8 * row), 0.3 * 8 + 1e-9);
  }
  const shifts = x.map((value, i) => value - 150 - 8 * (i % 20 - 9.5));
  assertAlmostEquals(shifts.reduce((sum, value) => sum + value * value, 0) / 400, 2.4 ** 2 / 3, 0.4);
});

Deno.test("scanGrid() takes a smaller step where the object is small", () => {
  const { x, y } = scanGrid({ count: 100, patchSize: 64, seed: 1, object: { height: 80, width: 100 } });
  assert(x.every((value) => value >= 32 && value <= 68) && y.every((value) => value >= 32 && value <= 48));
  assert(Math.max(...x) - Math.min(...x) > 32 && Math.max(...y) - Math.min(...y) > 13);
});

import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { holesOf, scanShape } from "../../../../data/study/positions/scan_shape.ts";
import { positionUnits } from "../../../../data/study/positions/position_units.ts";
import { METRES } from "../../../../data/layouts/contents/units.ts";
import type { Places } from "../../../../data/study/positions/neighbours.ts";
import { Random } from "../../../../data/random/random.ts";

/** A scan of side × side positions with a step of 1 that jitters by a part of it, turned by an angle. */
function scan(side: number, jitter: number, degrees = 0): Places {
  const random = new Random(side, "jitter");
  const [cos, sin] = [Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)];
  const all = Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [i % side, Math.floor(i / side)].map((at) => at + jitter * (random.uniform() - 0.5));
    return [(x ?? 0) * cos - (y ?? 0) * sin, (x ?? 0) * sin + (y ?? 0) * cos] as const;
  });
  return { x: Float64Array.from(all, ([x]) => x), y: Float64Array.from(all, ([, y]) => y) };
}

Deno.test("scanShape() tells an even grid, turned by any angle, from one that jitters", () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 12 }), fc.integer({ min: 0, max: 89 }), (side, degrees) => {
      const even = scanShape(scan(side, 0, degrees));
      assertEquals([even.raster, even.line], [true, false]);
      assertAlmostEquals(even.step, 1, 1e-6);
      assertEquals(scanShape(scan(side, 0.4, degrees)).raster, false);
    }),
    { numRuns: 30 },
  );
});

Deno.test("scanShape() counts positions that repeat, whatever the unit", () => {
  for (const unit of [1, 1e-9, 1e6]) {
    const { x, y } = scan(8, 0.3);
    const twice = { x: Float64Array.of(...x, ...x.slice(3, 5)), y: Float64Array.of(...y, ...y.slice(3, 5)) };
    const shape = scanShape({ x: twice.x.map((at) => at * unit), y: twice.y.map((at) => at * unit) });
    assertEquals(shape.duplicates, [[64, 3], [65, 4]]);
  }
});

Deno.test("scanShape() takes positions along a line for one, at any angle, and few positions as they are", () => {
  const line = {
    x: Float64Array.from({ length: 9 }, (_, i) => 3 * i),
    y: Float64Array.from({ length: 9 }, (_, i) => 2 * i),
  };
  assertEquals([scanShape(line).line, scanShape(line).raster], [true, false]);
  const alone = scanShape({ x: Float64Array.of(1), y: Float64Array.of(2) });
  assertEquals([alone.step, alone.width, alone.line], [0, 0, true]);
  const same = scanShape({ x: Float64Array.of(1, 1), y: Float64Array.of(2, 2) });
  assertEquals([same.step, same.duplicates.length], [0, 1]);
});

Deno.test("holesOf() finds a hole within a scan, and none at its edges", () => {
  const { x, y } = scan(12, 0.3);
  assertEquals(holesOf({ x, y }, 2.5), 0);
  const kept = [...x.keys()].filter((i) => Math.hypot((x[i] ?? 0) - 5.5, (y[i] ?? 0) - 5.5) > 3.5);
  const hollow = { x: Float64Array.from(kept, (i) => x[i] ?? 0), y: Float64Array.from(kept, (i) => y[i] ?? 0) };
  assert(holesOf(hollow, 2.5) > 0);
  const corner = [...x.keys()].filter((i) => (x[i] ?? 0) > 5 || (y[i] ?? 0) > 5);
  assertEquals(
    holesOf({ x: Float64Array.from(corner, (i) => x[i] ?? 0), y: Float64Array.from(corner, (i) => y[i] ?? 0) }, 2.5),
    0,
  );
});

Deno.test("positionUnits() tells the unit by the size of an object pixel, whatever pixel, step and patch", () => {
  const units = [...Object.keys(METRES), "px"] as ("m" | "mm" | "um" | "nm" | "px")[];
  fc.assert(
    fc.property(
      fc.constantFrom(...units.filter((unit) => unit !== "angstrom" as string)),
      fc.double({ min: 5e-9, max: 4e-8, noNaN: true }),
      fc.double({ min: 0.05, max: 0.35, noNaN: true }),
      fc.constantFrom(64, 128, 256),
      (unit, pixel, share, side) => {
        const metres = unit === "px" ? pixel : METRES[unit];
        const { x, y } = scan(9, 0.3);
        const factor = share * side * pixel / metres;
        const shape = scanShape({ x: x.map((at) => at * factor), y: y.map((at) => at * factor) });
        const found = positionUnits(shape, { pixel, side });
        // A pixel of some nanometres is hardly told from a nanometre.
        const near = unit === "px" || unit === "nm" || unit === "angstrom" as string;
        assert(near ? found === "px" || found === "nm" || found === "angstrom" as string : found === unit, `${found}`);
      },
    ),
  );
});

Deno.test("positionUnits() takes positions of a program that means pixels for pixels, if they can be", () => {
  const { x, y } = scan(9, 0.3);
  const of = (step: number): ReturnType<typeof positionUnits> => {
    const shape = scanShape({ x: x.map((at) => at * step), y: y.map((at) => at * step) });
    return positionUnits(shape, { pixel: 1.56e-8, side: 128, meansPixels: true });
  };
  assertEquals([76, 4, 1e-6].map(of), ["px", "px", "m"]);
});

Deno.test("positionUnits() takes positions for metres or pixels by their size alone", () => {
  const { x, y } = scan(9, 0.3);
  const of = (step: number): ReturnType<typeof positionUnits> =>
    positionUnits(scanShape({ x: x.map((at) => at * step), y: y.map((at) => at * step) }), { pixel: null, side: 64 });
  assertEquals([5e-8, 1e-6, 4, 0.08, 400].map(of), ["m", "m", "px", "um", "nm"]);
});

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Neighbours } from "../../../../data/study/positions/neighbours.ts";

const coordinate = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1e-6, max: 1e3, noNaN: true }));

Deno.test("Neighbours finds the places that are nearest, wherever they lie", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 8 }),
      fc.nat(),
      (points, k, choice) => {
        const places = { x: Float64Array.from(points, ([x]) => x), y: Float64Array.from(points, ([, y]) => y) };
        const index = choice % points.length;
        const distance = (i: number): number =>
          Math.hypot((places.x[i] ?? 0) - (places.x[index] ?? 0), (places.y[i] ?? 0) - (places.y[index] ?? 0));
        const wanted = points.map((_, i) => i).filter((i) => i !== index).map(distance).sort((a, b) => a - b).slice(
          0,
          k,
        );
        assertEquals(new Neighbours(places).nearest(index, k).map(distance), wanted);
      },
    ),
  );
});

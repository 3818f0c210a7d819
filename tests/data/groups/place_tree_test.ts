import { assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { PlaceTree } from "../../../data/groups/place_tree.ts";
import { raster, scattered } from "./scattered.ts";

const ONE = { x: 1, y: 1 };

Deno.test("PlaceTree gives all places by their distance in steps, of equal distance the smaller number first", () => {
  const steps = fc.record({ x: fc.constantFrom(1, 0.3, 7), y: fc.constantFrom(1, 12) });
  fc.assert(fc.property(scattered(1), fc.nat(), steps, ({ x, y, numbers }, some, { x: across, y: down }) => {
    const place = some % numbers.length;
    const square = (other: number): number =>
      ((x[other] ?? NaN) / across - (x[place] ?? NaN) / across) ** 2 +
      ((y[other] ?? NaN) / down - (y[place] ?? NaN) / down) ** 2;
    const found = [...new PlaceTree({ x, y }, { x: across, y: down }).nearest(place, () => false)];
    assertEquals(found, [...numbers].sort((a, b) => square(a) - square(b) || a - b));
  }));
});

Deno.test("PlaceTree passes by what is within a circle at the cost of its edge, not of its area", () => {
  const side = 200;
  const places = raster(side, side, ONE);
  const tree = new PlaceTree(places, ONE);
  const middle = side * side / 2 + side / 2;
  const [column, row] = [places.x[middle] ?? NaN, places.y[middle] ?? NaN];
  const asked = (radius: number): number => {
    let count = 0;
    const isOut = (left: number, top: number, right: number, bottom: number): boolean => {
      count++;
      return Math.hypot(Math.max(column - left, right - column), Math.max(row - top, bottom - row)) < radius;
    };
    const [first = NaN] = tree.nearest(middle, isOut);
    assertEquals(Math.hypot((places.x[first] ?? NaN) - column, (places.y[first] ?? NaN) - row), radius);
    return count;
  };
  // 1257 and 20 106 places are within.
  assertLess(asked(20), 1257);
  assertLess(asked(80), 20_106 / 4);
  assertLess(asked(80), 5 * asked(20));
});

import { assertEquals } from "@std/assert";
import { positionWarnings } from "../../../data/checks/positions.ts";
import { range } from "../../../data/random/random.ts";

function grid(side: number, step: number): { x: Float64Array; y: Float64Array; patchSize: number } {
  const numbers = range(side * side);
  return {
    x: Float64Array.from(numbers, (i) => 32 + step * (i % side)),
    y: Float64Array.from(numbers, (i) => 32 + step * Math.floor(i / side)),
    patchSize: 64,
  };
}

Deno.test("positionWarnings() takes whole numbers for pixels, however few they span", () => {
  assertEquals(positionWarnings(grid(3, 1)), []);
  const [close = ""] = positionWarnings(grid(3, 0.7));
  assertEquals(
    close.startsWith("positions span 1.4 × 1.4 px (x × y): are they in micrometres or metres?"),
    true,
    close,
  );
});

Deno.test("positionWarnings() needs more than a few positions to doubt two pixels", () => {
  const pair = { x: Float64Array.of(32, 33.6), y: Float64Array.of(32, 32), patchSize: 64 };
  assertEquals(positionWarnings(pair), []);
  assertEquals(positionWarnings({ ...pair, x: Float64Array.of(32, 32.6) }).length, 1);
});

Deno.test("positionWarnings() says where all positions are the same", () => {
  assertEquals(positionWarnings(grid(3, 0)), [
    "all 9 positions are the same, (32, 32): write the centre of each patch in object pixels as xcoords and ycoords",
  ]);
});

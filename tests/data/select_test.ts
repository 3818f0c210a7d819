import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import type { SciencePayload } from "../../config/payload.ts";
import { Random, range } from "../../data/random/random.ts";
import { selectPatterns } from "../../data/select.ts";
import { sciencePayload } from "./science_payload.ts";
import { tinyScan } from "./tiny_scan.ts";

const random = new Random(1, "positions");
const scan = tinyScan({
  count: 100,
  x: Float64Array.from({ length: 100 }, () => 10 + 20 * random.uniform()),
  y: Float64Array.from({ length: 100 }, () => 50 * random.uniform()),
});

function select(data: Partial<SciencePayload["data"]>, seed = 1): Int32Array {
  return selectPatterns(scan, sciencePayload(data).data, seed);
}

Deno.test("selectPatterns() takes every pattern by default", () => {
  assertEquals(select({}), range(100));
});

Deno.test("selectPatterns() keeps the patterns within fractions of the scan's extent", () => {
  const [left, right] = [Math.min(...scan.x), Math.max(...scan.x)];
  const inside = (x: number): boolean => (x - left) / (right - left) >= 0.2 && (x - left) / (right - left) <= 0.7;
  const expected = range(100).filter((i) => inside(scan.x[i] ?? NaN));
  assert(expected.length > 20 && expected.length < 80);
  assertEquals(select({ xBounds: [0.2, 0.7] }), expected);
  const both = select({ xBounds: [0.2, 0.7], yBounds: [0.5, 1] });
  assert(both.length < expected.length && both.every((i) => (scan.y[i] ?? 0) > 20 && expected.includes(i)));
});

Deno.test("selectPatterns() bounds nothing across a line scan", () => {
  const line = { ...scan, y: new Float64Array(100).fill(7) };
  assertEquals(selectPatterns(line, sciencePayload({ yBounds: [0.1, 0.2] }).data, 1), range(100));
});

Deno.test("selectPatterns() draws a subsample by the seed, in the order of the file", () => {
  const drawn = select({ subsample: 30 });
  assertEquals([drawn.length, new Set(drawn).size], [30, 30]);
  assertEquals(drawn, drawn.toSorted());
  assertEquals(select({ subsample: 30 }), drawn);
  assertNotEquals(select({ subsample: 30 }, 2), drawn);
});

Deno.test("selectPatterns() refuses to draw more than there is, naming both numbers", () => {
  const place = "Cannot select patterns of tiny.npz as there are fewer than wanted:";
  const message = `${place} 101 patterns of data.subsample, 100 patterns`;
  assertThrows(() => select({ subsample: 101 }), RangeError, message);
});

Deno.test("selectPatterns() takes all there are of a scan that may have fewer, and as many as ever of one that has enough", () => {
  const fewer = (data: Partial<SciencePayload["data"]>): Int32Array => {
    return selectPatterns(scan, sciencePayload(data).data, 1, { fewer: true });
  };
  assertEquals([fewer({ subsample: 101 }), fewer({ subsample: 30 })], [range(100), select({ subsample: 30 })]);
});

Deno.test("selectPatterns() refuses bounds without a pattern", () => {
  const message = "no position is within data.xBounds and data.yBounds: [0.5, 0.5] and [0, 1]";
  assertThrows(() => select({ xBounds: [0.5, 0.5] }), RangeError, message);
});

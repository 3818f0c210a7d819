import { assertEquals, assertThrows } from "@std/assert";
import { chooseFrames } from "../../../data/importing/choose_frames.ts";
import { shortNames } from "../../../data/importing/provenance.ts";

const ALL = { xBounds: [0, 1] as [number, number], yBounds: [0, 1] as [number, number], duplicates: "keep" as const };
const NUMBERS = Int32Array.of(2, 3, 5, 7);

Deno.test("chooseFrames() leaves out frames without a position, and says how many", () => {
  const { groups, warnings } = chooseFrames(NUMBERS, {
    x: Float64Array.of(0, NaN, 1, 2),
    y: Float64Array.of(0, 1, 1, Infinity),
  }, ALL);
  assertEquals(groups, [{ frames: [2], x: 0, y: 0 }, { frames: [5], x: 1, y: 1 }]);
  assertEquals(warnings, ["2 of 4 frames have no position, such as frame 3: left out"]);
  const none = { x: new Float64Array(4).fill(NaN), y: new Float64Array(4) };
  assertThrows(() => chooseFrames(NUMBERS, none, ALL), RangeError, "none of 4 frames has a position");
});

Deno.test("chooseFrames() takes a part of the extent; of a line, all across it", () => {
  const line = { x: Float64Array.of(0, 10, 20, 30), y: new Float64Array(4).fill(5) };
  const half = chooseFrames(NUMBERS, line, { ...ALL, xBounds: [0.3, 1], yBounds: [0, 0.5] });
  assertEquals(half.groups.map(({ x }) => x), [10, 20, 30]);
  assertThrows(() => chooseFrames(NUMBERS, line, { ...ALL, xBounds: [0.4, 0.6] }), RangeError, "no position is within");
});

Deno.test("chooseFrames() drops or joins frames at the same position, as near as a thousandth of a pixel", () => {
  const places = { x: Float64Array.of(1, 4, 1.0001, 4), y: Float64Array.of(2, 2, 2, 3) };
  const merged = chooseFrames(NUMBERS, places, { ...ALL, duplicates: "merge" });
  assertEquals(merged.groups.map(({ frames }) => frames), [[2, 5], [3], [7]]);
  const dropped = chooseFrames(NUMBERS, places, { ...ALL, duplicates: "drop" });
  assertEquals(dropped.groups.map(({ frames }) => frames), [[2], [3], [7]]);
  assertEquals(dropped.warnings, ["1 of 4 frames are at the position of an earlier one: left out"]);
});

Deno.test("shortNames() keeps of paths what tells them apart", () => {
  const names = (paths: string[]): string[] => [...shortNames(paths).values()];
  assertEquals(names(["/a/b/c.npz"]), ["c.npz"]);
  assertEquals(names(["/a/b/c.npz", "/a/b/d.npz"]), ["c.npz", "d.npz"]);
  assertEquals(names(["/a/1/c.npz", "/a/2/c.npz"]), ["1/c.npz", "2/c.npz"]);
  assertEquals(names(["c.npz", "/a/c.npz"]), ["c.npz", "/a/c.npz"]);
});

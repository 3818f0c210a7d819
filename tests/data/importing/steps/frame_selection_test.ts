import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { selectFrames } from "../../../../data/importing/steps/frame_selection.ts";

/** What Python's `range(count)[start:stop:step]` lists, by stepping through all numbers. */
function sliced(count: number, start: number | null, stop: number | null, step: number): number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  const at = (value: number): number => value < 0 ? value + count : value;
  const inside = all.filter((i) =>
    step > 0
      ? i >= (start === null ? 0 : at(start)) && i < (stop === null ? count : at(stop))
      : i <= (start === null ? count - 1 : at(start)) && i > (stop === null ? -1 : at(stop))
  );
  const ordered = step > 0 ? inside : inside.toReversed();
  return ordered.filter((_, k) => k % Math.abs(step) === 0).sort((a, b) => a - b);
}

Deno.test("selectFrames() takes what Python's slices take, each frame once, ascending", () => {
  const bound = fc.option(fc.integer({ min: -15, max: 15 }));
  const step = fc.integer({ min: -4, max: 4 }).filter((value) => value !== 0);
  fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), bound, bound, step, (count, start, stop, by) => {
    const text = `${start ?? ""}:${stop ?? ""}:${by}`;
    const expected = sliced(count, start, stop, by);
    if (expected.length === 0) assertThrows(() => selectFrames(text, count), RangeError, "there are none of them");
    else assertEquals([...selectFrames(`${text}, ${text}`, count)], expected);
  }));
});

Deno.test("selectFrames() takes numbers and slices together, negative ones from the end", () => {
  assertEquals([...selectFrames("0:100:40, 7,-1", 102)], [0, 7, 40, 80, 101]);
  assertEquals([...selectFrames(null, 3)], [0, 1, 2]);
  for (
    const [text, message] of [["5", "frame 5 is not among 0 to 4"], ["-6", "frame -6"], ["::0", "a step of 0"]] as const
  ) {
    assertThrows(() => selectFrames(text, 5), RangeError, message);
  }
});

import { assertEquals } from "@std/assert";
import { progressLine, type Work } from "../../../cli/terminal/progress_line.ts";

/** What is shown in so many columns after each step; steps are [milliseconds since the last, done]. */
function shown(work: Work, total: number, steps: readonly (readonly [number, number])[], columns = 57): string[] {
  const lines: string[] = [];
  let time = 1e6;
  const output = { redraw: (line: ((columns: number) => string) | null) => void lines.push(line?.(columns) ?? "") };
  const tell = progressLine(output, work, () => time);
  for (const [later, done] of steps) {
    time += later;
    tell({ done, total });
  }
  return lines.map((line) => line.replace(/[█░]+/, (bar) => `${bar.indexOf("░")}/${bar.length}`));
}

const COUNTING: Work = { doing: "counting", of: "patterns" };

Deno.test("progressLine() tells how far work is and, from its first step on, how fast and how long it will take", () => {
  assertEquals(shown(COUNTING, 40, [[0, 0], [1000, 10], [1000, 20]]), [
    "counting  0/24  0/40 patterns",
    "counting  10/40 patterns  10 patterns/s  3 s left",
    "counting  20/40 patterns  10 patterns/s  2 s left",
  ]);
});

Deno.test("progressLine() counts from where work goes on, and does not divide by no time", () => {
  assertEquals(shown(COUNTING, 40, [[0, 30], [0, 31], [2000, 32]], 30), [
    "counting  30/40 patterns",
    "counting  31/40 patterns",
    "counting  80 %  8 s left",
  ]);
});

Deno.test("progressLine() says the share alone of what nobody counts, and of nothing to do", () => {
  assertEquals(shown({ doing: "importing", of: null }, 4, [[0, 0], [90_000, 1]]), [
    "importing  0/24  0 %",
    "importing  6/22  25 %  4 min 30 s left",
  ]);
  assertEquals(shown(COUNTING, 0, [[0, 0]], 20), ["counting  0 %"]);
});

Deno.test("progressLine() keeps the time that is left in the fewest columns", () => {
  const lines = [68, 50, 49, 35, 34, 27, 24, 17, 14, 1].map((columns) =>
    shown(COUNTING, 40, [[0, 0], [1000, 10]], columns)[1]
  );
  assertEquals(lines, [
    "counting  4/16  10/40 patterns  10 patterns/s  3 s left",
    "counting  10/40 patterns  10 patterns/s  3 s left",
    "counting  3/12  10/40 patterns  3 s left",
    "counting  10/40 patterns  3 s left",
    "counting  25 %  3 s left",
    "counting  25 %  3 s left",
    "25 %  3 s left",
    "25 %  3 s left",
    "25 %",
    "25 %",
  ]);
});

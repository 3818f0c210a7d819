import { assertEquals, assertMatch } from "@std/assert";
import { progressLine, type WorkProgress } from "../../../cli/terminal/progress_line.ts";

const words = ({ done, total }: WorkProgress): string => `counting ${done}/${total}`;

Deno.test("progressLine() tells how far work is, and from its first step on how long it will take", async () => {
  const lines: string[] = [];
  const tell = progressLine({ redraw: (line) => void lines.push(line) }, words);
  tell({ done: 0, total: 4 });
  await new Promise((resolve) => setTimeout(resolve, 150));
  tell({ done: 1, total: 4 });
  assertEquals(lines[0], "counting 0/4");
  assertMatch(lines[1] ?? "", /^counting 1\/4 {2}\S.* left$/);
});

Deno.test("progressLine() redraws a few times a second, however often it is told", () => {
  const lines: string[] = [];
  const tell = progressLine({ redraw: (line) => void lines.push(line) }, words);
  const start = performance.now();
  for (let done = 0; done < 1000; done++) tell({ done, total: 1000 });
  assertEquals(lines.length <= 1 + (performance.now() - start) / 100, true);
});

import { assertEquals } from "@std/assert";
import { type TimedEngine, timeRounds } from "../../bench/time_rounds.ts";

/** An engine whose steps take what a list says, and which writes down when it was asked. */
function engine(name: string, ms: readonly number[], asked: string[]): TimedEngine {
  let taken = 0;
  const step = (): Promise<number> => {
    asked.push(name);
    return Promise.resolve(ms[Math.min(taken++, ms.length - 1)] ?? NaN);
  };
  return { name, process: { step }, times: [] };
}

Deno.test("timeRounds() takes turns, and times none of the two steps that warm up", async () => {
  const asked: string[] = [];
  const [a, b] = [engine("a", [900, 800, 1, 2, 3], asked), engine("b", [700, 600, 4, 5, 6], asked)];
  assertEquals(await timeRounds([a, b], 3), []);
  assertEquals(asked.join(""), "ab".repeat(5));
  assertEquals([a.times, b.times], [[1, 2, 3], [4, 5, 6]]);
});

Deno.test("timeRounds() times an engine of long steps once, and one of very long steps in its first", async () => {
  const asked: string[] = [];
  const engines = [
    engine("fast", [1], asked),
    engine("long", [50_000, 40_000], asked),
    engine("longer", [200_000, 9], asked),
  ];
  const notes = await timeRounds(engines, 4);
  assertEquals(engines.map(({ times }) => times), [[1, 1, 1, 1], [40_000], [200_000]]);
  assertEquals(asked.filter((name) => name === "longer").length, 1);
  assertEquals(notes, [
    "longer takes 200 s a step: it was timed in its first step, in which programs are compiled too",
    "long takes 40 s a step: it was timed in one step",
  ]);
});

Deno.test("timeRounds() goes on with an engine that took long to compile its programs alone", async () => {
  const slow = engine("slow to start", [90_000, 20, 10, 11], []);
  assertEquals(await timeRounds([slow], 2), []);
  assertEquals(slow.times, [10, 11]);
});

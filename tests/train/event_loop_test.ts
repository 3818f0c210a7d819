import { assert } from "@std/assert";
import { createEventLoopYield } from "../../train/event_loop.ts";

/** Steps of a thread that never lets go of itself, until something else has had its turn. */
async function stepsUntil(happened: () => boolean): Promise<number> {
  const yieldToEventLoop = createEventLoopYield(0);
  let steps = 0;
  for (; !happened() && steps < 100; steps++) {
    const end = performance.now() + 5;
    while (performance.now() < end);
    await yieldToEventLoop();
  }
  return steps;
}

Deno.test("createEventLoopYield() lets timers and files have their turn within a few steps", async () => {
  const seen = new Set<string>();
  setTimeout(() => seen.add("timer"), 5);
  Deno.readTextFile(new URL(import.meta.url)).then(() => seen.add("file"));
  const steps = await stepsUntil(() => seen.size === 2);
  assert(steps <= 20, `it took ${steps} steps`);
});

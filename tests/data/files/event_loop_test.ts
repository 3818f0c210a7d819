import { assert, assertEquals } from "@std/assert";
import { createEventLoopYield } from "../../../data/files/event_loop.ts";

/** How often the event loop may have to turn until a file is read: threads of the system do it. */
const MANY_TURNS = 1e6;

Deno.test("createEventLoopYield() lets what waits for the event loop have its turn, which promises alone do not", async () => {
  const yieldToEventLoop = createEventLoopYield(0);
  const seen: string[] = [];
  setImmediate(() => seen.push("immediate"));
  for (let turn = 0; turn < 1000; turn++) await Promise.resolve();
  assertEquals(seen, []);
  await yieldToEventLoop();
  await yieldToEventLoop();
  assertEquals(seen, ["immediate"]);
});

Deno.test("createEventLoopYield() lets files be read and timers go off while a thread never stops", async () => {
  const yieldToEventLoop = createEventLoopYield(0);
  const seen = new Set<string>();
  setTimeout(() => seen.add("timer"), 0);
  Deno.readTextFile(new URL(import.meta.url)).then(() => seen.add("file"));
  let turns = 0;
  for (; seen.size < 2 && turns < MANY_TURNS; turns++) await yieldToEventLoop();
  assert(seen.size === 2, `only ${[...seen]} after ${turns} turns`);
});

Deno.test("createEventLoopYield() turns no event loop before its interval is over", async () => {
  const yieldToEventLoop = createEventLoopYield(Infinity);
  let turned = false;
  const immediate = setImmediate(() => turned = true);
  for (let step = 0; step < 1000; step++) await yieldToEventLoop();
  assertEquals(turned, false);
  clearImmediate(immediate);
});

/**
 * What becomes of the thread that hands out jobs where another one cannot do its part.
 *
 * @module
 */
import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { ThreadPool } from "../../../../backend/cpu/runtime/thread_pool.ts";
import { faultyKernels } from "./faulty_kernels.ts";
import { withFault } from "./with_fault.ts";

const module = await faultyKernels();

/** Where kernels leave words. */
const WORDS = 65_536;

interface Opened extends Disposable {
  readonly pool: ThreadPool;
  /** Numbers of the threads that do a job. */
  threadsAtWork(): number[];
}

async function open(threads: number): Promise<Opened> {
  const memory = new WebAssembly.Memory({ initial: 256, maximum: 65_536, shared: true });
  const pool = new ThreadPool(module, memory);
  await pool.resize(threads);
  const threadsAtWork = (): number[] => {
    const words = new Int32Array(memory.buffer, WORDS, 8).fill(0);
    pool.run("sign", [WORDS], [], "together");
    return [...words].filter((word) => word > 0);
  };
  return { pool, threadsAtWork, [Symbol.dispose]: () => pool.close() };
}

const STOPPED =
  "Cannot trust the result of a kernel on the CPU as it was stopped in the middle: current value is trapOne";
const PRODUCT = new URL("./failing_product.ts", import.meta.url);
const UNWATCHED = new URL("./unwatched_product.ts", import.meta.url);
const START = new URL("./failing_start.ts", import.meta.url);

for (const threads of [2, 3, 5]) {
  Deno.test(`ThreadPool.run() of ${threads} threads throws where a single one traps, whichever, and goes on with all`, async () => {
    using opened = await open(threads);
    for (let thread = 0; thread < threads; thread++) {
      for (let round = 0; round < 3; round++) {
        assertThrows(() => opened.pool.run("trapOne", [thread], [], "together"), Error, STOPPED);
      }
      assertEquals(opened.threadsAtWork(), Array.from({ length: threads }, (_, index) => index + 1));
    }
  });

  Deno.test(`ThreadPool.run() of ${threads} threads throws where a part of the work traps, whoever took it`, async () => {
    using opened = await open(threads);
    for (let part = 0; part < 8 * threads; part++) {
      assertThrows(() => opened.pool.run("trapPart", [part], [], "parts"), Error, "current value is trapPart");
    }
    assertEquals(opened.threadsAtWork().length, threads);
  });
}

const SENTENCE = "Cannot trust the result of a kernel on the CPU as";

for (const thread of [0, 1, 2]) {
  Deno.test(`a kernel that traps on thread ${thread} of 3 ends in a sentence, and all is as before`, async () => {
    const { code, stdout, stderr } = await withFault(PRODUCT, [], { how: "trap", kernel: "matMul", thread, call: 3 });
    assertEquals([code, stderr], [0, ""]);
    const { message, ...facts } = JSON.parse(stdout);
    assertStringIncludes(message, `${SENTENCE} it was stopped in the middle: current value is matMul;`);
    assertEquals(facts, { call: 3, kept: true, threads: 3, next: true, again: 3, right: true });
  });
}

for (const thread of [1, 2, "workers"] as const) {
  for (const how of ["end", "fill"] as const) {
    const what = `${thread === "workers" ? "all other threads" : `a thread ${thread}`} of 3`;
    const end = how === "end" ? "end" : "run out of memory";
    Deno.test(`${what} that ${end} within a job are noticed: the caller goes on alone, and can have others`, async () => {
      const { code, stdout, stderr } = await withFault(PRODUCT, [], { how, kernel: "matMul", thread, call: 3 });
      assertEquals([code, stderr], [0, ""]);
      const { message, ...facts } = JSON.parse(stdout);
      assertStringIncludes(message, `${SENTENCE} a thread of it ended in the middle: current value is matMul;`);
      assertEquals(facts, { call: 3, kept: true, threads: 1, next: true, again: 3, right: true });
    });
  }
}

for (const how of ["end", "fill"] as const) {
  Deno.test(`the end of the thread that watches is told by the next kernel, by ${how}; all threads can be had again`, async () => {
    const { code, stdout, stderr } = await withFault(UNWATCHED, [], { how, kernel: "any", thread: "watch", call: 3 });
    assertEquals([code, stderr], [0, ""]);
    const message =
      "Cannot go on with the threads of the CPU as the one that watches over them ended: current value is " +
      "3 threads; this is a fault of the program, and what was computed before is still there";
    assertEquals(JSON.parse(stdout), { message, kept: true, threads: 1, next: true, again: 3, right: true });
  });
}

for (const how of ["end", "fill"] as const) {
  Deno.test(`openCpu() rejects where a thread does not start, by ${how}, and leaves none of the others behind`, async () => {
    const { code, stdout, stderr } = await withFault(START, [], { how, kernel: "start", thread: 2, call: 1 });
    assertEquals([code, stderr], [0, ""]);
    const { message, ...facts } = JSON.parse(stdout);
    assertMatch(message, /^Cannot start a thread of the CPU as [^\n]+$/);
    assertEquals(facts, { threads: 1, alone: true, again: 2, right: true });
  });
}

Deno.test("ThreadPool.run() waits for a thread that is slow, and for one that leaves as it is told", async () => {
  using opened = await open(3);
  for (const kernel of ["sleepOne", "sleepAlone"]) opened.pool.run(kernel, [2, 1500], [], "together");
  for (const threads of [1, 3, 2, 1, 2]) {
    await opened.pool.resize(threads);
    assertEquals(opened.threadsAtWork().length, threads);
  }
});

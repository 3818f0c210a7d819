import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Arena, ARENA_START, type Block } from "../../../../backend/cpu/runtime/arena.ts";

const PAGE = 65_536;

function arenaOf(limit: number): { arena: Arena; memory: WebAssembly.Memory } {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 1024, shared: true });
  return { arena: new Arena(memory, limit), memory };
}

Deno.test("Arena never lends a byte twice, and lends freed blocks again", () => {
  const actions = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 20_000 })), { maxLength: 200 });
  fc.assert(fc.property(actions, (steps) => {
    const { arena, memory } = arenaOf(1024 * PAGE);
    const lent: Block[] = [];
    for (const [frees, number] of steps) {
      if (frees && lent.length > 0) arena.free(lent.splice(number % lent.length, 1)[0] as Block);
      else {
        const block = arena.allocate(number, "a test");
        assert(block.bytes >= number && block.address % 64 === 0 && block.address >= ARENA_START);
        assert(block.address + block.bytes <= memory.buffer.byteLength);
        lent.push(block);
      }
      const sorted = lent.toSorted((a, b) => a.address - b.address);
      sorted.forEach((block, index) => {
        const next = sorted[index + 1];
        assert(!next || block.address + block.bytes <= next.address, "two blocks overlap");
      });
    }
    assertEquals(arena.usedBytes, lent.reduce((sum, { bytes }) => sum + bytes, 0));
  }));
});

Deno.test("Arena finds room wherever a free range is long enough, whatever was freed to make it", () => {
  const actions = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 20_000 })), { maxLength: 200 });
  fc.assert(fc.property(actions, (steps) => {
    const limit = 4 * PAGE;
    const { arena } = arenaOf(limit);
    const lent: Block[] = [];
    for (const [frees, number] of steps) {
      if (frees && lent.length > 0) {
        arena.free(lent.splice(number % lent.length, 1)[0] as Block);
        continue;
      }
      // What lies between the blocks that are lent, before the first and behind the last; kernels may read 256 bytes more.
      const sorted = lent.toSorted((a, b) => a.address - b.address);
      const ends = [ARENA_START, ...sorted.map(({ address, bytes }) => address + bytes)];
      const gaps = ends.map((end, index) => (sorted[index]?.address ?? limit - 256) - end);
      const needed = Math.ceil(number / 64) * 64;
      if (gaps.some((gap) => gap >= needed)) lent.push(arena.allocate(number, "a test"));
      else assertThrows(() => arena.allocate(number, "a test"), RangeError);
    }
    assertEquals(arena.usedBytes, lent.reduce((sum, { bytes }) => sum + bytes, 0));
  }));
});

Deno.test("Arena makes one large block of many small ones that were freed", () => {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 1024, shared: true });
  const arena = new Arena(memory, 64 * 2 ** 20);
  const small = Array.from({ length: 30 }, () => arena.allocate(2 ** 20, "a small tensor"));
  for (const block of small) arena.free(block);
  assertEquals(arena.usedBytes, 0);
  assertEquals(arena.allocate(40 * 2 ** 20, "a large tensor").bytes, 40 * 2 ** 20);
});

Deno.test("Arena does not grow where what is asked for was freed before", () => {
  const { arena } = arenaOf(1024 * PAGE);
  const round = (): void =>
    [100_000, 250_000, 7, 100_000].map((bytes) => arena.allocate(bytes, "x")).forEach((block) => arena.free(block));
  round();
  const after = arena.reservedBytes;
  for (let index = 0; index < 100; index++) round();
  assertEquals([arena.reservedBytes, arena.usedBytes], [after, 0]);
});

Deno.test("Arena refuses to grow beyond its limit, and names the tensor and the limit", () => {
  const { arena } = arenaOf(4 * PAGE);
  arena.allocate(2 * PAGE, "a small tensor");
  assertThrows(
    () => arena.allocate(32 * PAGE, "a tensor of shape [16,64,64,32]"),
    RangeError,
    "Cannot make a tensor of shape [16,64,64,32] as tensors may take 1 MiB in all: current value is 3 MiB",
  );
  // What is left is still to be had.
  arena.allocate(PAGE / 2, "a small tensor");
});

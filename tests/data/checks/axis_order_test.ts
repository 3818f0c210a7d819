import { assertEquals } from "@std/assert";
import { patternsFirst, patternsLieLast } from "../../../data/checks/axis_order.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";

const SIZE = 32;
const { amplitude } = simulateScan({ patchSize: SIZE, patterns: SIZE, photons: 1e4, seed: 3 });
const PIXELS = SIZE * SIZE;

Deno.test("patternsLieLast() is not misled by a bright frame, a few dark ones, or a column of bad pixels", () => {
  const odd: Record<string, (value: number, i: number) => number> = {
    "as it is": (value) => value,
    "a frame thirty times as bright": (value, i) => Math.floor(i / PIXELS) === 17 ? 30 * value : value,
    "two dark frames": (value, i) => Math.floor(i / PIXELS) < 2 ? 0 : value,
    "a column of bad pixels": (value, i) => i % SIZE === 15 ? 65535 : value,
    "one bad pixel": (value, i) => i === 5 * PIXELS + 99 ? 2 ** 32 : value,
  };
  for (const [name, change] of Object.entries(odd)) {
    const first = amplitude.map(change);
    assertEquals(patternsLieLast(first, SIZE), false, name);
    // Twice exchanged, (M, N, N) becomes (N, N, M).
    assertEquals(patternsLieLast(patternsFirst(patternsFirst(first, SIZE), SIZE), SIZE), true, name);
  }
});

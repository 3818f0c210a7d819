import { assertEquals } from "@std/assert";
import { accumulateAt } from "../../../train/plan/accumulate.ts";

Deno.test("accumulateAt() of a number is that number in every epoch", () => {
  assertEquals([0, 7].map((epoch) => accumulateAt(4, epoch)), [4, 4]);
});

Deno.test("accumulateAt() by epoch takes the latest entry, whatever their order, and 1 before the first", () => {
  const at = (epochs: readonly number[], accumulate: Record<string, number>): number[] =>
    epochs.map((epoch) => accumulateAt(accumulate, epoch));
  assertEquals(at([0, 9, 10, 99, 100, 1000], { "100": 8, "0": 2, "10": 4 }), [2, 2, 4, 4, 8, 8]);
  assertEquals(at([0, 2, 3, 50], { "3": 5 }), [1, 1, 5, 5]);
  assertEquals(at([0, 50], {}), [1, 1]);
});

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { PriorityQueue } from "../../../data/groups/priority_queue.ts";

Deno.test("PriorityQueue gives the smallest key first, of equal keys the smaller number, whenever numbers are put in", () => {
  const put = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: -20, max: 20 }));
  fc.assert(fc.property(fc.array(fc.option(put)), (actions) => {
    const queue = new PriorityQueue();
    const there: (readonly [key: number, number: number])[] = [];
    for (const action of [...actions, ...actions.map(() => null)]) {
      if (action) {
        there.push(action);
        queue.push(...action);
      } else {
        there.sort(([a, m], [b, n]) => a - b || m - n);
        assertEquals(queue.pop(), there.shift()?.[1]);
      }
    }
  }));
});

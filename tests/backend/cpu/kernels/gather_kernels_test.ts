/**
 * Gathering rows on the CPU backend against tensorflow.js' own.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { assertThreadsAgree, onBoth, onOurs, wave } from "../against_stock.ts";

Deno.test("GatherV2 takes rows as tensorflow.js does", async () => {
  const cases = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      dtype: fc.constantFrom("float32" as const, "int32" as const, "bool" as const),
      axis: fc.integer({ min: 0, max: shape.length - 1 }),
      draws: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 9 }),
    })
  );
  await fc.assert(
    fc.asyncProperty(cases, async ({ shape, dtype, axis, draws }) => {
      const { ours, stock } = await onBoth(() => {
        const values = [...wave(tf.util.sizeFromShape(shape))].map((value) => dtype === "bool" ? value > 0 : 9 * value);
        const numbers = draws.map((draw) => Math.floor(draw * (shape[axis] ?? 1)));
        return [tf.gather(tf.tensor(values.map(Number), shape, dtype), tf.tensor1d(numbers, "int32"), axis)];
      });
      assertEquals(ours, stock);
    }),
    { numRuns: 60 },
  );
  await assertThreadsAgree(() => [tf.gather(tf.tensor2d(wave(4000), [40, 100]), tf.tensor1d([7, 0, 39], "int32"))]);
});

Deno.test("GatherV2 refuses rows that are not there", async () => {
  await onOurs(() => {
    for (const number of [-1, 3]) {
      const message = `Cannot gather a row as it must be one of 3: current value is ${number}`;
      assertThrows(() => tf.gather(tf.ones([3, 2]), tf.tensor1d([0, number], "int32")), RangeError, message);
    }
    return [];
  }, 1);
});

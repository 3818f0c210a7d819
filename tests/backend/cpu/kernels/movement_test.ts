/**
 * Movement of values on the CPU backend against tensorflow.js' own.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { assertThreadsAgree, onBoth, wave } from "../against_stock.ts";

type Type = "float32" | "int32" | "bool";

const types = fc.constantFrom<Type>("float32", "int32", "bool");
const shapes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
  .filter((shape) => tf.util.sizeFromShape(shape) < 4000);

/** A tensor in which neighbours differ, of any type. */
function tensor(shape: number[], dtype: Type, start = 0): tf.Tensor {
  const values = wave(tf.util.sizeFromShape(shape), start);
  return tf.tensor(
    dtype === "float32" ? values : values.map((value) => Math.trunc(dtype === "bool" ? value + 1 : 99 * value)),
    shape,
    dtype,
  );
}

/** Both backends compute the same numbers, to the last bit. */
async function assertSame(compute: () => tf.Tensor[]): Promise<void> {
  const { ours, stock } = await onBoth(compute);
  // Of an empty tensor tensorflow.js returns any kind of array.
  assertEquals(ours.map((values) => [...values]), stock.map((values) => [...values]));
}

/** The output and, of a float32 input, the gradient of the sum of its output weighed. */
function withGradient(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): tf.Tensor[] {
  const y = f(x);
  if (x.dtype !== "float32") return [y];
  return [y, tf.grad(f)(x, tf.tensor(wave(y.size, 5), y.shape))];
}

Deno.test("Transpose permutes axes as tensorflow.js does", async () => {
  const cases = fc.tuple(shapes, types).chain(([shape, dtype]) =>
    fc.record({
      shape: fc.constant(shape),
      dtype: fc.constant(dtype),
      perm: fc.shuffledSubarray([...shape.keys()], { minLength: shape.length, maxLength: shape.length }),
    })
  );
  await fc.assert(
    fc.asyncProperty(
      cases,
      ({ shape, dtype, perm }) => assertSame(() => withGradient((x) => tf.transpose(x, perm), tensor(shape, dtype))),
    ),
    { numRuns: 60 },
  );
});

Deno.test("Transpose permutes matrices larger than its tiles", async () => {
  for (const shape of [[3, 33, 70], [1, 64, 64], [100, 2], [2, 100]]) {
    const perm = shape.length === 2 ? [1, 0] : [0, 2, 1];
    await assertSame(() => withGradient((x) => tf.transpose(x, perm), tensor(shape, "float32")));
  }
});

Deno.test("Slice cuts boxes as tensorflow.js does", async () => {
  const cases = fc.tuple(shapes, types).chain(([shape, dtype]) =>
    fc.record({
      shape: fc.constant(shape),
      dtype: fc.constant(dtype),
      box: fc.tuple(...shape.map((size) =>
        fc.integer({ min: 0, max: size - 1 }).chain((begin) =>
          fc.tuple(fc.constant(begin), fc.integer({ min: 0, max: size - begin }))
        )
      )),
    })
  );
  await fc.assert(
    fc.asyncProperty(cases, ({ shape, dtype, box }) => {
      const [begin, size] = [box.map(([first]) => first), box.map(([, length]) => length)];
      return assertSame(() => withGradient((x) => tf.slice(x, begin, size), tensor(shape, dtype)));
    }),
    { numRuns: 60 },
  );
});

Deno.test("SplitV and Concat part and join along any axis as tensorflow.js do", async () => {
  const cases = fc.tuple(shapes, types).chain(([shape, dtype]) =>
    fc.record({
      shape: fc.constant(shape),
      dtype: fc.constant(dtype),
      axis: fc.nat(shape.length - 1),
      lengths: fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 2, maxLength: 4 }),
    })
  );
  await fc.assert(
    fc.asyncProperty(cases, ({ shape, dtype, axis, lengths }) => {
      const whole = shape.with(axis, lengths.reduce((sum, length) => sum + length));
      return assertSame(() => [
        ...tf.split(tensor(whole, dtype), lengths, axis),
        ...withGradient((x) => tf.concat(tf.split(x, lengths, axis).reverse(), axis), tensor(whole, dtype)),
      ]);
    }),
    { numRuns: 60 },
  );
});

Deno.test("PadV2 pads as tensorflow.js does", async () => {
  const cases = fc.tuple(shapes, types).chain(([shape, dtype]) =>
    fc.record({
      shape: fc.constant(shape),
      dtype: fc.constant(dtype),
      paddings: fc.tuple(
        ...shape.map(() => fc.tuple(fc.nat(2), fc.nat(2)).map(([a, b]) => [a, b * (a % 2)] as [number, number])),
      ),
      value: fc.constantFrom(0, 1, 1.5, -2, NaN),
    })
  );
  await fc.assert(
    fc.asyncProperty(cases, ({ shape, dtype, paddings, value }) => {
      const filling = dtype === "float32" ? value : Math.abs(Math.trunc(value || 0));
      return assertSame(() => withGradient((x) => tf.pad(x, paddings, filling), tensor(shape, dtype)));
    }),
    { numRuns: 60 },
  );
});

Deno.test("Tile repeats as tensorflow.js does", async () => {
  const small = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
  const cases = fc.tuple(small, types).chain(([shape, dtype]) =>
    fc.record({
      shape: fc.constant(shape),
      dtype: fc.constant(dtype),
      reps: fc.tuple(...shape.map(() => fc.integer({ min: 1, max: 3 }))),
    })
  );
  await fc.assert(
    fc.asyncProperty(cases, ({ shape, dtype, reps }) => assertSame(() => [tf.tile(tensor(shape, dtype), reps)])),
    { numRuns: 40 },
  );
});

Deno.test("movement of many values is the same on any number of threads", async () => {
  await assertThreadsAgree(() => {
    const x = tf.tensor(wave(45_000), [5, 30, 20, 15]);
    const wide = x.reshape([3, 15_000]);
    return [
      tf.transpose(x, [0, 3, 1, 2]),
      tf.transpose(x, [1, 2, 0, 3]),
      tf.slice(x, [0, 1, 0, 1], [5, 28, 20, 14]),
      tf.pad(x, [[0, 0], [2, 1], [1, 2], [0, 0]]),
      ...tf.split(x, [7, 8], 3),
      tf.concat([wide, wide], 0),
      tf.concat([wide, wide], 1),
      tf.tile(wide, [2, 2]),
    ];
  });
});

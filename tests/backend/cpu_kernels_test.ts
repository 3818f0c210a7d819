import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { selectAccelerator } from "../../backend/accelerator.ts";
import { broadcast } from "../../backend/cpu_broadcast.ts";
import { cutBox } from "../../backend/cpu_slice.ts";

const shapes: readonly [number[], number[]][] = [
  [[2, 3, 4], [4]],
  [[2, 3, 4], [2, 1, 1]],
  [[2, 1, 4], [1, 3, 1]],
  [[3], [2, 3]],
  [[], [2, 2]],
  [[1, 1], [1]],
];

Deno.test("broadcast() pairs elements as NumPy does", async (t) => {
  for (const [a, b] of shapes) {
    await t.step(`[${a}] with [${b}]`, () => {
      const shape = tf.backend_util.assertAndGetBroadcastShape(a, b);
      const values = (own: number[]): Float32Array =>
        Float32Array.from({ length: count(own) }, (_, index) => index + 1);
      const target = new Float32Array(count(shape));
      const operands = [{ values: values(a), shape: a }, { values: values(b), shape: b }] as const;
      broadcast(target, operands, shape, (x, y) => 100 * x + y);
      assertEquals([...target], Array.from(target, (_, index) => 100 * at(index, shape, a) + at(index, shape, b)));
    });
  }
});

Deno.test("broadcast() runs in the kernels of the cpu backend", async () => {
  await selectAccelerator("cpu");
  const [matrix, row] = [tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor1d([1, 4])];
  assertEquals([...await matrix.add(row).data()], [2, 6, 4, 8]);
  assertEquals([...await matrix.sub(row).data()], [0, -2, 2, 0]);
  assertEquals([...await row.div(matrix).data()], [1, 2, Math.fround(1 / 3), 1]);
  assertEquals([...await tf.equal(matrix, row).data()], [1, 0, 0, 1]);
  assertEquals([...await tf.mul(tf.tensor2d([1, 2], [2, 1], "int32"), tf.tensor1d([3, 4], "int32")).data()], [
    3,
    4,
    6,
    8,
  ]);
});

Deno.test("cutBox() cuts along every axis", () => {
  const values = Float32Array.from({ length: 24 }, (_, index) => index);
  const cut = (begin: number[], size: number[]): number[] => [...cutBox(values, [2, 3, 4], { begin, size })];
  assertEquals(cut([0, 0, 0], [2, 3, 4]), [...values]);
  assertEquals(cut([1, 0, 0], [1, 3, 4]), [...values.subarray(12)]);
  assertEquals(cut([0, 1, 0], [2, 1, 4]), [4, 5, 6, 7, 16, 17, 18, 19]);
  assertEquals(cut([0, 1, 3], [2, 2, 1]), [7, 11, 19, 23]);
  assertEquals(cut([0, 0, 0], [0, 3, 4]), []);
});

Deno.test("cutBox() copies long runs", () => {
  const values = Float32Array.from({ length: 400 }, (_, index) => index);
  assertEquals([...cutBox(values, [2, 200], { begin: [0, 100], size: [2, 100] })].slice(99, 101), [199, 300]);
});

Deno.test("cutBox() runs in the kernels of the cpu backend", async () => {
  await selectAccelerator("cpu");
  const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
  assertEquals([...await x.slice([0, 1]).data()], [2, 3, 5, 6]);
  assertEquals([...await x.slice([1, 1], [-1, 1]).data()], [5]);
  const [left, right] = tf.split(x, [1, 2], -1);
  assertEquals([...await left?.data() ?? [], ...await right?.data() ?? []], [1, 4, 2, 3, 5, 6]);
  assertEquals([...await tf.tensor1d([1, 2, 3], "int32").slice([1], [2]).data()], [2, 3]);
});

Deno.test("matMul() of the cpu backend multiplies with either factor transposed", async () => {
  await selectAccelerator("cpu");
  const a = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
  const b = tf.tensor2d([1, 0, 2, 1, 0, 1], [3, 2]);
  const expected = [5, 5, 14, 11];
  assertEquals([...await tf.matMul(a, b).data()], expected);
  assertEquals([...await tf.matMul(a, b.transpose(), false, true).data()], expected);
  assertEquals([...await tf.matMul(a.transpose(), b, true).data()], expected);
  assertEquals([...await tf.matMul(a.reshape([1, 2, 3]), b.reshape([1, 3, 2])).data()], expected);
});

function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** One plus the index into an array of shape `own` of an index into the broadcast shape. */
function at(index: number, shape: readonly number[], own: readonly number[]): number {
  let [rest, stride, result] = [index, 1, 1];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    const ownSize = own[axis - shape.length + own.length] ?? 1;
    if (ownSize !== 1) result += (rest % size) * stride;
    stride *= ownSize;
    rest = Math.floor(rest / size);
  }
  return result;
}

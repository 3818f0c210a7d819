import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { kernelWork } from "../../bench/kernels/kernel_work.ts";

let dataIds = 0;

function tensor(...shape: number[]): tf.TensorInfo {
  return { dataId: { id: dataIds++ }, shape, dtype: "float32" };
}

const [x, y, filter] = [tensor(2, 8, 8, 3), tensor(2, 8, 8, 5), tensor(3, 3, 3, 5)];

/** Two operations for each of 128 places, 9 taps, 3 and 5 channels. */
const OPERATIONS = 2 * 128 * 9 * 3 * 5;

Deno.test("kernelWork() counts the same operations for a convolution and its two gradients", () => {
  const calls = [
    { kernel: "FusedConv2D", inputs: { x, filter, bias: tensor(5) }, attributes: {}, outputs: [y] },
    { kernel: "Conv2DBackpropInput", inputs: { dy: y, filter }, attributes: {}, outputs: [x] },
    {
      kernel: "Conv2DBackpropFilter",
      inputs: { x, dy: y },
      attributes: { filterShape: [3, 3, 3, 5] },
      outputs: [filter],
    },
  ];
  const works = calls.map(kernelWork);
  assertEquals(works.map(({ operations }) => operations), [OPERATIONS, OPERATIONS, OPERATIONS]);
  assertEquals(works[0]?.title, "FusedConv2D 2×8×8×5 * 3×3×3×5");
  assertEquals(works[2]?.bytes, 4 * (384 + 640 + 135));
});

Deno.test("kernelWork() counts the operations of a matrix product by its inner size, transposed or not", () => {
  const product = (a: tf.TensorInfo, transposeA: boolean): number | null =>
    kernelWork({
      kernel: "BatchMatMul",
      inputs: { a, b: tensor(7, 11) },
      attributes: { transposeA },
      outputs: [tensor(4, 11)],
    }).operations;
  assertEquals([product(tensor(4, 7), false), product(tensor(7, 4), true)], [616, 616]);
});

Deno.test("kernelWork() counts a tensor once that a kernel hands on as it is, and many inputs in the title", () => {
  const handsOn = { kernel: "SummarisePixels", inputs: { x }, attributes: {}, outputs: [x, tensor(4, 3)] };
  const { bytes, operations } = kernelWork(handsOn);
  assertEquals([bytes, operations], [4 * (384 + 12), null]);
  const inputs = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`t${index}`, tensor(2)]));
  const many = kernelWork({ kernel: "AdamStep", inputs, attributes: {}, outputs: [] });
  assertEquals(many.title, "AdamStep 9 tensors of 18 numbers");
});

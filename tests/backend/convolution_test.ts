import * as tf from "@tensorflow/tfjs";
import { assert } from "@std/assert";
import { ACCELERATORS } from "../available_accelerators.ts";
import { onAccelerator } from "../on_accelerator.ts";

/** A convolution, and its two gradients for a given gradient of the output, by the definition in plain sums. */
interface Case {
  readonly x: readonly [number, number, number, number];
  readonly filter: readonly [number, number, number, number];
  readonly pad?: "same" | "valid";
  readonly stride?: number;
}

const CASES: readonly Case[] = [
  { x: [2, 5, 7, 3], filter: [1, 1, 3, 5] },
  { x: [1, 9, 6, 5], filter: [3, 3, 5, 7] },
  { x: [3, 4, 4, 1], filter: [3, 3, 1, 1] },
  { x: [2, 11, 13, 2], filter: [7, 7, 2, 1] },
  { x: [1, 3, 5, 4], filter: [7, 3, 4, 9] },
  { x: [1, 16, 16, 6], filter: [3, 3, 6, 6] },
  { x: [2, 1, 3, 5], filter: [3, 5, 5, 2] },
  { x: [5, 33, 9, 4], filter: [3, 3, 4, 8] },
  { x: [2, 9, 11, 4], filter: [3, 3, 4, 21] },
  { x: [1, 10, 7, 18], filter: [3, 3, 18, 5] },
  { x: [2, 8, 8, 3], filter: [3, 3, 3, 4], pad: "valid" },
  { x: [2, 9, 7, 3], filter: [3, 3, 3, 4], stride: 2 },
  { x: [1, 6, 6, 2], filter: [2, 2, 2, 3] },
];

for (const accelerator of ACCELERATORS) {
  for (const example of CASES) {
    const { x, filter, pad = "same", stride = 1 } = example;
    const title = `conv2d() and its gradients are the definition's for [${x}] * [${filter}] ${pad} stride ${stride}`;
    onAccelerator(accelerator, title, () => checkCase(example));
  }
}

async function checkCase({ x, filter, pad = "same", stride = 1 }: Case): Promise<void> {
  const input = tf.randomNormal<tf.Rank.R4>([...x], 0, 1, "float32", 1);
  const weights = tf.randomNormal<tf.Rank.R4>([...filter], 0, 1, "float32", 2);
  const convolve = (a: tf.Tensor, b: tf.Tensor): tf.Tensor4D =>
    tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad);
  const y = convolve(input, weights);
  const dy = tf.randomNormal<tf.Rank.R4>(y.shape, 0, 1, "float32", 3);
  const [dx, dw] = tf.grads((a, b) => convolve(a, b).mul(dy).sum())([input, weights]);
  const { top, left } = tf.backend_util.computeConv2DInfo([...x], [...filter], stride, 1, pad).padInfo;
  const expected = definition(
    { x: await input.data(), filter: await weights.data(), dy: await dy.data() },
    { x, filter, y: y.shape, top, left, stride },
  );
  await assertSame(y, expected.y);
  await assertSame(dx ?? y, expected.dx);
  await assertSame(dw ?? y, expected.dw);
}

interface Sizes {
  readonly x: readonly number[];
  readonly filter: readonly number[];
  readonly y: readonly number[];
  readonly top: number;
  readonly left: number;
  readonly stride: number;
}

function definition(
  values: { x: ArrayLike<number>; filter: ArrayLike<number>; dy: ArrayLike<number> },
  { x, filter, y: shape, top, left, stride }: Sizes,
): { y: number[]; dx: number[]; dw: number[] } {
  const [, height = 0, width = 0, inputs = 0] = x;
  const [rows = 0, columns = 0, , outputs = 0] = filter;
  const zeros = (length: number): number[] => new Array(length).fill(0);
  const [y, dx, dw] = [zeros(values.dy.length), zeros(values.x.length), zeros(values.filter.length)];
  const [batch = 0, outHeight = 0, outWidth = 0] = shape;
  for (let at = 0; at < batch * outHeight * outWidth * rows * columns; at++) {
    const [j, i] = [at % columns, Math.floor(at / columns) % rows];
    const pixel = Math.floor(at / columns / rows);
    const [v, u] = [pixel % outWidth, Math.floor(pixel / outWidth) % outHeight];
    const image = Math.floor(pixel / outWidth / outHeight);
    const [row, column] = [u * stride + i - top, v * stride + j - left];
    if (row < 0 || row >= height || column < 0 || column >= width) continue;
    for (let c = 0; c < inputs; c++) {
      for (let o = 0; o < outputs; o++) {
        const from = ((image * height + row) * width + column) * inputs + c;
        const tap = ((i * columns + j) * inputs + c) * outputs + o;
        const to = pixel * outputs + o;
        y[to] = (y[to] ?? 0) + (values.x[from] ?? NaN) * (values.filter[tap] ?? NaN);
        dx[from] = (dx[from] ?? 0) + (values.dy[to] ?? NaN) * (values.filter[tap] ?? NaN);
        dw[tap] = (dw[tap] ?? 0) + (values.dy[to] ?? NaN) * (values.x[from] ?? NaN);
      }
    }
  }
  return { y, dx, dw };
}

async function assertSame(actual: tf.Tensor, expected: ArrayLike<number>): Promise<void> {
  const values = await actual.data();
  const scale = Math.max(...Array.from(expected, Math.abs));
  const error = Math.max(...Array.from(expected, (value, index) => Math.abs(value - (values[index] ?? NaN)))) / scale;
  assert(values.length === expected.length && error < 1e-5, `off by ${error}`);
}

/**
 * The kernels of attention against operations of tensorflow.js and the gradients that it makes of them.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { registerNetworkKernels } from "../../../../backend/operations/network_kernels.ts";
import { CPU_BACKEND, openCpu } from "../../../../backend/cpu/open_cpu.ts";
import { assertCloseToScale, assertThreadsAgree, onBoth, ties, wave } from "../against_stock.ts";

type Shape = [number, number, number, number];
type Values = (length: number, start?: number) => Float32Array;

await openCpu({ threads: 2 });
registerNetworkKernels();

const shapes = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 13 }),
  fc.integer({ min: 1, max: 13 }),
  fc.integer({ min: 1, max: 19 }),
);
const valuesOf = fc.constantFrom<Values>(wave, ties);

function run<T extends tf.Tensor | tf.Tensor[]>(kernel: string, inputs: tf.NamedTensorMap): T {
  return tf.engine().runKernel(kernel, inputs);
}

/** A number that every element of every output has another weight in, so that its gradient is that of all of them. */
function weighed(outputs: readonly tf.Tensor[]): tf.Scalar {
  const sums = outputs.map((output, index) => output.mul(tf.tensor(wave(output.size, 7 + index), output.shape)).sum());
  return tf.addN(sums).asScalar();
}

/** Outputs of a function and the gradients by its two inputs. */
function withGradients(
  f: (x: tf.Tensor4D, gate: tf.Tensor) => tf.Tensor[],
  x: tf.Tensor4D,
  gate: tf.Tensor,
): tf.Tensor[] {
  return [...f(x, gate), ...tf.grads((a, b) => weighed(f(a as tf.Tensor4D, b)))([x, gate])];
}

function summarise(x: tf.Tensor4D): tf.Tensor[] {
  const [same, pooled] = run<[tf.Tensor4D, tf.Tensor]>("SummarisePixels", { x });
  return [same, pooled];
}

/** The same of tensorflow.js' operations; its gradient of a maximum is divided by how many have it. */
function stockSummary(x: tf.Tensor4D): tf.Tensor[] {
  return [x, tf.concat([x.mean([1, 2]), sharedMaximum(x, [1, 2]).reshape([x.shape[0], x.shape[3]])], 0)];
}

function sharedMaximum(x: tf.Tensor4D, axes: number[]): tf.Tensor {
  const maximum = tf.customGrad((input, save) => {
    const values = input as tf.Tensor;
    const largest = values.max(axes, true);
    (save as tf.GradSaveFunc)([values, largest]);
    const gradFunc = (dy: tf.Tensor, [saved = dy, top = dy]: tf.Tensor[]): tf.Tensor => {
      const won = tf.equal(saved, top).toFloat();
      return won.mul(dy.div(won.sum(axes, true)));
    };
    return { value: largest, gradFunc };
  });
  return maximum(x);
}

Deno.test("SummarisePixels gives means and maxima, and gradients of equal maxima are shared", async () => {
  await fc.assert(
    fc.asyncProperty(shapes, valuesOf, async (shape, values) => {
      const data = values(tf.util.sizeFromShape(shape));
      const of = (f: typeof summarise) => (): tf.Tensor[] =>
        withGradients((x, unused) => [...f(x), unused], tf.tensor4d(data, shape), tf.scalar(1));
      assertCloseToScale({ ours: (await onBoth(of(summarise))).ours, stock: (await onBoth(of(stockSummary))).stock });
      assertCloseToScale(await onBoth(of(summarise)));
    }),
    { numRuns: 40 },
  );
});

Deno.test("WeighChannels gives products and their summary, and gradients by both", async () => {
  const stock = (x: tf.Tensor4D, gate: tf.Tensor): tf.Tensor[] => {
    const y = x.mul<tf.Tensor4D>(gate.reshape([x.shape[0], 1, 1, x.shape[3]]));
    return [y, tf.concat([sharedMaximum(y, [3]), y.mean(3, true)], 3)];
  };
  await fc.assert(
    fc.asyncProperty(shapes, valuesOf, async (shape, values) => {
      const [batch, , , channels] = shape;
      const data = values(tf.util.sizeFromShape(shape));
      const gates = Float32Array.from(values(batch * channels, 3), (value) => value * value);
      const of = (f: typeof stock) => (): tf.Tensor[] =>
        withGradients(f, tf.tensor4d(data, shape), tf.tensor2d(gates, [batch, channels]));
      const ours = of((x, gate) => run("WeighChannels", { x, gate }));
      assertCloseToScale({ ours: (await onBoth(ours)).ours, stock: (await onBoth(of(stock))).stock });
      assertCloseToScale(await onBoth(ours));
    }),
    { numRuns: 40 },
  );
});

Deno.test("WeighPixels gives products and gradients by both", async () => {
  await fc.assert(
    fc.asyncProperty(shapes, async (shape) => {
      const data = wave(tf.util.sizeFromShape(shape));
      const gates = wave(data.length / shape[3], 3);
      const of = (f: (x: tf.Tensor4D, gate: tf.Tensor) => tf.Tensor) => (): tf.Tensor[] =>
        withGradients(
          (x, gate) => [f(x, gate)],
          tf.tensor4d(data, shape),
          tf.tensor4d(gates, shape.with(3, 1) as Shape),
        );
      const ours = of((x, gate) => run("WeighPixels", { x, gate }));
      const stock = of((x, gate) => x.mul(gate));
      assertCloseToScale({ ours: (await onBoth(ours)).ours, stock: (await onBoth(stock)).stock });
      assertCloseToScale(await onBoth(ours));
    }),
    { numRuns: 40 },
  );
});

Deno.test("SummarisePixels hands x on without a copy, and both can be disposed of", async () => {
  await openCpu({ threads: 2 });
  await tf.setBackend(CPU_BACKEND);
  const before = tf.memory();
  const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
  const [same, pooled, count] = run<tf.Tensor[]>("SummarisePixels", { x });
  assertEquals(tf.memory().numDataBuffers, before.numDataBuffers + 3);
  x.dispose();
  assertEquals([...await same?.data() ?? []], [1, 2, 3, 4]);
  assertEquals([...await pooled?.data() ?? [], ...await count?.data() ?? []], [2.5, 4, 1]);
  tf.dispose([same, pooled, count]);
  assertEquals(tf.memory().numDataBuffers, before.numDataBuffers);
});

Deno.test("attention of many values is the same on any number of threads", async () => {
  const shape: Shape = [3, 31, 30, 17];
  const data = ties(tf.util.sizeFromShape(shape));
  await assertThreadsAgree(() => [
    ...withGradients((x, unused) => [...summarise(x), unused], tf.tensor4d(data, shape), tf.scalar(1)),
    ...withGradients(
      (x, gate) => run("WeighChannels", { x, gate }),
      tf.tensor4d(data, shape),
      tf.tensor2d(wave(51), [3, 17]),
    ),
    ...withGradients(
      (x, gate) => [run("WeighPixels", { x, gate })],
      tf.tensor4d(data, shape),
      tf.tensor4d(wave(2790), [3, 31, 30, 1]),
    ),
  ]);
});

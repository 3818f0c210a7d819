/**
 * What the kernels of attention of the CPU backend do with memory and threads; their results:
 * `tests/backend/definitions/attention_test.ts`.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { registerNetworkKernels } from "../../../../backend/operations/network_kernels.ts";
import { CPU_BACKEND, openCpu } from "../../../../backend/cpu/open_cpu.ts";
import { assertThreadsAgree, ties, wave } from "../against_stock.ts";

type Shape = [number, number, number, number];

await openCpu({ threads: 2 });
registerNetworkKernels();

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
      (x, logits) => run<tf.Tensor[]>("GatePixels", { x, logits }).slice(0, 1),
      tf.tensor4d(data, shape),
      tf.tensor4d(wave(2790), [3, 31, 30, 1]),
    ),
  ]);
});

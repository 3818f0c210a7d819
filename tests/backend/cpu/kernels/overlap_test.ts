/**
 * The kernels of overlap of the CPU backend beside those composed of tensorflow.js' operations, and on several threads;
 * their results by the definition: `tests/backend/definitions/overlap_test.ts`.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { registerNetworkKernels } from "../../../../backend/operations/network_kernels.ts";
import { openCpu } from "../../../../backend/cpu/open_cpu.ts";
import { assertThreadsAgree, onBoth, onOurs, wave } from "../against_stock.ts";

await openCpu({ threads: 2 });
registerNetworkKernels();

const [FROM, SIDE, IMAGES, USES] = [34, 46, 4, 3];

/** Moved and merged images, and gradients by images, offsets and weights. */
function results(): tf.Tensor[] {
  const images = tf.tensor(wave(IMAGES * FROM ** 2), [IMAGES, FROM, FROM]);
  const offsets = tf.tensor(wave(2 * IMAGES * USES, 3).map((value) => 7 * value), [IMAGES * USES, 2]);
  const weight = tf.tensor(wave(IMAGES * USES * SIDE ** 2, 5).map(Math.abs), [IMAGES * USES, SIDE, SIDE]);
  const factors = tf.tensor(wave(IMAGES * SIDE ** 2, 7), [IMAGES, SIDE, SIDE]);
  const merged = (images: tf.Tensor, offsets: tf.Tensor, weight: tf.Tensor): tf.Tensor => {
    const x = tf.engine().runKernel<tf.Tensor>("TranslateImages", { images, offsets }, { side: SIDE });
    const attributes = { channels: USES, epsilon: 0.001, floor: 1e-6 };
    return tf.engine().runKernel<tf.Tensor>("MergePatches", { x, weight }, attributes);
  };
  const weighed = (...inputs: tf.Tensor[]): tf.Tensor =>
    merged(...inputs as [tf.Tensor, tf.Tensor, tf.Tensor]).mul(factors).sum();
  return [merged(images, offsets, weight), ...tf.grads(weighed)([images, offsets, weight])];
}

Deno.test("moved and merged images are the same on any number of threads", async () => {
  await assertThreadsAgree(results);
});

Deno.test("moved and merged images are those of tensorflow.js' operations", async () => {
  const { ours, stock } = await onBoth(results);
  stock.forEach((expected, result) => {
    const most = Math.max(...Array.from(expected, Math.abs));
    const wrong = expected.findIndex((value, at) => !(Math.abs((ours[result]?.[at] ?? NaN) - value) < 2e-6 * most));
    assertEquals(wrong, -1, `result ${result} is ${ours[result]?.[wrong]} instead of ${expected[wrong]} at ${wrong}`);
  });
});

Deno.test("TranslateImages by what is no number makes no numbers, and by what is far away nothing", async () => {
  const moved = async (offset: number): Promise<number[]> => {
    const translate = (): tf.Tensor => {
      const inputs = { images: tf.ones([1, 2, 2]), offsets: tf.tensor2d([offset, 0], [1, 2]) };
      return tf.engine().runKernel("TranslateImages", inputs, { side: 2 });
    };
    return [...(await onOurs(() => [translate()], 1))[0] ?? []];
  };
  assertEquals(await moved(NaN), [NaN, NaN, NaN, NaN]);
  for (const far of [3, -3, 1e6, -1e6, 3e38]) assertEquals(await moved(far), [0, 0, 0, 0], `${far}`);
});

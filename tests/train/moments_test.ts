import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { createAdam } from "../../train/adam.ts";
import { loadMoments, readMoments } from "../../train/moments.ts";

await tf.setBackend("cpu");

function convolution(): Map<string, tf.Variable> {
  return new Map([["conv.weight", tf.variable(tf.ones([3, 2, 4, 5]))]]);
}

Deno.test("readMoments() and loadMoments() carry moments over in PyTorch layout, bit for bit", async () => {
  const [from, to] = [createAdam(convolution(), { learningRate: 1 }), createAdam(convolution(), { learningRate: 1 })];
  tf.tidy(() => from.step({ "conv.weight": tf.randomNormal([3, 2, 4, 5], 0, 1, "float32", 7) }));
  const moments = await readMoments(from);
  assertEquals(moments.expAvg.get("conv.weight")?.shape, [5, 4, 3, 2]);
  const tensors = tf.memory().numTensors;
  loadMoments(to, moments);
  assertEquals(tf.memory().numTensors, tensors);
  assertEquals(await readMoments(to), moments);
  assertEquals(await to.expAvg.get("conv.weight")?.data(), await from.expAvg.get("conv.weight")?.data());
});

Deno.test("loadMoments() refuses moments that are missing or of another shape, and changes nothing", async () => {
  const adam = createAdam(convolution(), { learningRate: 1 });
  const before = await readMoments(adam);
  const other = { shape: [5, 4, 3, 2], data: new Float32Array(120).fill(1) };
  assertThrows(
    () => loadMoments(adam, { expAvg: new Map([["conv.weight", other]]), expAvgSq: new Map() }),
    TypeError,
    'Cannot load the optimizer as exp_avg_sq of "conv.weight" must have the shape of its parameter: current value is missing',
  );
  assertEquals(await readMoments(adam), before);
});

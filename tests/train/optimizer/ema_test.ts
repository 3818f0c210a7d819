import { assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { NamedArray } from "../../../data/formats/safetensors.ts";
import { Ema } from "../../../train/optimizer/ema.ts";
import { readVariables } from "../../../train/optimizer/variable_arrays.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

const CPU = { name: "cpu", ignore: false } as const;

function parameters(value: number): Map<string, tf.Variable> {
  return new Map<string, tf.Variable>([
    ["conv.weight", tf.variable(tf.fill([3, 2, 4, 5], value))],
    ["conv.bias", tf.variable(tf.tensor1d([value, -value]))],
  ]);
}

function assign(variables: ReadonlyMap<string, tf.Variable>, seed: number): void {
  tf.tidy(() => {
    for (const variable of variables.values()) {
      variable.assign(tf.randomNormal(variable.shape, 0, 1, "float32", seed));
    }
  });
}

async function valuesOf(variables: ReadonlyMap<string, tf.Variable>): Promise<number[][]> {
  return await Promise.all([...variables.values()].map(async (variable) => [...await variable.data()]));
}

/** The average, as the model sees it while it has it. */
async function averageOf(ema: Ema, variables: ReadonlyMap<string, tf.Variable>): Promise<Map<string, NamedArray>> {
  return await ema.during(() => readVariables(variables));
}

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "Ema begins as the weights and follows them by its decay", async () => {
    const weights = parameters(1);
    const ema = new Ema(weights, 0.75);
    assertEquals((await averageOf(ema, weights)).get("conv.bias")?.data, new Float32Array([1, -1]));
    for (const [value, expected] of [[5, 2], [2, 2], [10, 4]] as const) {
      tf.tidy(() => weights.get("conv.bias")?.assign(tf.tensor1d([value, -value])));
      const tensors = tf.memory().numTensors;
      ema.update();
      assertEquals(tf.memory().numTensors, tensors);
      const [average = NaN] = (await averageOf(ema, weights)).get("conv.bias")?.data ?? [];
      assertAlmostEquals(average, expected, 1e-6);
    }
    assertEquals(await weights.get("conv.bias")?.data(), new Float32Array([10, -10]));
  });

  onAccelerator(accelerator, "Ema lends the average to the model and gives the weights back bit for bit", async () => {
    const weights = parameters(1);
    const ema = new Ema(weights, 0.9);
    assign(weights, 1);
    ema.update();
    const [trained, averages, tensors] = [
      await valuesOf(weights),
      await averageOf(ema, weights),
      tf.memory().numTensors,
    ];
    const result = await ema.during(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      assertEquals(await weights.get("conv.bias")?.data(), averages.get("conv.bias")?.data);
      assertEquals(await readVariables(weights), averages);
      return "done";
    });
    assertEquals(result, "done");
    assertEquals(await valuesOf(weights), trained);
    assertEquals(await averageOf(ema, weights), averages);
    assertEquals(tf.memory().numTensors, tensors);
    ema.update();
    assertEquals(await valuesOf(weights), trained);
  });
}

onAccelerator(CPU, "Ema gives the weights back after work that throws, at once or later", async () => {
  const weights = parameters(2);
  const ema = new Ema(weights, 0.5);
  assign(weights, 3);
  ema.update();
  const [trained, averages] = [await valuesOf(weights), await averageOf(ema, weights)];
  const fail = (): never => {
    throw new Error("no good");
  };
  await assertRejects(() => ema.during(fail), Error, "no good");
  await assertRejects(() => ema.during(() => Promise.resolve().then(fail)), Error, "no good");
  assertEquals(await valuesOf(weights), trained);
  assertEquals(await averageOf(ema, weights), averages);
});

onAccelerator(CPU, "Ema refuses to be changed or lent while the model has it", async () => {
  const weights = parameters(1);
  const ema = new Ema(weights, 0.5);
  const arrays = await averageOf(ema, weights);
  await ema.during(async () => {
    assertThrows(() => ema.update(), Error, "Cannot update the average of the weights as the model computes with it");
    assertThrows(() => ema.load(arrays), Error, "Cannot load the average");
    await assertRejects(() => ema.during(() => 1), Error, "Cannot compute with the average");
  });
  ema.update();
});

onAccelerator(CPU, "Ema carries over in PyTorch layout, and refuses arrays that do not fit", async () => {
  const [from, to] = [parameters(1), parameters(2)];
  const [source, target] = [new Ema(from, 0.5), new Ema(to, 0.5)];
  assign(from, 5);
  source.update();
  const arrays = await averageOf(source, from);
  assertEquals(arrays.get("conv.weight")?.shape, [5, 4, 3, 2]);
  target.load(arrays);
  assertEquals(await averageOf(target, to), arrays);
  assertEquals(await to.get("conv.bias")?.data(), new Float32Array([2, -2]));
  const other = new Map([...arrays, ["conv.bias", { shape: [1], data: new Float32Array(1) }]]);
  assertThrows(
    () => target.load(other),
    TypeError,
    'Cannot load the average of the weights as that of "conv.bias" must have the shape of its parameter: ' +
      "current value is [1]",
  );
  assertEquals(await averageOf(target, to), arrays);
});

onAccelerator(CPU, "Ema frees its tensors and no others, and refuses a decay out of range", () => {
  const weights = parameters(1);
  const tensors = tf.memory().numTensors;
  const ema = new Ema(weights, 0);
  assertEquals(tf.memory().numTensors, tensors + 2);
  ema.dispose();
  assertEquals(tf.memory().numTensors, tensors);
  for (const decay of [1, -0.1, NaN]) {
    assertThrows(() => new Ema(weights, decay), RangeError, `at least 0 and below 1: current value is ${decay}`);
  }
  return Promise.resolve();
});

import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { NamedArray } from "../../../data/formats/safetensors.ts";
import { createOptimizer } from "../../../train/optimizer/create_optimizer.ts";
import type { Optimizer } from "../../../train/optimizer/optimizer.ts";
import { loadOptimizerState, readOptimizerState } from "../../../train/optimizer/optimizer_state.ts";
import { onAccelerator } from "../../on_accelerator.ts";

const CPU = { name: "cpu", ignore: false } as const;

function convolution(): Map<string, tf.Variable> {
  return new Map<string, tf.Variable>([["conv.weight", tf.variable(tf.ones([3, 2, 4, 5]))], [
    "conv.bias",
    tf.variable(tf.ones([5])),
  ]]);
}

function optimizerOf(optimizer: "adam" | "adamw" | "sgd", parameters = convolution()): Optimizer {
  const fields = { learningRate: 0.1, adamBeta1: 0.9, adamBeta2: 0.999, momentum: 0.9, weightDecay: 0.1 };
  return createOptimizer(parameters, { optimizer, ...fields });
}

function step(optimizer: Optimizer, seed: number): void {
  tf.tidy(() => optimizer.step(new Map([["conv.weight", tf.randomNormal([3, 2, 4, 5], 0, 1, "float32", seed)]]), 0.1));
}

for (const name of ["adam", "adamw", "sgd"] as const) {
  onAccelerator(CPU, `readOptimizerState() and loadOptimizerState() carry ${name} over bit for bit`, async () => {
    const parameters = convolution();
    const [from, to] = [optimizerOf(name, parameters), optimizerOf(name)];
    step(from, 7);
    const state = await readOptimizerState(from);
    assertEquals([...state.keys()], name === "sgd" ? ["momentum_buffer"] : ["exp_avg", "exp_avg_sq"]);
    for (const arrays of state.values()) assertEquals(arrays.get("conv.weight")?.shape, [5, 4, 3, 2]);
    const tensors = tf.memory().numTensors;
    loadOptimizerState(to, state);
    assertEquals(tf.memory().numTensors, tensors);
    assertEquals(await readOptimizerState(to), state);
    for (const [slot, variables] of from.slots) {
      assertEquals(
        await to.slots.get(slot)?.get("conv.weight")?.data(),
        await variables.get("conv.weight")?.data(),
      );
    }
  });

  onAccelerator(CPU, `loadOptimizerState() lets ${name} go on as if it had never stopped`, async () => {
    const straight = convolution();
    const first = optimizerOf(name, straight);
    const stopped = convolution();
    const second = optimizerOf(name, stopped);
    for (const seed of [1, 2]) [first, second].forEach((optimizer) => step(optimizer, seed));
    const resumed = optimizerOf(name, stopped);
    loadOptimizerState(resumed, await readOptimizerState(second));
    resumed.setStepCounts(second.stepCounts);
    for (const seed of [3, 4]) [first, resumed].forEach((optimizer) => step(optimizer, seed));
    assertEquals(await stopped.get("conv.weight")?.data(), await straight.get("conv.weight")?.data());
    assertEquals(resumed.stepCounts, first.stepCounts);
  });
}

onAccelerator(CPU, "readOptimizerState() gives zeros before the first step, when the counts are 0", async () => {
  const optimizer = optimizerOf("sgd");
  const state = await readOptimizerState(optimizer);
  assertEquals(state.get("momentum_buffer")?.get("conv.bias"), { shape: [5], data: new Float32Array(5) });
  assertEquals([...optimizer.stepCounts], [["conv.weight", 0], ["conv.bias", 0]]);
});

onAccelerator(
  CPU,
  "loadOptimizerState() refuses what is missing or of another shape, and changes nothing",
  async () => {
    const optimizer = optimizerOf("adam");
    const before = await readOptimizerState(optimizer);
    const ones = (shape: number[]): NamedArray => ({
      shape,
      data: new Float32Array(shape.reduce((a, b) => a * b)).fill(1),
    });
    const arrays = new Map([["conv.weight", ones([5, 4, 3, 2])], ["conv.bias", ones([5])]]);
    const message = (slot: string, name: string, value: string): string =>
      `Cannot load the optimizer as ${slot} of "${name}" must have the shape of its parameter: current value is ${value}`;
    const load = (state: Map<string, Map<string, NamedArray>>) => (): void => loadOptimizerState(optimizer, state);
    assertThrows(load(new Map([["exp_avg", arrays]])), TypeError, message("exp_avg_sq", "conv.weight", "missing"));
    const partial = new Map([["conv.weight", ones([5, 4, 3, 2])]]);
    assertThrows(
      load(new Map([["exp_avg", arrays], ["exp_avg_sq", partial]])),
      TypeError,
      message("exp_avg_sq", "conv.bias", "missing"),
    );
    const other = new Map([...arrays, ["conv.bias", ones([4])]]);
    assertThrows(
      load(new Map([["exp_avg", arrays], ["exp_avg_sq", other]])),
      TypeError,
      message("exp_avg_sq", "conv.bias", "[4]"),
    );
    assertEquals(await readOptimizerState(optimizer), before);
  },
);

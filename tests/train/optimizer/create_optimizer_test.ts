/**
 * Every optimizer against PyTorch's numbers, and what all optimizers have in common.
 *
 * @module
 */
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { createOptimizer, type OptimizerFields } from "../../../train/optimizer/create_optimizer.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

interface Case {
  readonly optimizer: "adam" | "adamw" | "sgd";
  readonly momentum: number;
  readonly weightDecay: number;
  /** Values after the five steps of {@link take}. */
  readonly weight: readonly number[];
  readonly bias: readonly number[];
  /** State of `weight` after them, by slot. */
  readonly slots: Readonly<Record<string, readonly number[]>>;
}

/** How the numbers of {@link CASES} begin: of these parameters, `still` never has a gradient. */
const START = { weight: [0.5, -1, 2, 0.25, -0.75, 1.5], bias: [0.1, -0.2], still: [3] } as const;
const RATES = [0.1, 0.1, 0.05, 0.02, 0.02] as const;

// Made by torch 1.13 in float64: torch.optim.Adam and AdamW with betas (0.8, 0.99), SGD with nesterov=momentum>0, five
// steps with the rates above and the gradients of gradientAt(); where there is none, .grad was None.
const CASES: readonly Case[] = [
  {
    optimizer: "adam",
    momentum: 0.9,
    weightDecay: 0,
    weight: [0.30614536, -1.1166865, 1.9697266, 0.45761802, -0.59075436, 1.5706902],
    bias: [-0.11731496, -0.34762432],
    slots: {
      exp_avg: [0.48436382, 0.49016484, 0.12501888, -0.33473887, -0.54117292, -0.33805809],
      exp_avg_sq: [0.24973806, 0.23363412, 0.18540364, 0.22342371, 0.25437771, 0.20229201],
    },
  },
  {
    optimizer: "adam",
    momentum: 0.9,
    weightDecay: 0.1,
    weight: [0.30448883, -1.1080919, 1.9539947, 0.45598202, -0.58662207, 1.5579164],
    bias: [-0.086705812, 0.010334463],
    slots: {
      exp_avg: [0.50766733, 0.41671139, 0.25635793, -0.30701073, -0.58287728, -0.23328023],
      exp_avg_sq: [0.25303196, 0.22838546, 0.1889787, 0.22229543, 0.2596327, 0.19845346],
    },
  },
  {
    optimizer: "adamw",
    momentum: 0.9,
    weightDecay: 0,
    weight: [0.30614536, -1.1166865, 1.9697266, 0.45761802, -0.59075436, 1.5706902],
    bias: [-0.11731496, -0.34762432],
    slots: {
      exp_avg: [0.48436382, 0.49016484, 0.12501888, -0.33473887, -0.54117292, -0.33805809],
      exp_avg_sq: [0.24973806, 0.23363412, 0.18540364, 0.22342371, 0.25437771, 0.20229201],
    },
  },
  {
    optimizer: "adamw",
    momentum: 0.9,
    weightDecay: 0.1,
    weight: [0.29449655, -1.0859459, 1.913657, 0.44763617, -0.57163598, 1.5259836],
    bias: [-0.11791365, -0.34134981],
    slots: {
      exp_avg: [0.48436382, 0.49016484, 0.12501888, -0.33473887, -0.54117292, -0.33805809],
      exp_avg_sq: [0.24973806, 0.23363412, 0.18540364, 0.22342371, 0.25437771, 0.20229201],
    },
  },
  {
    optimizer: "sgd",
    momentum: 0.9,
    weightDecay: 0,
    weight: [-0.39525673, -1.4691765, 2.3119671, 1.1070203, 0.0034975541, 1.5797429],
    bias: [0.096262226, -0.20245764],
    slots: { momentum_buffer: [2.7823454, 2.6351719, 0.49375284, -2.0213285, -3.0067087, -1.7166717] },
  },
  {
    optimizer: "sgd",
    momentum: 0.9,
    weightDecay: 0.1,
    weight: [-0.40379017, -1.3666206, 2.1515928, 1.0613617, 0.032737935, 1.4493464],
    bias: [0.090296003, -0.19034087],
    slots: { momentum_buffer: [2.7225664, 2.0987144, 1.3530958, -1.6844738, -3.0793144, -1.0928892] },
  },
  {
    optimizer: "sgd",
    momentum: 0,
    weightDecay: 0,
    weight: [0.2131022, -1.1054911, 2.1557491, 0.54912155, -0.53387526, 1.469569],
    bias: [0.098567873, -0.20076777],
    slots: {},
  },
  {
    optimizer: "sgd",
    momentum: 0,
    weightDecay: 0.1,
    weight: [0.20407978, -1.0730438, 2.0976901, 0.53737144, -0.51737665, 1.4248522],
    bias: [0.096199604, -0.19599277],
    slots: {},
  },
];

/** Element `index` of a gradient; the bias has none in the third step. */
function gradientAt(name: string, step: number): number[] | null {
  if (name === "still" || (name === "bias" && step === 2)) return null;
  const { length } = name === "weight" ? START.weight : START.bias;
  const size = name === "weight" ? 3 : 0.01;
  return Array.from({ length }, (_, index) => Math.sin(1 + step * 1.7 + index * 0.9) * size);
}

function parameters(): Map<string, tf.Variable> {
  return new Map<string, tf.Variable>([
    ["weight", tf.variable(tf.tensor2d([...START.weight], [3, 2]))],
    ["bias", tf.variable(tf.tensor1d([...START.bias]))],
    ["still", tf.variable(tf.tensor1d([...START.still]))],
  ]);
}

function gradientsOf(step: number): Map<string, tf.Tensor> {
  const entries = Object.keys(START).flatMap((name): [string, tf.Tensor][] => {
    const values = gradientAt(name, step);
    return values === null ? [] : [[name, name === "weight" ? tf.tensor2d(values, [3, 2]) : tf.tensor1d(values)]];
  });
  return new Map(entries);
}

function fields(changes: Partial<OptimizerFields>): OptimizerFields {
  const base = { optimizer: "adam", learningRate: 1, momentum: 0.9, weightDecay: 0 } as const;
  return { ...base, adamBeta1: 0.8, adamBeta2: 0.99, ...changes };
}

async function assertClose(actual: tf.Tensor | undefined, expected: readonly number[]): Promise<void> {
  const values = actual ? [...await actual.data()] : [];
  assertEquals(values.length, expected.length);
  expected.forEach((value, index) => assertAlmostEquals(values[index] ?? NaN, value, 2e-6));
}

for (const accelerator of ACCELERATORS) {
  for (const { weight, bias, slots, ...changes } of CASES) {
    const { optimizer: name, momentum, weightDecay } = changes;
    const title = name === "sgd" ? `sgd with momentum ${momentum}` : name;
    onAccelerator(
      accelerator,
      `createOptimizer() steps ${title} and weight decay ${weightDecay} as PyTorch`,
      async () => {
        const values = parameters();
        const optimizer = createOptimizer(values, fields(changes));
        RATES.forEach((rate, step) => tf.tidy(() => optimizer.step(gradientsOf(step), rate)));
        await assertClose(values.get("weight"), weight);
        await assertClose(values.get("bias"), bias);
        assertEquals([...await values.get("still")?.data() ?? []], [3]);
        assertEquals([...optimizer.slots.keys()], Object.keys(slots));
        for (const [slot, expected] of Object.entries(slots)) {
          await assertClose(optimizer.slots.get(slot)?.get("weight"), expected);
          assertEquals([...await optimizer.slots.get(slot)?.get("still")?.data() ?? []], [0]);
        }
        assertEquals([...optimizer.stepCounts], [["weight", 5], ["bias", 4], ["still", 0]]);
      },
    );
  }

  onAccelerator(accelerator, "createOptimizer() keeps the number of tensors and frees its own on dispose", async () => {
    for (const { optimizer: name, momentum, weightDecay, slots } of CASES) {
      const values = parameters();
      const before = tf.memory().numTensors;
      const optimizer = createOptimizer(values, fields({ optimizer: name, momentum, weightDecay }));
      const state = 3 * Object.keys(slots).length;
      assertEquals(tf.memory().numTensors, before + state);
      const gradients = gradientsOf(0);
      for (let step = 0; step < 3; step++) optimizer.step(gradients, 0.1);
      assertEquals(tf.memory().numTensors, before + state + gradients.size);
      await values.get("weight")?.data();
      optimizer.dispose();
      assertEquals(tf.memory().numTensors, before + gradients.size);
    }
  });
}

onAccelerator(
  { name: "cpu", ignore: false },
  "createOptimizer() refuses what it cannot step by, and moves nothing",
  async () => {
    for (const optimizer of ["adam", "adamw", "sgd"] as const) {
      const values = parameters();
      const stepper = createOptimizer(values, fields({ optimizer, weightDecay: 0.1 }));
      const good: [string, tf.Tensor] = ["bias", tf.tensor1d([1, 1])];
      assertThrows(
        () => stepper.step(new Map([good, ["other", tf.scalar(1)]]), 0.1),
        RangeError,
        'no parameter has the name: current value is "other"',
      );
      assertThrows(
        () => stepper.step(new Map([good, ["weight", tf.scalar(1)]]), 0.1),
        TypeError,
        'the gradient of "weight" must have shape [3,2]: current value is []',
      );
      assertThrows(() => stepper.step(new Map([good]), 0), RangeError, "must be above 0: current value is 0");
      assertEquals(await values.get("bias")?.data(), new Float32Array([0.1, -0.2]));
      assertEquals(stepper.stepCounts.get("bias"), 0);
    }
  },
);

onAccelerator({ name: "cpu", ignore: false }, "createOptimizer() refuses fields out of range", () => {
  const create = (changes: Partial<OptimizerFields>) => (): unknown => createOptimizer(parameters(), fields(changes));
  assertThrows(create({ optimizer: "sgd", momentum: 1 }), RangeError, "momentum must be at least 0 and below 1");
  for (const optimizer of ["adam", "adamw", "sgd"] as const) {
    assertThrows(
      create({ optimizer, weightDecay: -1 }),
      RangeError,
      "weightDecay must be at least 0: current value is -1",
    );
  }
  return Promise.resolve();
});

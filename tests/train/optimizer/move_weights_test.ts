/**
 * Moves of all weights at once against the same moves one by one: clipping, optimizers, and the average of the weights.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import type { SectionsInput } from "../../../config/fields/sections.ts";
import { createForeseen } from "../../../train/optimizer/create_optimizer.ts";
import { Ema } from "../../../train/optimizer/ema.ts";
import { moveWeights } from "../../../train/optimizer/move_weights.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

type Fields = NonNullable<SectionsInput["training"]>;

const STEPS = 3;

/** More than an adapter has buffers for, one of several pieces, and one whose pixels share their mean square. */
const SHAPES = new Map<string, number[]>([
  ...Array.from({ length: 30 }, (_, k): [string, number[]] => [`layer${k}.weight`, [1 + k % 5, 7]]),
  ["wide.weight", [70, 130]],
  ["physics.probe", [9, 11]],
]);

const CASES: readonly Fields[] = [
  { optimizer: "adam", clipGradients: 0.5, clipAlgorithm: "norm", emaDecay: 0.7 },
  { optimizer: "adam", weightDecay: 0.1, clipGradients: 0.1, clipAlgorithm: "value" },
  { optimizer: "adamw", weightDecay: 0.1, clipGradients: 0.2, clipAlgorithm: "agc" },
  { optimizer: "sgd", momentum: 0, weightDecay: 0.1, emaDecay: 0.9 },
  { optimizer: "sgd", momentum: 0.9, clipGradients: 0.5, clipAlgorithm: "norm" },
];

for (const accelerator of ACCELERATORS.filter(({ name }) => name === "webgpu")) {
  onAccelerator(accelerator, "moveWeights() moves weights as the CPU does, one by one", async () => {
    for (const fields of CASES) {
      const { moved, programs } = await movedOn("webgpu", fields);
      const { moved: expected } = await movedOn("cpu", fields);
      assert(programs < SHAPES.size / 2, `${programs} programs`);
      assertEquals([...moved.keys()], [...expected.keys()]);
      for (const [name, values] of expected) {
        assertClose(`${name} of ${JSON.stringify(fields)}`, moved.get(name), values);
      }
    }
    await selectAccelerator("webgpu");
  });
}

interface Moved {
  /** Weights, moments and averages after some steps, and a clone of the first weight from between two of them. */
  readonly moved: ReadonlyMap<string, Float32Array>;
  /** Programs of the last step. */
  readonly programs: number;
}

async function movedOn(accelerator: "cpu" | "webgpu", fields: Fields): Promise<Moved> {
  await selectAccelerator(accelerator);
  const { training } = createTrainingPayload({ training: fields });
  const parameters = new Map([...SHAPES].map(([name, shape], k): [string, tf.Variable] => {
    return [name, tf.tidy(() => tf.variable(tf.tensor(waves(shape, k), shape)))];
  }));
  const optimizer = createForeseen(parameters, training);
  const ema = training.emaDecay === null ? null : new Ema(parameters, training.emaDecay);
  const { clipGradients: bound, clipAlgorithm: algorithm } = training;
  const mover = { optimizer, ema, scale: null, parameters, clip: bound === null ? null : { bound, algorithm }, phase };
  const before = tf.memory().numTensors;
  const [first] = parameters.values();
  let kept: tf.Tensor | null = null, programs = 0;
  for (let step = 0; step < STEPS; step++) {
    // The last two stay where they are in the last step.
    const names = [...SHAPES].slice(0, step === STEPS - 1 ? -2 : undefined);
    const gradients = new Map(names.map(([name, shape], k): [string, tf.Tensor] => {
      return [name, tf.tensor(waves(shape, 100 * step + k + 0.5), shape)];
    }));
    if (step === 1 && first) kept = tf.clone(first);
    programs = await programsOf(() => moveWeights(mover, gradients, (name) => name.startsWith("layer") ? 0.01 : 0.02));
    tf.dispose([...gradients.values()]);
  }
  assertEquals(tf.memory().numTensors, before + 1);
  const slots = [...optimizer.slots].flatMap(([slot, variables]) =>
    [...variables].map(([name, variable]): [string, tf.Tensor] => [`${slot} ${name}`, variable])
  );
  const averages = ema?.variables.map((variable, k): [string, tf.Tensor] => [`average ${k}`, variable]) ?? [];
  const all: [string, tf.Tensor][] = [...parameters, ...slots, ...averages, ...kept ? [["kept", kept] as const] : []]
    .map(([name, tensor]) => [name, tensor]);
  const moved = new Map<string, Float32Array>();
  for (const [name, tensor] of all) moved.set(name, (await tensor.data<"float32">()).slice());
  assertEquals([...optimizer.stepCounts.values()].slice(-3), [STEPS, STEPS - 1, STEPS - 1]);
  optimizer.dispose();
  ema?.dispose();
  tf.dispose([[...parameters.values()], kept ?? []]);
  return { moved, programs };
}

const phase = <T>(_name: string, work: () => T): T => work();

/** How many programs some work dispatches on a GPU. */
function programsOf(work: () => void): Promise<number> {
  const { prototype } = GPUComputePassEncoder;
  const { dispatchWorkgroups } = prototype;
  let count = 0;
  prototype.dispatchWorkgroups = function (...sizes): undefined {
    count++;
    dispatchWorkgroups.apply(this, sizes);
  };
  try {
    work();
  } finally {
    prototype.dispatchWorkgroups = dispatchWorkgroups;
  }
  return Promise.resolve(count);
}

function waves(shape: readonly number[], phase: number): Float32Array {
  const length = shape.reduce((product, side) => product * side, 1);
  return Float32Array.from({ length }, (_, at) => Math.sin(1.7 * at + 3 * phase));
}

function assertClose(what: string, actual: Float32Array | undefined, expected: Float32Array): void {
  const worst = expected.findIndex((value, at) =>
    !(Math.abs((actual?.[at] ?? NaN) - value) <= 1e-5 * Math.abs(value) + 1e-6)
  );
  assertEquals(
    worst,
    -1,
    `${what} is ${actual?.[worst]} instead of ${expected[worst]} at ${worst} of ${expected.length}`,
  );
}

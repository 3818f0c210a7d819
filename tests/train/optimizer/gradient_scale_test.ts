/**
 * Moves of weights by gradients of a loss that was multiplied: what is not finite moves nothing but the factor.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import type { SectionsInput } from "../../../config/fields/sections.ts";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { createForeseen } from "../../../train/optimizer/create_optimizer.ts";
import { Ema } from "../../../train/optimizer/ema.ts";
import { GradientScale, type ScaleState } from "../../../train/optimizer/gradient_scale.ts";
import { moveWeights } from "../../../train/optimizer/move_weights.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

type Fields = NonNullable<SectionsInput["training"]>;

const CASES: readonly Fields[] = [
  { optimizer: "adam", clipGradients: 0.1, clipAlgorithm: "value", emaDecay: 0.7 },
  { optimizer: "adamw", weightDecay: 0.1, clipGradients: 0.2, clipAlgorithm: "agc" },
  { optimizer: "sgd", momentum: 0.9, clipGradients: 0.5, clipAlgorithm: "norm" },
  { optimizer: "adam" },
];

/** Whether the step divides the gradients, or somebody has before. */
const BOTH = CASES.flatMap((fields) => [true, false].map((unscales) => [fields, unscales] as const));

const FINITE = [0.5, -0.25, 1];

for (const accelerator of ACCELERATORS.filter(({ name }) => name === "webgpu")) {
  onAccelerator(accelerator, "a gradient that is not finite moves no weight, and halves the factor", async () => {
    for (const [fields, unscales] of BOTH) {
      const [, first] = await moved(fields, null, [FINITE]);
      for (const odd of [Infinity, -Infinity, NaN]) {
        const start = { factor: 256, steps: 7, unscales };
        const [state, values] = await moved(fields, start, [FINITE, [0.5, odd, 1]]);
        assertEquals(values, first, `${odd} of ${JSON.stringify(fields)}`);
        assertEquals(state, { factor: 128, steps: 0 });
      }
    }
  });

  onAccelerator(
    accelerator,
    "gradients that are finite move weights as without a factor, which doubles in time",
    async () => {
      for (const [fields, unscales] of BOTH) {
        const [, expected] = await moved(fields, null, [FINITE, FINITE]);
        const [state, values] = await moved(fields, { factor: 256, steps: 497, unscales }, [FINITE, FINITE]);
        assertEquals([state, values], [{ factor: 256, steps: 499 }, expected]);
      }
      const [grown] = await moved({}, { factor: 256, steps: 499, unscales: true }, [FINITE]);
      assertEquals(grown, { factor: 512, steps: 0 });
    },
  );

  onAccelerator(accelerator, "what is not finite by a factor of 1 is the weights' own, and shows in them", async () => {
    const [state, [weights = []]] = await moved({}, { factor: 1, steps: 3, unscales: true }, [[0.5, Infinity, 1]]);
    assert(weights.some((value) => !Number.isFinite(value)), `${weights}`);
    assertEquals(state, { factor: 1, steps: 4 });
  });
}

/** The factor, then the weights and all that moves with them, after some gradients of the second of two parameters. */
async function moved(
  fields: Fields,
  state: ScaleState & { readonly unscales: boolean } | null,
  gradients: readonly (readonly number[])[],
): Promise<[ScaleState | null, number[][]]> {
  const { training } = createTrainingPayload({ training: fields });
  const parameters = new Map<string, tf.Variable>([
    ["physics.probe", tf.variable(tf.tensor2d([[1, 2]]))],
    ["two.weight", tf.variable(tf.tensor1d([3, -1, 2]))],
  ]);
  const optimizer = createForeseen(parameters, training);
  const ema = training.emaDecay === null ? null : new Ema(parameters, training.emaDecay);
  const scale = state && new GradientScale(state);
  const factor = state?.unscales ? state.factor : 1;
  const { clipGradients: bound, clipAlgorithm: algorithm } = training;
  const clip = bound === null ? null : { bound, algorithm };
  const phase = <T>(_name: string, work: () => T): T => work();
  const mover = { optimizer, ema, scale: scale?.ofStep(state?.unscales ?? false) ?? null, parameters, clip, phase };
  for (const gradient of gradients) {
    const all = [tf.tensor2d([[0.125, 0.25]]), tf.tensor1d([...gradient])].map((tensor) => tensor.mul(factor));
    moveWeights(mover, new Map([...parameters.keys()].map((name, k) => [name, all[k] as tf.Tensor])), 0.01);
  }
  const slots = [...optimizer.slots.values()].flatMap((slot) => [...slot.values()]);
  const variables = [
    parameters.get("two.weight") as tf.Variable,
    ...parameters.values(),
    ...slots,
    ...ema?.variables ?? [],
  ];
  const values = await Promise.all(variables.map(async (variable) => [...await variable.data()]));
  return [scale && await scale.read(), values];
}

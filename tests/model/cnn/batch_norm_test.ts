import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { normalise } from "../../../model/cnn/batch_norm.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { assertGradient } from "../gradient_check.ts";

const [B, H, C] = [3, 4, 2];
const COUNT = B * H * H;

const noise = (): tf.Tensor4D => tf.randomNormal<tf.Rank.R4>([B, H, H, C], 2, 3, "float32", 3);

function weightsOf(): Map<string, tf.Variable> {
  const values = { weight: [2, 0.5], bias: [1, -1], running_mean: [0.5, 1], running_var: [4, 2] };
  return new Map(Object.entries(values).map(([name, data]) => [`n.${name}`, tf.variable(tf.tensor1d(data))]));
}

/** Values of each channel. */
async function channelsOf(x: tf.Tensor): Promise<number[][]> {
  const values = await x.data();
  return Array.from({ length: C }, (_, c) => [...values].filter((_, k) => k % C === c));
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const variance = (values: readonly number[]): number => mean(values.map((value) => (value - mean(values)) ** 2));

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "normalise() gives channels of a batch the mean and width that are learned", async () => {
    const seen = new Map<string, tf.Tensor>();
    const observe = (name: string, value: tf.Tensor): void => void seen.set(name, value);
    const x = noise();
    const [first = [], second = []] = await channelsOf(normalise(x, weightsOf(), { layer: "n", observe }));
    [[first, 1, 2], [second, -1, 0.5]].forEach(([values, shift, scale]) => {
      assertAlmostEquals(mean(values as number[]), shift as number, 1e-4);
      assertAlmostEquals(Math.sqrt(variance(values as number[])), scale as number, 1e-3);
    });
    const given = await channelsOf(x);
    const [means, variances] = [await seen.get("n.running_mean")?.data(), await seen.get("n.running_var")?.data()];
    given.forEach((values, c) => {
      const unbiased = variance(values) * COUNT / (COUNT - 1);
      assertAlmostEquals(means?.[c] ?? NaN, 0.9 * (c ? 1 : 0.5) + 0.1 * mean(values), 1e-5);
      assertAlmostEquals(variances?.[c] ?? NaN, 0.9 * (c ? 2 : 4) + 0.1 * unbiased, 1e-5);
    });
  });

  onAccelerator(accelerator, "normalise() uses what was measured where it is not in training", async () => {
    const x = noise();
    const [given, made] = [
      await channelsOf(x),
      await channelsOf(normalise(x, weightsOf(), { layer: "n", observe: undefined })),
    ];
    given[0]?.forEach((value, k) => {
      assertAlmostEquals(made[0]?.[k] ?? NaN, 2 * (value - 0.5) / Math.sqrt(4 + 1e-5) + 1, 1e-4);
    });
    const alone = normalise(x.slice([1, 0, 0, 0], [1, H, H, C]), weightsOf(), { layer: "n", observe: undefined });
    assertEquals([...await alone.data()], [
      ...await normalise(x, weightsOf(), { layer: "n", observe: undefined })
        .slice([1, 0, 0, 0], [1, H, H, C]).data(),
    ]);
  });

  onAccelerator(accelerator, "normalise() is differentiable through the statistics of the batch", async () => {
    const direction = tf.randomNormal([B, H, H, C], 0, 1, "float32", 5);
    const observe = (): void => undefined;
    const f = (x: tf.Tensor): tf.Scalar =>
      normalise(x as tf.Tensor4D, weightsOf(), { layer: "n", observe }).mul(direction).sum();
    await assertGradient(f, noise(), { step: 1e-2, tolerance: 3e-2 });
    const slope = await tf.grad((x) => normalise(x as tf.Tensor4D, weightsOf(), { layer: "n", observe }).sum())(noise())
      .data();
    assert(slope.every((value) => Math.abs(value) < 1e-4), "a batch that is brighter as a whole is none to it");
  });
}

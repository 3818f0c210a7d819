import * as tf from "@tensorflow/tfjs";
import { assertAlmostEquals } from "@std/assert";
import { maeLoss, matchEnergy, supervisedLoss } from "../../../model/loss/amplitude_loss.ts";
import { poissonLoss } from "../../../model/loss/poisson_loss.ts";
import { meanDeviation, totalVariation } from "../../../model/loss/regulariser.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { assertGradient, number } from "../gradient_check.ts";
import { onAccelerator } from "../../on_accelerator.ts";

type Shape = [number, number, number, number];
const SHAPE: Shape = [2, 4, 4, 1];

function positive(seed: number, scale = 1): tf.Tensor4D {
  return tf.randomUniform<tf.Rank.R4>(SHAPE, 0.5 * scale, 1.5 * scale, "float32", seed);
}

/** lnΓ of a whole number plus one. */
function logFactorial(count: number): number {
  let sum = 0;
  for (let i = 2; i <= count; i++) sum += Math.log(i);
  return sum;
}

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "poissonLoss() is the negative log-likelihood, averaged over samples", async () => {
    const counts = [0, 1, 3, 10, 400, 100_000];
    const rates = [0.5, 2, 3, 12, 390, 100_500];
    const expected = counts.map((k, i) => (rates[i] ?? NaN) - k * Math.log(rates[i] ?? NaN) + logFactorial(k));
    const amplitudes = (values: number[]): tf.Tensor4D => tf.tensor4d(values.map(Math.sqrt), [2, 3, 1, 1]);
    const sum = expected.reduce((a, b) => a + b);
    assertAlmostEquals(await number(poissonLoss(amplitudes(rates), amplitudes(counts))), sum / 2, 1e-4 * sum);
  });

  onAccelerator(accelerator, "poissonLoss() has the gradient of finite differences", async () => {
    const observed = positive(1, 3);
    await assertGradient((x) => poissonLoss(x as tf.Tensor4D, observed), positive(2, 3));
  });

  onAccelerator(accelerator, "maeLoss(), matchEnergy() have the gradient of finite differences", async () => {
    const observed = positive(3);
    await assertGradient((x) => maeLoss(x as tf.Tensor4D, observed), positive(4), { step: 1e-4 });
    await assertGradient((x) => maeLoss(matchEnergy(x as tf.Tensor4D, observed), observed), positive(5), {
      step: 1e-4,
    });
  });

  onAccelerator(accelerator, "supervisedLoss() has the gradient of finite differences", async () => {
    const labels = { amp: positive(6), phase: positive(7) };
    await assertGradient(
      (x) => supervisedLoss({ amp: x as tf.Tensor4D, phase: x.mul<tf.Tensor4D>(2) }, labels),
      positive(8),
      { step: 1e-4 },
    );
  });

  onAccelerator(accelerator, "totalVariation(), meanDeviation() have the gradient of finite differences", async () => {
    await assertGradient((x) => totalVariation(x as tf.Tensor4D), positive(9), { step: 1e-4 });
    await assertGradient((x) => meanDeviation(x as tf.Tensor4D), positive(10), { step: 1e-4 });
  });
}

Deno.test("poissonLoss() is finite where nothing was observed", async () => {
  const loss = poissonLoss(tf.fill<tf.Rank.R4>(SHAPE, 0.5), tf.zeros(SHAPE));
  assertAlmostEquals(await number(loss), 16 * 0.25, 1e-5);
});

Deno.test("matchEnergy() gives every sample the energy of its observation", async () => {
  const observed = positive(11);
  const matched = matchEnergy(positive(12, 5), observed);
  const difference = matched.square().sum([1, 2, 3]).sub(observed.square().sum([1, 2, 3])).abs().max();
  assertAlmostEquals(await number(difference), 0, 1e-4);
});

Deno.test("supervisedLoss() weighs amplitudes by two and phases by four, and sums", async () => {
  const [zero, one] = [tf.zeros<tf.Rank.R4>(SHAPE), tf.ones<tf.Rank.R4>(SHAPE)];
  assertAlmostEquals(await number(supervisedLoss({ amp: one, phase: zero }, { amp: zero, phase: zero })), 2 * 32);
  assertAlmostEquals(await number(supervisedLoss({ amp: zero, phase: one }, { amp: zero, phase: zero })), 4 * 32);
});

Deno.test("totalVariation() sums neighbours' differences, averaged over samples", async () => {
  const patches = tf.tensor4d([0, 1, 3, 7, 0, 0, 0, 0], [2, 2, 2, 1]);
  assertAlmostEquals(await number(totalVariation(patches)), (3 + 6 + 1 + 4) / 2);
});

Deno.test("meanDeviation() sums differences from each patch's mean, averaged over samples", async () => {
  const patches = tf.tensor4d([0, 0, 2, 2, 5, 5, 5, 5], [2, 2, 2, 1]);
  assertAlmostEquals(await number(meanDeviation(patches)), 4 / 2);
});

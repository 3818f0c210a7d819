import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { type Activation, ampActivation, phaseActivation } from "../../../model/cnn/head_activation.ts";
import { ampSaturation, phaseSaturation } from "../../../model/cnn/head_saturation.ts";
import type { Saturation } from "../../../model/network/network.ts";

await selectAccelerator("cpu");

/** Greatest slope among the logits that count as saturated, as a share of the greatest of all. */
async function slopeWhereSaturated(activation: Activation, { low, high }: Saturation): Promise<number> {
  const logits = tf.linspace(-30, 30, 6001).reshape<tf.Tensor4D>([1, 6001, 1, 1]);
  const values = await activation(logits).data<"float32">();
  const slopes = await tf.grad((x) => activation(x as tf.Tensor4D).sum())(logits).data<"float32">();
  const saturated = [...values].map((value) => value <= (low ?? -Infinity) || value >= (high ?? Infinity));
  assert(saturated.includes(true) && saturated.includes(false));
  return Math.max(...slopes.filter((_, i) => saturated[i])) / Math.max(...slopes);
}

Deno.test("ampSaturation() counts values at which the gradient all but vanishes, at a bound of the activation", async () => {
  for (const name of ["sigmoid", "softplus", "relu"] as const) {
    const share = await slopeWhereSaturated(ampActivation(name), ampSaturation(name));
    assert(share < 0.04, `${name}: ${share}`);
  }
  assertEquals(ampSaturation("silu"), { low: null, high: null });
});

Deno.test("phaseSaturation counts phases at which the gradient all but vanishes, near −π and π", async () => {
  const share = await slopeWhereSaturated(phaseActivation, phaseSaturation);
  assert(share < 0.04, `${share}`);
});

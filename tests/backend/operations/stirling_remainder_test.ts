import * as tf from "@tensorflow/tfjs";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { stirlingRemainder } from "../../../backend/operations/stirling_remainder.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

/** Known values of lnΓ(k + 1). */
const LOG_GAMMA: readonly [number, number][] = [
  [1e-5, -5.772074402776717e-6],
  [0.2, -0.08537409000331585],
  [0.3, -0.10817480950786048],
  [0.5, -0.12078223763524522],
  [1, 0],
  [1.5, 0.2846828704729192],
  [10, 15.104412573075516],
  [15.9, 30.391812324394877],
  [20, 42.335616460753485],
];

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "stirlingRemainder() is lnΓ(k + 1) − k · ln k + k", async () => {
    const values = await stirlingRemainder(tf.tensor1d(LOG_GAMMA.map(([k]) => k))).data();
    for (const [index, [k, logGamma]] of LOG_GAMMA.entries()) {
      assertAlmostEquals(values[index] ?? NaN, logGamma - k * Math.log(k) + k, 3e-6, `at ${k}`);
    }
  });

  onAccelerator(accelerator, "stirlingRemainder() goes on where its formulas change", async () => {
    const near = [0.25, 16].flatMap((k) => [k * (1 - 1e-6), k * (1 + 1e-6)]);
    const [a = NaN, b = NaN, c = NaN, d = NaN] = await stirlingRemainder(tf.tensor1d(near)).data();
    assertAlmostEquals(a, b, 3e-6);
    assertAlmostEquals(c, d, 3e-6);
  });
}

Deno.test("stirlingRemainder() is zero at zero and small for a million", async () => {
  const [zero, million] = await stirlingRemainder(tf.tensor1d([0, 1e6])).data();
  assertEquals(zero, 0);
  assertAlmostEquals(million ?? NaN, 0.5 * Math.log(2 * Math.PI * 1e6), 1e-5);
});

import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { gradientNorm } from "../../../train/optimizer/gradient_norm.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "gradientNorm() is the root of the sum of all squares", async () => {
    // More gradients than a GPU binds buffers in one call.
    const values = Array.from(
      { length: 100 },
      (_, name) => Array.from({ length: name + 1 }, (_, i) => Math.sin(name * i)),
    );
    const gradients = new Map<string, tf.Tensor>(values.map((value, name) => [`p${name}`, tf.tensor1d(value)]));
    gradients.set("matrix", tf.tensor2d([[3, 0], [0, -4]]));
    gradients.set("scalar", tf.scalar(-5));
    const tensors = tf.memory().numTensors;
    const norm = gradientNorm(gradients);
    assertEquals([norm.shape, tf.memory().numTensors], [[], tensors + 1]);
    const squares = [...values.flat(), 3, 4, 5].reduce((sum, value) => sum + value ** 2, 0);
    assertAlmostEquals((await norm.data())[0] ?? NaN, Math.sqrt(squares), 1e-4);
  });
}

onAccelerator({ name: "cpu", ignore: false }, "gradientNorm() of no gradients is 0", async () => {
  assertEquals(await gradientNorm(new Map()).data(), new Float32Array([0]));
});

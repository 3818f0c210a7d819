import * as tf from "@tensorflow/tfjs";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { attend } from "../../../model/cnn/attention.ts";
import type { AttentionKind } from "../../../model/cnn/architecture.ts";
import { attentionBlock } from "../../../model/cnn/layer_specs.ts";
import { initialWeights } from "../../../model/parameters/initial_weights.ts";
import { toTensorflow } from "../../../model/parameters/layout.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { assertGradient } from "../gradient_check.ts";

const [B, H, C] = [2, 4, 5];

const noise = (): tf.Tensor4D => tf.randomNormal<tf.Rank.R4>([B, H, H, C], 0, 1, "float32", 3);

function weightsOf(kinds: readonly AttentionKind[]): Map<string, tf.Variable> {
  const initial = initialWeights(attentionBlock("a", kinds, { channels: C, kernel: 3 }), 7);
  return new Map([...initial].map(([name, array]) => {
    const { shape, data } = toTensorflow(array);
    return [name, tf.variable(tf.tensor(data, [...shape], "float32"))];
  }));
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "attend() of eca weighs a channel by the means of it and its neighbours", async () => {
    const [x, weights] = [noise(), weightsOf(["eca"])];
    const [before = 0, own = 0, after = 0] = await weights.get("a.conv.weight")?.data() ?? [];
    const values = await attend(x, weights, { block: "a", kinds: ["eca"] }).array();
    const given = await x.array();
    const means = await x.mean([1, 2]).array() as number[][];
    for (const [b, image] of given.entries()) {
      const mean = (c: number): number => means[b]?.[c] ?? 0;
      image.forEach((row, i) =>
        row.forEach((pixel, j) =>
          pixel.forEach((value, c) => {
            const gate = sigmoid(before * mean(c - 1) + own * mean(c) + after * mean(c + 1));
            assertAlmostEquals(values[b]?.[i]?.[j]?.[c] ?? NaN, value * gate, 1e-5);
          })
        )
      );
    }
  });

  onAccelerator(accelerator, "attend() of spatial weighs a pixel by maxima and means around it", async () => {
    const [x, weights] = [noise(), weightsOf(["spatial"])];
    const filter = weights.get("a.spatial_gate.compress.weight") as tf.Tensor;
    const summary = tf.concat([x.max(3, true), x.mean(3, true)], 3) as tf.Tensor4D;
    const gate = tf.sigmoid(tf.conv2d(summary, filter as tf.Tensor4D, 1, "same"));
    const [actual, expected] = [attend(x, weights, { block: "a", kinds: ["spatial"] }), x.mul(gate)];
    const [one, other] = [await actual.data(), await expected.data()];
    one.forEach((value, k) => assertAlmostEquals(value, other[k] ?? NaN, 1e-5));
  });

  onAccelerator(accelerator, "attend() of all kinds is that of each in turn, and differentiable", async () => {
    const kinds = ["eca", "cbam", "spatial"] as const;
    const [x, weights] = [noise(), weightsOf(kinds)];
    const together = attend(x, weights, { block: "a", kinds });
    const inTurn = kinds.reduce((y, kind) => attend(y, weights, { block: "a", kinds: [kind] }), x);
    assertEquals([...await together.data()], [...await inTurn.data()]);
    const direction = tf.randomNormal(x.shape, 0, 1, "float32", 9);
    await assertGradient(
      (y) => attend(y as tf.Tensor4D, weights, { block: "a", kinds }).mul(direction).sum(),
      x,
      { tolerance: 3e-2 },
    );
  });
}

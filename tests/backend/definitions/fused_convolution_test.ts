/**
 * A convolution with bias and ReLU in one kernel, and its gradients, against the definition; without the transforms that
 * wide 3 × 3 filters are computed by, which `sparse_convolution_slow.ts` is about.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { differentiate } from "./differentiate.ts";
import { filled, type Filling, fillings } from "./filled.ts";
import { assertExact, assertSums, Sums } from "./sums.ts";

interface Case {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly side: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: "linear" | "relu";
  readonly x: Filling;
  readonly filter: Filling;
  readonly bias: Filling;
  readonly dy: Filling;
}

const cases: fc.Arbitrary<Case> = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 9 }),
  side: fc.constantFrom(1, 3),
  inputs: fc.integer({ min: 1, max: 7 }),
  outputs: fc.integer({ min: 1, max: 7 }),
  activation: fc.constantFrom<"linear" | "relu">("linear", "relu"),
  x: fillings,
  filter: fillings,
  bias: fillings,
  dy: fillings,
});

for (const accelerator of ACCELERATORS) {
  onAccelerator(
    accelerator,
    "FusedConv2D and its gradients are sums of products, as far as a ReLU lets them",
    async () => {
      await fc.assert(fc.asyncProperty(cases, check), { numRuns: accelerator.name === "cpu" ? 100 : 6 });
    },
  );
}

async function check({ batch, height, width, side, inputs, outputs, activation, ...fills }: Case): Promise<void> {
  const [xShape, filterShape] = [[batch, height, width, inputs], [side, side, inputs, outputs]];
  const yShape = [batch, height, width, outputs];
  const [x, filter] = [filled(xShape, fills.x), filled(filterShape, fills.filter)];
  const [bias, dy] = [filled([outputs], fills.bias), filled(yShape, fills.dy)];
  const attributes = { strides: [1, 1], pad: "same", dataFormat: "NHWC", dilations: [1, 1], activation };
  const convolve = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor): tf.Tensor[] => [
    tf.engine().runKernel("FusedConv2D", { x, filter, bias }, attributes),
  ];
  const operands = [tf.tensor(x, xShape), tf.tensor(filter, filterShape), tf.tensor1d(bias)];
  const [y, dx, dfilter, dbias] = differentiate(convolve, operands, [dy]) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];

  const sums = new Sums(dy.length);
  dy.forEach((_, to) => sums.add(to, bias[to % outputs] ?? NaN));
  const pairs = pairsOf({ batch, height, width, side, inputs, outputs });
  for (const { from, weight, to } of pairs) sums.add(to, (x[from] ?? NaN) * (filter[weight] ?? NaN));
  // A ReLU brings numbers no further apart.
  if (activation === "relu") sums.values.forEach((value, to) => sums.values[to] = Math.max(0, value));
  await assertSums("an output", y, sums);

  // Rounding decides whether an output next to zero is zero, and the gradient is of what came out.
  const out = await y.data();
  const dz = dy.map((value, to) => activation === "linear" || (out[to] ?? NaN) > 0 ? value : 0);
  const [byX, byFilter, byBias] = [new Sums(x.length), new Sums(filter.length), new Sums(outputs)];
  for (const { from, weight, to } of pairs) {
    byX.add(from, (dz[to] ?? NaN) * (filter[weight] ?? NaN));
    byFilter.add(weight, (dz[to] ?? NaN) * (x[from] ?? NaN));
  }
  dz.forEach((value, to) => byBias.add(to % outputs, value));
  await assertSums("a gradient by the image", dx, byX);
  await assertSums("a gradient by the filter", dfilter, byFilter);
  await assertSums("a gradient by the bias", dbias, byBias);
  const [image = y, weights = y] = operands;
  const given = { dy: tf.tensor(dy, yShape), x: image, filter: weights, y };
  const through = tf.engine().runKernel<tf.Tensor[]>("FusedConv2DGradient", given, attributes);
  await assertExact("a gradient before the ReLU", through[0] ?? y, dz);
}

/** Indices of what is multiplied: a number of the image, a weight, and the output that their product goes to. */
function pairsOf(
  { batch, height, width, side, inputs, outputs }: Pick<
    Case,
    "batch" | "height" | "width" | "side" | "inputs" | "outputs"
  >,
): { readonly from: number; readonly weight: number; readonly to: number }[] {
  const pairs = [];
  for (let at = 0; at < batch * height * width * side ** 2 * inputs * outputs; at++) {
    const [output, input] = [at % outputs, Math.floor(at / outputs) % inputs];
    const tap = Math.floor(at / outputs / inputs) % side ** 2;
    const pixel = Math.floor(at / outputs / inputs / side ** 2);
    const line = Math.floor(pixel / width), middle = (side - 1) / 2;
    const row = line % height + Math.floor(tap / side) - middle, column = pixel % width + tap % side - middle;
    if (row < 0 || row >= height || column < 0 || column >= width) continue;
    const from = ((line - line % height + row) * width + column) * inputs + input;
    pairs.push({ from, weight: (tap * inputs + input) * outputs + output, to: pixel * outputs + output });
  }
  return pairs;
}

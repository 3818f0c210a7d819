import * as tf from "@tensorflow/tfjs";
import { assert } from "@std/assert";
import fc from "fast-check";
import { poissonLoss } from "../../../model/loss/poisson_loss.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

/** A pixel: how many photons were counted, and what was predicted, relative to the observed amplitude or to 1. */
interface Pixel {
  readonly count: number;
  readonly relative: number;
}

const counts = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 41, max: 1_000_000 }),
  // Photons that are not whole: counts of another unit.
  fc.double({ min: 1e-6, max: 20, noNaN: true }),
);
const pixels: fc.Arbitrary<Pixel> = fc.record({
  count: counts,
  relative: fc.oneof(fc.constant(1), fc.double({ min: 0.01, max: 10, noNaN: true })),
});
/** Samples of 5 × 7 pixels of one channel: neither the rows nor the samples fill whole vectors. */
const [HEIGHT, WIDTH] = [5, 7];
/** Batches of counts of all sizes, and of tiny ones alone, whose loss is as small. */
const tiny = pixels.map((pixel) => ({ ...pixel, count: Math.min(pixel.count, 1) * 1e-5 }));
const batches = fc.integer({ min: 1, max: 3 }).chain((samples) =>
  fc.oneof(...[pixels, tiny].map((each) => {
    return fc.array(each, { minLength: samples * HEIGHT * WIDTH, maxLength: samples * HEIGHT * WIDTH });
  }))
);

for (const accelerator of ACCELERATORS) {
  onAccelerator(
    accelerator,
    "poissonLoss() and its gradient are their definitions, pixel by pixel and summed",
    async () => {
      const numRuns = accelerator.name === "cpu" ? 100 : 10;
      await fc.assert(fc.asyncProperty(batches, fc.boolean(), check), { numRuns });
    },
  );
}

async function check(drawn: readonly Pixel[], masked: boolean): Promise<void> {
  const samples = drawn.length / (HEIGHT * WIDTH);
  const shape: [number, number, number, number] = [samples, HEIGHT, WIDTH, 1];
  const observed = Float32Array.from(drawn, ({ count }) => Math.sqrt(count));
  const predicted = Float32Array.from(drawn, ({ relative }, at) => relative * (observed[at] || 1));
  const counted = drawn.map(({ count }, at) => !masked || (count + at) % 3 < 1.5);
  const [p, q] = [tf.tensor4d(predicted, shape), tf.tensor4d(observed, shape)];
  const chosen = tf.tensor4d(counted, shape, "bool");
  const loss = (p: tf.Tensor): tf.Scalar =>
    poissonLoss(p as tf.Tensor4D, q, masked ? { chosen, count: tf.scalar(1) } : undefined);
  const { value, grad } = tf.valueAndGrad(loss)(p);
  const [actual = NaN] = await value.data(), slopes = await grad.data();

  let [sum, bound] = [0, 0];
  counted.forEach((counts, at) => {
    const [p, q] = [predicted[at] ?? NaN, observed[at] ?? NaN], k = q ** 2;
    const slope = counts ? 2 * (p - k / p) / samples : 0;
    const size = counts ? 2 * (p + k / p) / samples : 0;
    const error = Math.abs((slopes[at] ?? NaN) - slope);
    assert(error <= 1e-6 * size, `the slope at ${p} of ${k} counts is ${slopes[at]} instead of ${slope}`);
    if (!counts) return;
    sum += (p ** 2 - (k > 0 ? 2 * k * Math.log(p) : 0) + logFactorial(k)) / samples;
    // Of small counts the remainder of Stirling's terms is right to a part of itself.
    const remainder = k < 0.25 ? 2e-6 * k * (1 + Math.abs(Math.log(k || 1))) : 5e-6;
    bound += (remainder + 1e-6 * (k * (1 + Math.abs(Math.log(p / (q || 1)))) + p ** 2)) / samples;
  });
  assert(Math.abs(actual - sum) <= bound, `the loss is ${actual} instead of ${sum}, may be off by ${bound}`);
}

/** lnΓ(k + 1) in 64 bits: Stirling's series at k + 20, and Γ(x + 1) = x Γ(x). */
function logFactorial(k: number): number {
  let [x, product] = [k, 0];
  for (; x < k + 20; x++) product += Math.log(x + 1);
  const series = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5);
  return x * Math.log(x) - x + Math.log(2 * Math.PI * x) / 2 + series - product;
}

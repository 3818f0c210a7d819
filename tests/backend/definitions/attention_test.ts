/**
 * The kernels of attention, and their gradients, against their definitions.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { differentiate, run } from "./differentiate.ts";
import { filled, type Filling, fillings } from "./filled.ts";
import { assertSigmoids } from "./sigmoids.ts";
import { assertExact, assertSums, Sums } from "./sums.ts";

type Shape = [batch: number, height: number, width: number, channels: number];

/** Values x (batch, pixels, channels), a gate, and gradients by the outputs. */
interface Case {
  readonly shape: Shape;
  readonly x: Filling;
  readonly gate: Filling;
  readonly dy: Filling;
  readonly dsummary: Filling;
}

type Three = [tf.Tensor, tf.Tensor, tf.Tensor];

const cases: fc.Arbitrary<Case> = fc.record({
  shape: fc.tuple(
    fc.integer({ min: 1, max: 2 }),
    fc.integer({ min: 1, max: 10 }),
    fc.integer({ min: 1, max: 10 }),
    fc.integer({ min: 1, max: 19 }),
  ),
  x: fillings,
  gate: fillings,
  dy: fillings,
  dsummary: fillings,
});

for (const accelerator of ACCELERATORS) {
  const options = { numRuns: accelerator.name === "cpu" ? 100 : 10 };

  onAccelerator(accelerator, "SummarisePixels and its gradient are their definitions", async () => {
    await fc.assert(fc.asyncProperty(cases, checkSummary), options);
  });

  onAccelerator(accelerator, "WeighChannels and its gradients are their definitions", async () => {
    await fc.assert(fc.asyncProperty(cases, checkChannels), options);
  });

  onAccelerator(accelerator, "GatePixels and its gradients are their definitions", async () => {
    await fc.assert(fc.asyncProperty(cases, checkPixels), options);
  });
}

async function checkSummary({ shape, ...fills }: Case): Promise<void> {
  const [batch, height, width, channels] = shape, pixels = height * width, images = batch * channels;
  const [x, dy] = [filled(shape, fills.x), filled(shape, fills.dy)];
  const dpooled = filled([2 * batch, channels], fills.dsummary);
  const summarise = (input: tf.Tensor): tf.Tensor[] => run("SummarisePixels", { x: input });
  const input = tf.tensor(x, shape);
  const [same, pooled, dx] = differentiate((x) => summarise(x).slice(0, 2), [input], [dy, dpooled]) as Three;
  const [, , count] = summarise(input) as Three;
  await assertExact("x", same, x);

  const means = new Sums(images), largest = new Float64Array(images).fill(-Infinity), winners = new Int32Array(images);
  const channelOf = (index: number): number => Math.floor(index / channels / pixels) * channels + index % channels;
  x.forEach((value, index) => {
    means.add(channelOf(index), value / pixels);
    largest[channelOf(index)] = Math.max(largest[channelOf(index)] ?? NaN, value);
  });
  x.forEach((value, index) => value === largest[channelOf(index)] && count1(winners, channelOf(index)));
  await assertSums("a mean", pooled.slice(0, batch), means);
  await assertExact("a maximum", pooled.slice(batch), largest);
  await assertExact("a number of pixels", count, winners);

  const expected = new Sums(x.length);
  x.forEach((value, index) => {
    const channel = channelOf(index);
    expected.add(index, dy[index] ?? NaN);
    expected.add(index, (dpooled[channel] ?? NaN) / pixels);
    if (value === largest[channel]) expected.add(index, (dpooled[images + channel] ?? NaN) / (winners[channel] ?? NaN));
  });
  await assertSums("a gradient by x", dx, expected);
}

async function checkChannels({ shape, ...fills }: Case): Promise<void> {
  const [batch, height, width, channels] = shape, pixels = height * width;
  const [x, gate, dy] = [filled(shape, fills.x), filled([batch, channels], fills.gate), filled(shape, fills.dy)];
  const dsummary = filled([batch, height, width, 2], fills.dsummary);
  const weigh = (x: tf.Tensor, gate: tf.Tensor): tf.Tensor[] => run("WeighChannels", { x, gate });
  const inputs = [tf.tensor(x, shape), tf.tensor(gate, [batch, channels])];
  const [y, summary, dx, dgate] = differentiate(weigh, inputs, [dy, dsummary]) as [...Three, tf.Tensor];

  const gateOf = (index: number): number => Math.floor(index / channels / pixels) * channels + index % channels;
  const pixelOf = (index: number): number => Math.floor(index / channels);
  const products = x.map((value, index) => value * (gate[gateOf(index)] ?? NaN));
  await assertExact("a product", y, products);
  const means = new Sums(batch * pixels), largest = new Float64Array(batch * pixels).fill(-Infinity);
  const winners = new Int32Array(batch * pixels);
  products.forEach((value, index) => {
    means.add(pixelOf(index), value / channels);
    largest[pixelOf(index)] = Math.max(largest[pixelOf(index)] ?? NaN, value);
  });
  products.forEach((value, index) => value === largest[pixelOf(index)] && count1(winners, pixelOf(index)));
  await assertExact("a maximum", summary.slice([0, 0, 0, 0], [-1, -1, -1, 1]), largest);
  await assertSums("a mean", summary.slice([0, 0, 0, 1], [-1, -1, -1, 1]), means);

  const [byX, byGate] = [new Sums(x.length), new Sums(gate.length)];
  products.forEach((value, index) => {
    const pixel = pixelOf(index), won = value === largest[pixel];
    const terms = [
      dy[index] ?? NaN,
      (dsummary[2 * pixel + 1] ?? NaN) / channels,
      won ? (dsummary[2 * pixel] ?? NaN) / (winners[pixel] ?? NaN) : 0,
    ];
    for (const term of terms) {
      byX.add(index, term * (gate[gateOf(index)] ?? NaN));
      byGate.add(gateOf(index), term * (x[index] ?? NaN));
    }
  });
  await assertSums("a gradient by x", dx, byX);
  await assertSums("a gradient by the gate", dgate, byGate);
}

async function checkPixels({ shape, ...fills }: Case): Promise<void> {
  const [, , , channels] = shape, gateShape = shape.with(3, 1);
  const [x, logits, dy] = [filled(shape, fills.x), filled(gateShape, fills.gate), filled(shape, fills.dy)];
  const weigh = (x: tf.Tensor, logits: tf.Tensor): [tf.Tensor, tf.Tensor] => run("GatePixels", { x, logits });
  const inputs: [tf.Tensor, tf.Tensor] = [tf.tensor(x, shape), tf.tensor(logits, gateShape)];
  const [y, dx, dlogits] = differentiate((x, logits) => [weigh(x, logits)[0]], inputs, [dy]) as Three;
  // Products are with the gate that came out.
  const gate = await weigh(...inputs)[1].data();
  assertSigmoids(gate, logits);
  const gateOf = (index: number): number => gate[Math.floor(index / channels)] ?? NaN;
  await assertExact("a product", y, x.map((value, index) => value * gateOf(index)));
  await assertExact("a gradient by x", dx, dy.map((value, index) => value * gateOf(index)));
  const byLogits = new Sums(gate.length);
  x.forEach((value, index) => {
    const slope = gateOf(index) * Math.fround(1 - gateOf(index));
    byLogits.add(Math.floor(index / channels), value * (dy[index] ?? NaN) * slope);
  });
  await assertSums("a gradient by the logits", dlogits, byLogits);
}

function count1(counts: Int32Array, at: number): void {
  counts[at] = (counts[at] ?? NaN) + 1;
}

/**
 * How a decoder ends, and its gradients, against the definition.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { assert } from "@std/assert";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { differentiate } from "./differentiate.ts";
import { filled, type Filling, fillings } from "./filled.ts";
import { assertSigmoids } from "./sigmoids.ts";
import { assertExact, assertSums, Sums } from "./sums.ts";

interface Case {
  readonly batch: number;
  /** A quarter of the side. */
  readonly quarter: number;
  readonly channels: number;
  readonly shared: boolean;
  readonly x: Filling;
  readonly dy: Filling;
}

type Two = [tf.Tensor, tf.Tensor];

const cases: fc.Arbitrary<Case> = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  quarter: fc.integer({ min: 1, max: 4 }),
  channels: fc.integer({ min: 1, max: 4 }),
  shared: fc.boolean(),
  x: fillings,
  dy: fillings,
});

for (const accelerator of ACCELERATORS) {
  const options = { numRuns: accelerator.name === "cpu" ? 60 : 8 };

  onAccelerator(accelerator, "FrameRing and its gradients are their definitions", async () => {
    await fc.assert(fc.asyncProperty(cases, checkRing), options);
  });

  onAccelerator(accelerator, "Silu and ScaledTanh and their gradients are their definitions", async () => {
    await fc.assert(fc.asyncProperty(cases, checkEnds), options);
  });
}

async function checkRing({ batch, quarter, channels, shared, ...fills }: Case): Promise<void> {
  const size = 4 * quarter, half = 2 * quarter, rings = shared ? 1 : channels;
  const shapes = [[batch, half, half, channels], [batch, size, size, rings], [batch, size, size, channels]] as const;
  const [centre, ring, dy] = [filled(shapes[0], fills.x), filled(shapes[1], fills.x), filled(shapes[2], fills.dy)];
  const inputs = [tf.tensor(centre, [...shapes[0]]), tf.tensor(ring, [...shapes[1]])];
  const frame = (centre: tf.Tensor, ring: tf.Tensor): tf.Tensor[] => [
    tf.engine().runKernel("FrameRing", { centre, ring }),
  ];
  const [y, dcentre, dring] = differentiate(frame, inputs, [dy]) as [tf.Tensor, ...Two];
  const expected = new Float32Array(dy.length), byCentre = new Float32Array(centre.length);
  const byRing = new Sums(ring.length);
  dy.forEach((value, at) => {
    const [channel, pixel] = [at % channels, Math.floor(at / channels)];
    const [column, line] = [pixel % size - quarter, Math.floor(pixel / size)];
    const row = line % size - quarter, image = Math.floor(line / size);
    if (row >= 0 && row < half && column >= 0 && column < half) {
      const inner = ((image * half + row) * half + column) * channels + channel;
      expected[at] = centre[inner] ?? NaN;
      byCentre[inner] = value;
    } else {
      expected[at] = ring[pixel * rings + channel % rings] ?? NaN;
      byRing.add(pixel * rings + channel % rings, value);
    }
  });
  await assertExact("a patch", y, expected);
  await assertExact("a gradient by the centre", dcentre, byCentre);
  await assertSums("a gradient by the ring", dring, byRing);
}

async function checkEnds({ batch, quarter, channels, ...fills }: Case): Promise<void> {
  const shape = [batch, quarter, quarter, channels], scale = 1.5;
  const [values, dy] = [filled(shape, fills.x), filled(shape, fills.dy)], x = tf.tensor(values, shape);
  const silu = (x: tf.Tensor): Two => tf.engine().runKernel("Silu", { x });
  const tanh = (x: tf.Tensor): Two => tf.engine().runKernel("ScaledTanh", { x }, { scale });
  // The rest is of the sigmoid and the tanh that came out.
  const [gate, tangent] = [await silu(x)[1].data(), await tanh(x)[1].data()];
  assertSigmoids(gate, values);
  tangent.forEach((value, at) => assert(Math.abs(value - Math.tanh(values[at] ?? NaN)) < 1e-5));
  const [weighed, dsilu] = differentiate((x) => [silu(x)[0]], [x], [dy]) as Two;
  const [scaled, dtanh] = differentiate((x) => [tanh(x)[0]], [x], [dy]) as Two;
  const sums = [0, 1, 2, 3].map(() => new Sums(values.length)) as [Sums, Sums, Sums, Sums];
  values.forEach((value, at) => {
    const [g, t, d] = [gate[at] ?? NaN, tangent[at] ?? NaN, dy[at] ?? NaN];
    sums[0].add(at, value * g);
    sums[1].add(at, d * g);
    sums[1].add(at, d * value * g * (1 - g), Math.abs(d * value * g));
    sums[2].add(at, scale * t);
    sums[3].add(at, d * scale);
    sums[3].add(at, -d * scale * t ** 2);
  });
  for (const [k, actual] of [weighed, dsilu, scaled, dtanh].entries()) {
    await assertSums(`number ${k}`, actual, sums[k] ?? new Sums(0));
  }
}

/**
 * Sums of gradients over windows of batches, on every accelerator.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { GradientScale } from "../../../train/optimizer/gradient_scale.ts";
import { GradientSum } from "../../../train/optimizer/gradient_sum.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

/** More than a program takes at once, one of several workgroups. */
const SHAPES = new Map<string, number[]>([
  ...Array.from({ length: 30 }, (_, k): [string, number[]] => [`layer${k}.weight`, [1 + k % 5, 7]]),
  ["wide.weight", [70, 13]],
]);

/** Batches of a window: the parameters that each has gradients of. */
const WINDOW = [
  (name: string) => name !== "wide.weight",
  (name: string) => name !== "layer3.weight",
  (name: string) => !name.endsWith("9.weight"),
];

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "GradientSum adds batches one after the other, in their order, to the bit", async () => {
    for (const factor of [1, 64]) {
      const scale = factor === 1 ? null : new GradientScale({ factor, steps: 0 });
      const sum = new GradientSum(new Map([...SHAPES].map(([name, shape]) => [name, { shape }])), scale);
      for (const window of [1, 2]) {
        const expected = new Map<string, Float32Array>();
        for (const [batch, has] of WINDOW.entries()) {
          const isLast = batch === WINDOW.length - 1, names = [...SHAPES.keys()].filter(has);
          const gradients = new Map(names.map((name) => [name, gradientOf(name, 10 * window + batch)]));
          const count = tf.memory().numTensors;
          const tensors = new Map([...gradients].map(([name, values]) => {
            return [name, tf.tidy(() => tf.tensor(values, SHAPES.get(name)).mul(factor))];
          }));
          if (isLast) {
            // What is taken back leaves the sums as they were.
            const others = new Map([...tensors].map(([name, tensor]) => [name, tensor.add(1)]));
            sum.complete(others);
            sum.takeBack();
            assertEquals(await valuesOf(sum), expected);
            sum.complete(tensors);
          } else sum.add(tensors);
          if (window > 1 && !isLast) assertEquals(tf.memory().numTensors, count);
          for (const [name, values] of gradients) {
            const before = expected.get(name);
            expected.set(name, before ? before.map((value, at) => value + (values[at] ?? NaN)) : values);
          }
          assertEquals(sum.isScaled, false);
        }
        assertEquals(await valuesOf(sum), expected);
        sum.clear();
        assertEquals(sum.tensors.size, 0);
      }
      sum.dispose();
      scale?.dispose();
    }
  });
}

for (const accelerator of ACCELERATORS.filter(({ name }) => name === "webgpu")) {
  onAccelerator(accelerator, "GradientSum adds to sums where they lie, by few programs", () => {
    const sum = new GradientSum(new Map([...SHAPES].map(([name, shape]) => [name, { shape }])));
    const [places, programs]: [unknown[], number[]] = [[], []];
    for (let batch = 0; batch < 3; batch++) {
      const gradients = new Map([...SHAPES].map(([name, shape]) => [name, tf.tensor(gradientOf(name, batch), shape)]));
      programs.push(dispatchesOf(() => sum.add(gradients)));
      places.push([...sum.tensors.values()].map(({ dataId }) => dataId));
    }
    assert(programs.every((count) => count < SHAPES.size / 8), `${programs} programs`);
    const [, second, third] = places as tf.DataId[][];
    assert(third?.every((dataId, at) => dataId === second?.[at]));
    sum.dispose();
    return Promise.resolve();
  });
}

/** The sums, without the parameters that have none. */
async function valuesOf(sum: GradientSum): Promise<ReadonlyMap<string, Float32Array>> {
  const values = new Map<string, Float32Array>();
  for (const [name, tensor] of sum.tensors) values.set(name, (await tensor.data<"float32">()).slice());
  return values;
}

function gradientOf(name: string, batch: number): Float32Array {
  const [rows = 0, columns = 0] = SHAPES.get(name) ?? [];
  return Float32Array.from({ length: rows * columns }, (_, at) => Math.sin(1.7 * at + 3 * batch + name.length));
}

/** How many programs some work dispatches on a GPU. */
function dispatchesOf(work: () => void): number {
  const { prototype } = GPUComputePassEncoder;
  const { dispatchWorkgroups } = prototype;
  let count = 0;
  prototype.dispatchWorkgroups = function (...sizes): undefined {
    count++;
    dispatchWorkgroups.apply(this, sizes);
  };
  try {
    work();
  } finally {
    prototype.dispatchWorkgroups = dispatchWorkgroups;
  }
  return count;
}

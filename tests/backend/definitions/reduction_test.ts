/**
 * Sums, means and extremes along axes against their definitions.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { filled, type Filling, fillings } from "./filled.ts";
import { assertExact, assertSums, Sums } from "./sums.ts";

/** A shape and some of its axes. */
const cases = fc.tuple(
  fc.array(fc.tuple(fc.constantFrom(1, 2, 3, 5, 17, 33), fc.boolean()), { minLength: 1, maxLength: 4 }),
  fillings,
);

/** Of more than one part, whether rows or columns are summed. */
const LONG: readonly [number, boolean][][] = [
  [[9001, true]],
  [[2, false], [9001, true]],
  [[301, true], [37, false]],
  [[5001, true], [3, false]],
];

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "reductions are their definitions", async () => {
    await fc.assert(fc.asyncProperty(cases, check), { numRuns: accelerator.name === "cpu" ? 150 : 15 });
  });

  onAccelerator(accelerator, "reductions of many numbers are their definitions", async () => {
    const long = fc.tuple(fc.constantFrom(...LONG), fillings);
    await fc.assert(fc.asyncProperty(long, check), { numRuns: accelerator.name === "cpu" ? 40 : 8 });
  });
}

async function check([axes, filling]: [[number, boolean][], Filling]): Promise<void> {
  const shape = axes.map(([size]) => size), reduced = axes.flatMap(([, reduce], axis) => reduce ? [axis] : []);
  const x = filled(shape, filling);
  const count = reduced.reduce((product, axis) => product * (shape[axis] ?? NaN), 1);
  const results = x.length / count;
  const [sums, means] = [new Sums(results), new Sums(results)];
  const largest = new Float64Array(results).fill(-Infinity), smallest = new Float64Array(results).fill(Infinity);
  x.forEach((value, index) => {
    const at = target(index, axes);
    sums.add(at, value);
    means.add(at, value / count);
    largest[at] = Math.max(largest[at] ?? NaN, value);
    smallest[at] = Math.min(smallest[at] ?? NaN, value);
  });
  const input = tf.tensor(x, shape);
  await assertSums("a sum", tf.sum(input, reduced), sums);
  await assertSums("a mean", tf.mean(input, reduced), means);
  await assertExact("a maximum", tf.max(input, reduced), largest);
  await assertExact("a minimum", tf.min(input, reduced), smallest);
}

/** Index of the result that a number belongs to. */
function target(index: number, axes: readonly [number, boolean][]): number {
  let [at, stride, rest] = [0, 1, index];
  for (const [size, reduce] of axes.toReversed()) {
    if (!reduce) [at, stride] = [at + rest % size * stride, stride * size];
    rest = Math.floor(rest / size);
  }
  return at;
}

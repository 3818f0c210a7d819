/**
 * A step of Adam with a sum of gradients against its definition.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { adamStep } from "../../../backend/operations/adam_step.ts";
import { GradientSum } from "../../../train/optimizer/gradient_sum.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { filled, type Filling, fillings } from "./filled.ts";
import { assertSums, Sums } from "./sums.ts";

interface Parameter {
  readonly shape: number[];
  readonly value: Filling;
  /** Of each batch of a window. */
  readonly gradients: Filling[];
  readonly mean: Filling;
  readonly square: Filling;
  readonly stepSize: number;
  /** How many steps were taken; none, and the moments are zero. */
  readonly steps: number;
  readonly sharesSquare: boolean;
}

const parameters: fc.Arbitrary<Parameter[]> = fc.array(
  fc.record({
    shape: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 3 }),
    value: fillings,
    gradients: fc.array(fillings, { minLength: 1, maxLength: 3 }),
    mean: fillings,
    square: fillings,
    stepSize: fc.constantFrom(1e-6, 1e-3, 0.1),
    steps: fc.constantFrom(0, 1, 100),
    sharesSquare: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

const decays = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "adamStep() is its definition, and leaves what has no gradient where it is", async () => {
    await fc.assert(fc.asyncProperty(parameters, check), { numRuns: accelerator.name === "cpu" ? 150 : 20 });
  });
}

async function check(drawn: Parameter[]): Promise<void> {
  const { beta1, beta2, epsilon } = decays;
  const all = drawn.map(({ shape, stepSize, steps, ...fills }) => {
    // Images have pixels.
    const sharesSquare = fills.sharesSquare && !shape.includes(0);
    const value = filled(shape, fills.value);
    const parts = fills.gradients.map((filling) => filled(shape, filling));
    // In 32 bits, one after the other.
    const gradient = parts.reduce((sum, part) => sum.map((g, at) => g + (part[at] ?? NaN)));
    const moment = (filling: Filling): Float32Array =>
      filled(shape, steps === 0 ? { ...filling, kind: "zero" } : filling);
    const [mean, square] = [moment(fills.mean), moment(fills.square).map(Math.abs)];
    const rootCorrection = Math.sqrt(1 - beta2 ** (steps + 1));
    const variable = (values: Float32Array): tf.Variable => tf.variable(tf.tensor(values, shape), false);
    const tensors = { value: variable(value), mean: variable(mean), square: variable(square) };
    return {
      before: { value, gradient, mean, square },
      step: { ...tensors, gradient: summed(parts, shape), stepSize, rootCorrection, sharesSquare },
    };
  });
  adamStep(all.map(({ step }) => step), decays);
  for (const { before: { value, gradient, mean, square }, step } of all) {
    const [values, means, squares] = [new Sums(value.length), new Sums(value.length), new Sums(value.length)];
    const shared = gradient.reduce((sum, g) => sum + g ** 2, 0) / gradient.length;
    value.forEach((start, at) => {
      const g = gradient[at] ?? NaN;
      means.add(at, beta1 * (mean[at] ?? NaN));
      means.add(at, (1 - beta1) * g);
      squares.add(at, beta2 * (square[at] ?? NaN));
      squares.add(at, (1 - beta2) * (step.sharesSquare ? shared : g ** 2));
      const by = step.stepSize / (Math.sqrt(squares.values[at] ?? NaN) / step.rootCorrection + epsilon);
      values.add(at, start);
      values.add(at, -by * (means.values[at] ?? NaN), by * (means.magnitudes[at] ?? NaN));
    });
    await assertSums("a mean", step.mean, means);
    await assertSums("a square", step.square, squares);
    // A GPU's roots and quotients are off by some units in the last place.
    await assertSums("a value", step.value, values, 32);
    const moved = await step.value.data();
    // What has had no gradient stays where it is, to the bit.
    means.magnitudes.forEach((magnitude, at) => magnitude === 0 && assertEquals(moved[at], value[at]));
  }
  tf.dispose(all.map(({ step: { value, mean, square } }) => [value, mean, square]));
}

/** The sum of gradients of batches as a training makes it. */
function summed(parts: readonly Float32Array[], shape: number[]): tf.Tensor {
  const sum = new GradientSum(new Map([["parameter", { shape }]]));
  parts.forEach((part, batch) => {
    const gradients = new Map([["parameter", tf.tensor(part, shape)]]);
    if (batch < parts.length - 1) sum.add(gradients);
    else sum.complete(gradients);
  });
  return sum.tensors.get("parameter") ?? tf.zeros(shape);
}

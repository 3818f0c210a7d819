import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { clipGradients, type ClipGradientsOptions } from "../../../train/optimizer/clip_gradients.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

type Arrays = readonly (readonly number[])[];

const CPU = { name: "cpu", ignore: false } as const;

/** Two parameters of one size with gradients from tiny to large, and a bound. */
const drawn = fc.tuple(
  fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 4, maxLength: 4 }),
  fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
  fc.array(fc.float({ min: -3, max: 3, noNaN: true }), { minLength: 8, maxLength: 8 }),
  fc.constantFrom(1e-3, 0.1, 1, 20, 1e4),
).map(([large, small, weights, bound]) => ({
  gradients: [large, small],
  parameters: [weights.slice(0, 4), weights.slice(4)],
  bound,
}));

function norm(values: readonly number[]): number {
  return Math.hypot(...values);
}

/** Clipped values of every gradient; no tensor is left over. */
async function clip(gradients: Arrays, parameters: Arrays, options: ClipGradientsOptions): Promise<number[][]> {
  const tensors = tf.memory().numTensors;
  const given = new Map(gradients.map((values, i) => [`p${i}`, tf.tensor1d([...values])]));
  const variables = new Map(
    parameters.map((values, i) => [`p${i}`, tf.tidy(() => tf.variable(tf.tensor1d([...values])))]),
  );
  const clipped = clipGradients(given, variables, options);
  assertEquals([...clipped.keys()], [...given.keys()]);
  const values = await Promise.all([...clipped.values()].map(async (tensor) => [...await tensor.data()]));
  tf.dispose([...given.values(), ...variables.values(), ...clipped.values()]);
  assertEquals(tf.memory().numTensors, tensors);
  return values;
}

function assertClose(actual: Arrays, expected: Arrays): void {
  expected.flat().forEach((value, i) =>
    assertAlmostEquals(actual.flat()[i] ?? NaN, value, 1e-5 * Math.abs(value) + 1e-30)
  );
}

function scaled(values: readonly number[], factor: number): number[] {
  return values.map((value) => value * factor);
}

onAccelerator(CPU, "clipGradients() by norm keeps the direction and bounds the norm over all gradients", async () => {
  await fc.assert(
    fc.asyncProperty(drawn, async ({ gradients, parameters, bound }) => {
      const clipped = await clip(gradients, parameters, { bound, algorithm: "norm" });
      assert(norm(clipped.flat()) <= bound * (1 + 1e-5));
      const factor = Math.min(1, bound / (norm(gradients.flat()) + 1e-6));
      assertClose(clipped, gradients.map((values) => scaled(values, factor)));
      if (factor === 1) assertEquals(clipped, gradients.map((values) => [...values]));
    }),
    { numRuns: 200 },
  );
});

onAccelerator(CPU, "clipGradients() by value bounds each element and leaves the others to the last bit", async () => {
  await fc.assert(
    fc.asyncProperty(drawn, async ({ gradients, parameters, bound }) => {
      const clipped = await clip(gradients, parameters, { bound, algorithm: "value" });
      const expected = gradients.map((values) => values.map((value) => Math.max(-bound, Math.min(bound, value))));
      assertEquals(clipped, expected.map((values) => [...new Float32Array(values)]));
    }),
    { numRuns: 200 },
  );
});

onAccelerator(CPU, "clipGradients() by agc bounds each gradient's norm relative to its parameter's", async () => {
  await fc.assert(
    fc.asyncProperty(drawn, async ({ gradients, parameters, bound }) => {
      const clipped = await clip(gradients, parameters, { bound, algorithm: "agc" });
      gradients.forEach((values, i) => {
        const limit = bound * Math.max(norm(parameters[i] ?? []), 1e-3);
        assert(norm(clipped[i] ?? []) <= limit * (1 + 1e-5));
        assertClose([clipped[i] ?? []], [scaled(values, Math.min(1, limit / norm(values) || 1))]);
        if (norm(values) < limit * 0.999) assertEquals(clipped[i], [...values]);
      });
    }),
    { numRuns: 200 },
  );
});

for (const accelerator of ACCELERATORS) {
  // Of norm and value made by torch 1.13's clip_grad_norm_ and clip_grad_value_; of agc by hand: ‖g‖ = √160, ‖p‖ = ½.
  const expected = {
    norm: [[-1.2972971200942993, 0.4324323832988739], [1.4594593048095703]],
    value: [[-2, 2], [2]],
    agc: [[-12 / Math.sqrt(160), 4 / Math.sqrt(160)], [2e-3]],
  };
  for (const algorithm of ["norm", "value", "agc"] as const) {
    onAccelerator(accelerator, `clipGradients() by ${algorithm} gives known numbers`, async () => {
      const parameters = [[0.3, 0.4], [0]];
      const clipped = await clip([[-12, 4], [13.5]], parameters, { bound: 2, algorithm });
      assertClose(clipped, expected[algorithm]);
    });

    onAccelerator(accelerator, `clipGradients() by ${algorithm} leaves gradients of 0 at 0`, async () => {
      assertEquals(await clip([[0, 0]], [[0, 0]], { bound: 1e-6, algorithm }), [[0, 0]]);
    });
  }
}

onAccelerator(CPU, "clipGradients() by norm adds PyTorch's 1e-6 to the norm", async () => {
  assertClose(await clip([[1e-6]], [[0]], { bound: 1e-6, algorithm: "norm" }), [[0.5e-6]]);
});

onAccelerator(CPU, "clipGradients() returns new tensors that outlive the given ones", async () => {
  const gradient = tf.tensor1d([0.5]);
  const clipped = clipGradients(new Map([["p0", gradient]]), new Map(), { bound: 1, algorithm: "norm" });
  gradient.dispose();
  assertEquals(await clipped.get("p0")?.data(), new Float32Array([0.5]));
});

onAccelerator(CPU, "clipGradients() refuses a bound that is none and, for agc, a name of no parameter", () => {
  const gradients = new Map([["p0", tf.scalar(1)]]);
  assertThrows(
    () => clipGradients(gradients, new Map(), { bound: 0, algorithm: "norm" }),
    RangeError,
    "Cannot clip gradients as the bound must be above 0: current value is 0",
  );
  assertThrows(
    () => clipGradients(gradients, new Map(), { bound: 1, algorithm: "agc" }),
    RangeError,
    'Cannot clip gradients as no parameter has the name: current value is "p0"',
  );
  return Promise.resolve();
});

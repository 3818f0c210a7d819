import * as tf from "@tensorflow/tfjs";
import { assert } from "@std/assert";
import fc from "fast-check";
import { assertThreadsAgree, onBoth } from "../against_stock.ts";
import { assertEachClose } from "../assert_each_close.ts";

const FUNCTIONS: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  relu: tf.relu,
  sigmoid: tf.sigmoid,
  tanh: tf.tanh,
  softplus: tf.softplus,
  exp: tf.exp,
  log: tf.log,
  sin: tf.sin,
  cos: tf.cos,
  sqrt: tf.sqrt,
  rsqrt: tf.rsqrt,
  square: tf.square,
  abs: tf.abs,
  neg: tf.neg,
  reciprocal: tf.reciprocal,
  sign: tf.sign,
  step: tf.step,
  "step with a slope": (x) => tf.step(x, 0.25),
  clipByValue: (x) => tf.clipByValue(x, -0.5, 1.25),
};

/** Where a gradient is a difference of numbers up to 1, y · (1 − y) or 1 − y², which may cancel. */
const CANCELLING: Readonly<Record<string, (x: number) => boolean>> = { sigmoid: (x) => x > 0, tanh: () => true };

const SPECIAL = [0, -0, 1, -1, Infinity, -Infinity, NaN, 1e-40, -1e-40, 1.2e-38, 1e6, -1e6, 88.7, -87.3, -103, 0.625];

const numbers = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.float({ min: -8, max: 8, noNaN: true }) },
    { weight: 2, arbitrary: fc.float({ min: -1e4, max: 1e4, noNaN: true }) },
    fc.constantFrom(...SPECIAL.map(Math.fround)),
  ),
  { maxLength: 70 },
);

for (const [name, f] of Object.entries(FUNCTIONS)) {
  Deno.test(`${name} and its gradient are those of tensorflow.js`, async () => {
    await fc.assert(
      fc.asyncProperty(numbers, async (values) => {
        assertEachClose(await onBoth(() => [f(tf.tensor1d(values))]));
        const inner = values.filter((value) => Math.abs(value) > 0.01 && Math.abs(value) < 80);
        const cancels = CANCELLING[name] ?? (() => false);
        const gradient = (x: readonly number[]): tf.Tensor => tf.grad((at) => f(at))(tf.tensor1d([...x]));
        assertEachClose(await onBoth(() => [gradient(inner.filter((x) => !cancels(x)))]));
        assertEachClose(await onBoth(() => [gradient(inner.filter(cancels))]), 1e-5, 1);
      }),
      { numRuns: 40 },
    );
  });
}

/** Where the polynomials serve, and what the error may be in units of the last place. */
const RANGES: Readonly<Record<string, readonly [(x: number) => number, number, number, number]>> = {
  exp: [Math.exp, -87, 88.5, 2],
  log: [Math.log, 1e-37, 1e3, 2],
  sigmoid: [(x) => 1 / (1 + Math.exp(-x)), -80, 80, 3],
  tanh: [Math.tanh, -10, 10, 3],
  softplus: [(x) => Math.log1p(Math.exp(x)), -80, 80, 4],
  sin: [Math.sin, -1e4, 1e4, 2],
  cos: [Math.cos, -1e4, 1e4, 2],
};

for (const [name, [f, low, high, most]] of Object.entries(RANGES)) {
  Deno.test(`${name} is right to ${most} units in the last place from ${low} to ${high}`, async () => {
    const x = Float32Array.from([...spread(low, high), ...ofAnySize().filter((value) => value > low && value < high)]);
    const { ours: [y = x] } = await onBoth(() => [FUNCTIONS[name]?.(tf.tensor1d(x)) ?? tf.scalar(0)]);
    const errors = x.map((value, index) => Math.abs((y[index] ?? NaN) - f(value)) / lastPlace(f(value)));
    assert(errors.every((error) => error <= most), `${Math.max(...errors)}`);
  });
}

Deno.test("unary kernels take the largest numbers as tensorflow.js does", async () => {
  for (const [name, f] of Object.entries(FUNCTIONS)) {
    if (name !== "sin" && name !== "cos") assertEachClose(await onBoth(() => [f(tf.tensor1d([3e38, -3e38, 1e20]))]));
  }
});

Deno.test("sin and cos of large numbers stay bounded, and right to 1e-6 up to 1e6", async () => {
  const x = Float32Array.from({ length: 4000 }, (_, index) => 1e6 * Math.sin(index));
  assertEachClose(await onBoth(() => [tf.sin(tf.tensor1d(x)), tf.cos(tf.tensor1d(x))]), 1e-6);
  const { ours } = await onBoth(() => [tf.sin(tf.tensor1d([1e12, 1e20, 3e38, -3e38]))]);
  assert(ours[0]?.every((value) => Math.abs(value) <= 1));
});

Deno.test("unary kernels give the same bits for any number of threads", async () => {
  const x = Float32Array.from({ length: 40_003 }, (_, index) => 20 * Math.sin(index));
  await assertThreadsAgree(() => Object.values(FUNCTIONS).map((f) => f(tf.tensor1d(x))));
});

function spread(low: number, high: number): number[] {
  return Array.from({ length: 20_000 }, (_, index) => low + (high - low) * ((index * 0.6180339887) % 1));
}

/** Numbers of every order of magnitude, of either sign: small ones have as many digits as large ones. */
function ofAnySize(): number[] {
  return spread(-37, 38).map((power, index) => index % 2 === 0 ? 10 ** power : -(10 ** power));
}

/** The distance of the float32 numbers around a number. */
function lastPlace(x: number): number {
  return 2 ** (Math.floor(Math.log2(Math.max(Math.abs(x), 1.2e-38))) - 23);
}

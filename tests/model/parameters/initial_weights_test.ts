import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { initialWeights } from "../../../model/parameters/initial_weights.ts";
import type { ParameterSpec } from "../../../model/parameters/parameter_spec.ts";

const NORMAL: ParameterSpec = {
  name: "normal",
  shape: [64, 32, 3, 3],
  initial: { kind: "normal", deviation: 0.25 },
};
const UNIFORM: ParameterSpec = { name: "uniform", shape: [1000], initial: { kind: "uniform", bound: 0.1 } };
const CONSTANT: ParameterSpec = { name: "constant", shape: [3], initial: { kind: "constant", value: 1 } };
const SPECS = [NORMAL, UNIFORM, CONSTANT];

function valuesOf(seed: number, spec: ParameterSpec): Float32Array {
  return initialWeights(SPECS, seed).get(spec.name)?.data ?? new Float32Array();
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

Deno.test("initialWeights() draws normal values: deviation, skewness 0, kurtosis 3, neighbours independent", () => {
  const values = valuesOf(2, NORMAL);
  const moment = (power: number): number => mean(values.map((value) => (value / 0.25) ** power));
  // Three standard errors of 18 432 values: 1/√n, √(2/n), √(6/n), √(24/n), though √(15/n) and √(96/n) about a known mean.
  assertAlmostEquals(moment(1), 0, 0.022);
  assertAlmostEquals(moment(2), 1, 0.031);
  assertAlmostEquals(moment(3), 0, 0.086);
  assertAlmostEquals(moment(4), 3, 0.22);
  assertAlmostEquals(mean(values.map((value, k) => value * (values[k + 1] ?? 0))) / 0.25 ** 2, 0, 0.022);
});

Deno.test("initialWeights() draws uniform values between the bounds", () => {
  const values = valuesOf(2, UNIFORM);
  assert(values.every((value) => Math.abs(value) <= 0.1) && values.some((value) => Math.abs(value) > 0.09));
  assertAlmostEquals(mean(values), 0, 0.006);
  assertAlmostEquals(mean(values.map((value) => value ** 2)) / (0.1 ** 2 / 3), 1, 0.09);
});

Deno.test("initialWeights() fills a constant parameter with its value", () => {
  assertEquals(initialWeights(SPECS, 1).get(CONSTANT.name), { shape: [3], data: new Float32Array([1, 1, 1]) });
});

Deno.test("initialWeights() gives a parameter the same values whichever others there are", () => {
  assertEquals(initialWeights([NORMAL], 3).get(NORMAL.name), initialWeights(SPECS.toReversed(), 3).get(NORMAL.name));
});

Deno.test("initialWeights() draws other values for parameters of equal shape, and for seeds that share 32 bits", () => {
  const twins = [{ ...UNIFORM, name: "a" }, { ...UNIFORM, name: "b" }];
  const drawn = initialWeights(twins, 3);
  assertNotEquals(drawn.get("a"), drawn.get("b"));
  assertNotEquals(initialWeights(SPECS, 3), initialWeights(SPECS, 3 + 2 ** 32));
});

Deno.test("initialWeights() is a function of the seed", () => {
  assertEquals(initialWeights(SPECS, 7), initialWeights(SPECS, 7));
  assertNotEquals(valuesOf(7, UNIFORM), valuesOf(8, UNIFORM));
});

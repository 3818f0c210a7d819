import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { initialWeights } from "../../model/initialise.ts";

const SPECS = [
  { name: "autoencoder.encoder.blocks.0.conv1.weight", shape: [64, 32, 3, 3], fanIn: 288 },
  { name: "autoencoder.decoder_phase.phase.conv1.weight", shape: [64, 32, 3, 3], fanIn: 288 },
  { name: "autoencoder.encoder.blocks.0.conv1.bias", shape: [1000], fanIn: 100 },
  { name: "autoencoder.decoder_amp.amp.conv1.bias", shape: [2], fanIn: 100 },
  { name: "autoencoder.decoder_amp.amp.conv2.bias", shape: [1], fanIn: 100 },
  { name: "autoencoder.decoder_phase.phase.conv2.bias", shape: [1], fanIn: 100 },
] as const;

function valuesOf(seed: number, name: string): Float32Array {
  return initialWeights(SPECS, seed).get(name)?.data ?? new Float32Array();
}

function deviation(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
}

Deno.test("initialWeights() draws convolutions with variance 2 / fanIn, those of a head with a hundredth of it", () => {
  const [body, head] = [valuesOf(1, SPECS[0].name), valuesOf(1, SPECS[1].name)];
  // 18 432 values: the deviation is known to half a percent.
  assertAlmostEquals(deviation(body) / Math.sqrt(2 / 288), 1, 0.02);
  assertAlmostEquals(deviation(head) / Math.sqrt(2 / 288), 0.1, 0.002);
  assertAlmostEquals(body.reduce((sum, value) => sum + value, 0) / body.length, 0, 0.003);
});

Deno.test("initialWeights() draws biases within ±1/√fanIn and starts the amplitude head at 1", () => {
  const bias = valuesOf(1, SPECS[2].name);
  assert(bias.every((value) => Math.abs(value) <= 0.1) && bias.some((value) => Math.abs(value) > 0.09));
  assertEquals([...valuesOf(1, SPECS[3].name), ...valuesOf(1, SPECS[4].name)], [1, 1, 1]);
  assert(Math.abs(valuesOf(1, SPECS[5].name)[0] ?? NaN) <= 0.1);
});

Deno.test("initialWeights() draws a normal distribution: skewness 0, kurtosis 3, neighbours independent", () => {
  const values = valuesOf(2, SPECS[0].name);
  const sigma = deviation(values);
  const moment = (power: number): number =>
    values.reduce((sum, value) => sum + (value / sigma) ** power, 0) / values.length;
  // Of 18 432 values: three standard errors, √(6/n) and √(24/n) each.
  assertAlmostEquals(moment(3), 0, 0.055);
  assertAlmostEquals(moment(4), 3, 0.11);
  const pairs = values.slice(1).reduce((sum, value, k) => sum + value * (values[k] ?? NaN), 0);
  assertAlmostEquals(pairs / (sigma ** 2 * values.length), 0, 0.023);
});

Deno.test("initialWeights() draws a uniform distribution: variance a third of the bound's square", () => {
  const values = valuesOf(2, SPECS[2].name);
  assertAlmostEquals(deviation(values) ** 2 / (0.1 ** 2 / 3), 1, 0.09);
  assertAlmostEquals(values.reduce((sum, value) => sum + value, 0) / values.length, 0, 0.006);
});

Deno.test("initialWeights() gives a parameter the same values whichever others there are", () => {
  const [first] = SPECS;
  assertEquals(initialWeights([first], 3).get(first.name), initialWeights(SPECS.toReversed(), 3).get(first.name));
});

Deno.test("initialWeights() draws other numbers for parameters of equal shape, and for seeds that share 32 bits", () => {
  const [a, b] = ["a.weight", "b.weight"].map((name) => ({ name, shape: [4, 4, 3, 3], fanIn: 36 }));
  const drawn = initialWeights([a, b].filter((spec) => spec !== undefined), 3);
  assertNotEquals(drawn.get("a.weight"), drawn.get("b.weight"));
  assertNotEquals(initialWeights(SPECS, 3), initialWeights(SPECS, 3 + 2 ** 32));
});

Deno.test("initialWeights() is a function of the seed", () => {
  assertEquals(initialWeights(SPECS, 7), initialWeights(SPECS, 7));
  assertNotEquals(valuesOf(7, SPECS[2].name), valuesOf(8, SPECS[2].name));
});

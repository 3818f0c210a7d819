import { assert, assertEquals, assertLess, assertNotEquals, assertThrows } from "@std/assert";
import { logPoisson } from "../../../data/random/poisson.ts";
import { Random, range } from "../../../data/random/random.ts";

function draw(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}

Deno.test("Random gives the same numbers for the same seed and name, and others otherwise", () => {
  const first = (seed: number, name: string): number[] => {
    const random = new Random(seed, name);
    return draw(5, () => random.uniform());
  };
  assertEquals(first(1, "order"), first(1, "order"));
  const streams = [first(1, "order"), first(2, "order"), first(1, "split"), first(2 ** 32 + 1, "order")];
  assertEquals(new Set(streams.flat()).size, 20);
});

Deno.test("Random.uniform() fills [0, 1) evenly", () => {
  const random = new Random(3, "uniform");
  const values = draw(100_000, () => random.uniform());
  assert(values.every((value) => value >= 0 && value < 1));
  const bins = new Array(10).fill(0);
  for (const value of values) bins[Math.floor(10 * value)]++;
  const chiSquare = bins.reduce((sum, bin) => sum + (bin - 10_000) ** 2 / 10_000, 0);
  assertLess(chiSquare, 27.9); // the 99.9 % quantile for 9 degrees of freedom
});

Deno.test("Random.normal() has mean 0, variance 1 and the kurtosis of a Gaussian", () => {
  const random = new Random(4, "normal");
  const values = draw(200_000, () => random.normal());
  const { mean, variance } = moments(values);
  assertLess(Math.abs(mean), 5 / Math.sqrt(2e5));
  assertLess(Math.abs(variance - 1), 5 * Math.sqrt(2 / 2e5));
  const fourth = values.reduce((sum, value) => sum + value ** 4, 0) / 2e5;
  assertLess(Math.abs(fourth - 3), 5 * Math.sqrt(96 / 2e5));
});

Deno.test("Random.poisson() has the mean and the variance of its mean, small or large", () => {
  for (const mean of [0.01, 1, 9.99, 10.01, 37.5, 1e3, 1e6, 1e12]) {
    const random = new Random(5, `poisson ${mean}`);
    const count = 50_000;
    const values = draw(count, () => random.poisson(mean));
    assert(values.every((value) => Number.isInteger(value) && value >= 0), `whole numbers at ${mean}`);
    const found = moments(values);
    assertLess(Math.abs(found.mean - mean), 5 * Math.sqrt(mean / count), `mean at ${mean}`);
    const spread = Math.sqrt((2 * mean * mean + mean) / count);
    assertLess(Math.abs(found.variance - mean), 5 * spread, `variance at ${mean}`);
  }
});

Deno.test("Random.poisson() follows the Poisson probabilities, on both sides of the change of method", () => {
  for (const mean of [3, 12]) {
    const random = new Random(6, `poisson ${mean}`);
    const count = 100_000;
    const seen = new Map<number, number>();
    for (let i = 0; i < count; i++) {
      const k = random.poisson(mean);
      seen.set(k, (seen.get(k) ?? 0) + 1);
    }
    for (let k = 0; k <= 2 * mean; k++) {
      let probability = Math.exp(-mean);
      for (let i = 1; i <= k; i++) probability *= mean / i;
      assertLess(Math.abs(Math.exp(logPoisson(k, mean)) / probability - 1), 1e-12, `formula at ${k}`);
      const spread = Math.sqrt(count * probability);
      assertLess(Math.abs((seen.get(k) ?? 0) - count * probability), 5 * spread, `${k} at mean ${mean}`);
    }
  }
});

Deno.test("Random.poisson() refuses means that are none", () => {
  const random = new Random(7, "poisson");
  assertEquals(random.poisson(0), 0);
  for (const mean of [-1, NaN, Infinity]) {
    const message = `its mean must be finite and 0 or more: current value is ${mean}`;
    assertThrows(() => random.poisson(mean), RangeError, message);
  }
});

Deno.test("Random.shuffle() puts every element in every place equally often", () => {
  const random = new Random(8, "shuffle");
  const seen = new Array(16).fill(0);
  for (let i = 0; i < 16_000; i++) random.shuffle(range(4)).forEach((element, place) => seen[4 * element + place]++);
  for (const count of seen) assertLess(Math.abs(count - 4000), 5 * Math.sqrt(3000));
  const long = random.shuffle(range(1000));
  assertNotEquals(long, range(1000));
  assertEquals(long.toSorted(), range(1000));
});

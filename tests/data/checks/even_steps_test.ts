import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { evenStep } from "../../../data/checks/even_steps.ts";
import { realArray } from "../../../data/formats/npy_encode.ts";
import { range } from "../../../data/random/random.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { countsOf, good, oddScan } from "./odd_scan.ts";

const SHAPE = [9, 64, 64];
const counts = countsOf(good);

async function warningsOf(values: Float32Array, measurement: "amplitude" | "intensity"): Promise<readonly string[]> {
  return (await oddScan({ diffraction: realArray(values, SHAPE) }, { measurement })).warnings;
}

Deno.test("evenStep() finds the step of counts with a gain or without a background, and none of their roots", () => {
  const whole = [...range(40)].slice(1);
  assertAlmostEquals(evenStep(Float32Array.from(whole, (count) => 3.7 * count)) ?? NaN, 3.7, 1e-5);
  assertAlmostEquals(evenStep(Float32Array.from(whole, (count) => count - 0.37)) ?? NaN, 1, 1e-5);
  assertAlmostEquals(evenStep([0.25, 0.5, 1, 2.75, 3, 9]) ?? NaN, 0.25);
  assertEquals(evenStep(Float32Array.from(whole, Math.sqrt)), null);
  assertEquals(evenStep(Float32Array.from(whole, (count) => 0.731 * Math.sqrt(count))), null);
  // Rounded to decimals is anything; few numbers are even by chance.
  assertEquals(evenStep([0.01, 0.02, 0.05, 0.13, 0.14, 0.9]), null);
  assertEquals(evenStep([0.25, 0.5, 1, 2.75]), null);
});

Deno.test("loadScan() shows whole numbers as whole, also where their root was taken and squared again", async () => {
  const squares = good.amplitude.map((value) => value ** 2 * (1 + 1e-7));
  const greatest = counts.reduce((most, count) => Math.max(most, count), 0);
  assertMatch((await warningsOf(squares, "amplitude"))[0] ?? "", new RegExp(`up to ${greatest} \\(f4\\) and`));
});

Deno.test("loadScan() takes counts with a gain, averaged, or without their background for intensities", async () => {
  const changes: ((count: number) => number)[] = [
    (count) => 3.7 * count,
    (count) => count / 4,
    (count) => Math.max(0, count - 0.37),
  ];
  for (const change of changes) {
    const values = counts.map(change);
    assertEquals(await warningsOf(values, "intensity"), [], String(change));
    const [warning = "", ...more] = await warningsOf(values, "amplitude");
    assertEquals(more, []);
    assertEquals(
      warning.split(" up to ")[0],
      "diffraction holds evenly spaced numbers, as counts with a gain or less a background,",
    );
  }
});

Deno.test("loadScan() tells counts from amplitudes where a pattern has fifty photons", async () => {
  const faint = simulateScan({ patchSize: 64, patterns: 9, photons: 50, seed: 4 });
  const sparse = countsOf(faint);
  assert(sparse.filter((count) => count > 1).length < 200);
  const [warning = "", ...more] = await warningsOf(sparse, "amplitude");
  assertMatch(warning, /^diffraction holds whole numbers up to \d+ \(f4\) and is read as amplitudes/);
  assertEquals(more, []);
  assertEquals(await warningsOf(faint.amplitude, "amplitude"), []);
  assertEquals(await warningsOf(sparse, "intensity"), []);
  // 0 and 1 are their own roots.
  assertEquals(await warningsOf(sparse.map((count) => Math.min(count, 1)), "amplitude"), []);
});

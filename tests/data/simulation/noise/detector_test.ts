import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Detector, type DetectorRecipe } from "../../../../data/simulation/noise/detector.ts";

const SIZE = 32;

/** Counts of some patterns that expect so many photons in every pixel. */
function counted(recipe: DetectorRecipe, expected: number, patterns = 20): Float64Array {
  const detector = new Detector(recipe, SIZE, 5);
  const into = new Float32Array(SIZE * SIZE);
  const all: number[] = [];
  for (let pattern = 0; pattern < patterns; pattern++) {
    detector.record(new Float64Array(SIZE * SIZE).fill(expected), into);
    all.push(...into.map((amplitude) => amplitude ** 2));
  }
  return Float64Array.from(all);
}

function moments(values: Float64Array): readonly [mean: number, variance: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length];
}

Deno.test("Detector counts photons and background by Poisson's law", () => {
  for (const [expected, background] of [[3, 0], [3, 2], [0, 0.5], [50, 30]] as const) {
    const [mean, variance] = moments(counted({ background }, expected));
    const wanted = expected + background;
    const error = Math.sqrt(wanted / (20 * SIZE ** 2));
    assertAlmostEquals(mean, wanted, 5 * error);
    assertAlmostEquals(variance, wanted, 0.05 * wanted);
  }
});

Deno.test("Detector adds read-out noise of its standard deviation to the counts, and records nothing below 0", () => {
  const sigma = 4;
  const [mean, variance] = moments(counted({ readoutNoise: sigma, background: 100 }, 0));
  assertAlmostEquals(mean, 100, 0.5);
  assertAlmostEquals(Math.sqrt(variance - 100), sigma, 0.4);
  // Of no light a half is below 0; the mean of the other half is σ/√2π of all.
  const dark = counted({ readoutNoise: sigma }, 0);
  assertAlmostEquals(dark.filter((value) => value === 0).length / dark.length, 0.5, 0.02);
  assertAlmostEquals(moments(dark)[0], sigma / Math.sqrt(2 * Math.PI), 0.05);
});

Deno.test("Detector masks what lies behind the stop and what is dead, which counts nothing, and no other pixel", () => {
  const { mask } = new Detector({ beamStop: 9, deadPixels: 13 }, SIZE, 3);
  assert(mask);
  let [behind, dead] = [0, 0];
  mask.forEach((valid, i) => {
    const radius = Math.hypot(i % SIZE - SIZE / 2, Math.floor(i / SIZE) - SIZE / 2);
    if (radius <= 4.5) {
      assertEquals(valid, 0);
      behind++;
    } else if (valid === 0) dead++;
  });
  assertAlmostEquals(behind, Math.PI * 4.5 ** 2, 6);
  // One or another may lie behind the stop.
  assert(dead > 8 && dead <= 13, `${dead}`);
  const counts = counted({ beamStop: 9, deadPixels: 13 }, 100, 1);
  counts.forEach((value, i) =>
    assertEquals(value === 0, new Detector({ beamStop: 9, deadPixels: 13 }, SIZE, 5).mask?.[i] === 0)
  );
  assertEquals(new Detector({}, SIZE, 3).mask, null);
  assertEquals(new Detector({ background: 1 }, SIZE, 3).mask, null);
});

Deno.test("Detector counts the same photons in what is left, whatever is masked", () => {
  const [whole, stopped] = [counted({}, 20, 2), counted({ beamStop: 12 }, 20, 2)];
  whole.forEach((value, i) => assert((stopped[i] ?? NaN) === value || stopped[i] === 0));
});

Deno.test("Detector refuses what is no detector", () => {
  const cases: readonly (readonly [DetectorRecipe, string])[] = [
    [{ beamStop: -1 }, "as beamStop must be from 0 to 1e+30: current value is -1"],
    [{ background: NaN }, "as background must be from 0 to 1e+30: current value is NaN"],
    [{ readoutNoise: Infinity }, "as readoutNoise must be from 0 to 1e+30: current value is Infinity"],
    [
      { deadPixels: 1.5 },
      "as deadPixels must be a whole number below the 1024 pixels of a pattern: current value is 1.5",
    ],
    [{ deadPixels: 1024 }, "current value is 1024"],
    [{ beamStop: 64 }, "no pixel of 32 × 32 is left to count photons: beamStop is 64 px, deadPixels 0"],
  ];
  for (const [recipe, message] of cases) assertThrows(() => new Detector(recipe, SIZE, 1), RangeError, message);
});

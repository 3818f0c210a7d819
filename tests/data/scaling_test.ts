import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { modeIntensity, modePower } from "../../data/arrays/orthogonal_modes.ts";
import { inputScaleOfEach, meanInputEnergy, normalizeProbe, probeMask, sampleScales } from "../../data/scaling.ts";
import type { SciencePayload } from "../../config/payload.ts";
import type { ComplexImage } from "../../data/complex_image.ts";
import { heldFrames } from "../../data/frames/frames.ts";
import { type PatternStatistics, patternStatistics } from "../../data/frames/pattern_statistics.ts";
import { sciencePayload } from "./science_payload.ts";

/** Each pattern is a sample. */
const ALONE = { members: Int32Array.of(0, 1), channels: 1 };

// Two patterns of 4 × 4 with energies 16 and 64.
const patterns = statisticsOf(new Float32Array(32).fill(1).fill(2, 16));
const probe = { height: 4, width: 4, re: new Float32Array(16).fill(3), im: new Float32Array(16).fill(-4) };

function statisticsOf(amplitude: Float32Array): PatternStatistics {
  return patternStatistics(heldFrames(amplitude, 4));
}

Deno.test("sampleScales() brings the mean energy to (N/2)², or the greatest amplitude to 1", () => {
  assertEquals(sampleScales(patterns, sciencePayload().data), { inputScale: Math.sqrt(4 / 40), physicsScale: 1 });
  const config = sciencePayload({ dataScaling: "max", photons: 160 }).data;
  assertEquals(sampleScales(patterns, config), { inputScale: 0.5, physicsScale: 2 });
});

Deno.test("sampleScales() makes the mean energy the photons given", () => {
  const { physicsScale } = sampleScales(patterns, sciencePayload({ photons: 1e9 }).data);
  assertAlmostEquals(physicsScale ** 2 * 40, 1e9, 1e-3);
});

Deno.test("inputScaleOfEach() scales every pattern by itself", () => {
  assertEquals(inputScaleOfEach(patterns, ALONE, sciencePayload().data), Float32Array.of(0.5, 0.25));
  assertEquals(inputScaleOfEach(patterns, ALONE, sciencePayload({ dataScaling: "max" }).data), Float32Array.of(1, 0.5));
  const dark = statisticsOf(new Float32Array(32).fill(1, 0, 16));
  const message = "Cannot scale sample 1 by itself as it is zero everywhere";
  assertThrows(() => inputScaleOfEach(dark, ALONE, sciencePayload().data), RangeError, message);
});

Deno.test("inputScaleOfEach() scales a group by the mean energy of its patterns, or by the greatest amplitude", () => {
  const pairs = { members: Int32Array.of(0, 1, 1, 1), channels: 2 };
  const scales = inputScaleOfEach(patterns, pairs, sciencePayload().data);
  assertEquals(scales, Float32Array.of(Math.sqrt(4 / 40), 0.25));
  assertEquals(
    inputScaleOfEach(patterns, pairs, sciencePayload({ dataScaling: "max" }).data),
    Float32Array.of(0.5, 0.5),
  );
});

Deno.test("meanInputEnergy() is that of the patterns as they go into the network, each with the scale of its sample", () => {
  const samples = { members: Int32Array.of(0, 1, 1, 1), channels: 2, inputScale: Float32Array.of(2, 0.5) };
  assertEquals(
    meanInputEnergy(patterns, samples, sciencePayload({ dataScaling: "max" }).data),
    (64 + 256 + 16 + 16) / 4,
  );
  assertEquals(meanInputEnergy(patterns, samples, sciencePayload().data), 4);
});

Deno.test("probeMask() is all ones unless it is on, then a soft disk of half the patch", () => {
  assert(probeMask(64, sciencePayload().data).every((value) => value === 1));
  const mask = probeMask(64, sciencePayload({ probeMask: true }).data);
  const at = (column: number): number => mask[32 * 64 + column] ?? NaN;
  assertAlmostEquals(Math.max(...mask), 1, 1e-7);
  assertAlmostEquals(at(32), 1, 1e-6);
  assertEquals([at(16), at(48)].map((value) => value > 0.4 && value < 0.7), [true, true]);
  assertLess(at(32 + 21), 1e-4);
  // The area of a disk of diameter 32 is what a blur of unit sum keeps.
  const area = mask.reduce((sum, value) => sum + value, 0);
  assertLess(Math.abs(area / (Math.PI * 256) - 1), 0.02);
});

Deno.test("probeMask() takes its diameter and sigma from the configuration", () => {
  const mask = probeMask(64, sciencePayload({ probeMask: true, probeMaskDiameter: 10, probeMaskSigma: 0 }).data);
  mask.forEach((value, i) => {
    const radius = Math.hypot(Math.floor(i / 64) - 32, i % 64 - 32);
    assertEquals(value, radius <= 5 ? 1 : 0);
  });
});

Deno.test("normalizeProbe() lets an object of amplitude 1 diffract the energy that inputScale makes of a pattern", () => {
  const mask = Float32Array.from({ length: 16 }, (_, i) => i < 8 ? 1 : 0.5);
  const { data } = sciencePayload({ probeScale: 4 });
  const made = normalizeProbe([probe], { mask, config: data, inputEnergy: (4 / 2) ** 2, validShares: null });
  const energy = modeIntensity(made).reduce((sum, value, i) => sum + ((mask[i] ?? 0) / 4) ** 2 * value, 0);
  assertAlmostEquals(energy, (4 / 2) ** 2, 1e-5);
});

Deno.test("normalizeProbe() counts what the valid pixels get of the probe's light", () => {
  const { data } = sciencePayload();
  const mask = new Float32Array(16).fill(1);
  // A plane wave: all its light falls on the direct beam, at [2, 2]; a point lights every pixel alike.
  const point = {
    ...probe,
    re: Float32Array.from({ length: 16 }, (_, i) => i === 10 ? 8 : 0),
    im: new Float32Array(16),
  };
  const options = { mask, config: data, inputEnergy: 4 };
  const energy = (modes: readonly ComplexImage[]): number => modes.reduce((sum, mode) => sum + modePower(mode), 0);
  const half = Float64Array.from({ length: 16 }, (_, i) => Number(i >= 8));
  assertAlmostEquals(
    energy(normalizeProbe([probe], { ...options, validShares: half })) / data.probeScale ** 2,
    4,
    1e-5,
  );
  assertAlmostEquals(
    energy(normalizeProbe([point], { ...options, validShares: half })) / data.probeScale ** 2,
    8,
    1e-5,
  );
  const quarter = half.map((share) => share / 2);
  assertAlmostEquals(
    energy(normalizeProbe([point], { ...options, validShares: quarter })) / data.probeScale ** 2,
    16,
    1e-5,
  );
  const stopped = { ...options, validShares: half.map((share) => 1 - share) };
  const message = "Cannot normalise the probe as all its light falls on masked pixels";
  assertThrows(() => normalizeProbe([probe], stopped), RangeError, message);
  // Modes count together: the wave all of its light, the point that of the valid half.
  assertAlmostEquals(
    energy(normalizeProbe([probe, point], { ...options, validShares: null })) / data.probeScale ** 2,
    4,
    1e-5,
  );
  const both = energy(normalizeProbe([probe, point], { ...options, validShares: half })) / data.probeScale ** 2;
  assertAlmostEquals(both, 4 * (400 + 64) / (400 + 64 / 2), 1e-4);
});

function normalised(mask: Float32Array, data: Partial<SciencePayload["data"]>): ComplexImage {
  const options = { mask, config: sciencePayload(data).data, inputEnergy: 4, validShares: null };
  return normalizeProbe([probe], options)[0] ?? probe;
}

Deno.test("normalizeProbe() divides by probeScale times the mean of |mask · probe|, and leaves the mask to the model", () => {
  const ones = new Float32Array(16).fill(1);
  const whole = normalised(ones, { probeScale: 4, probeNormalize: true });
  assertAlmostEquals(whole.re[5] ?? NaN, 3 / (4 * 5), 1e-7);
  assertAlmostEquals(whole.im[5] ?? NaN, -4 / (4 * 5), 1e-7);
  const half = ones.map((_, i) => i < 8 ? 1 : 0);
  const masked = normalised(half, { probeScale: 1, probeNormalize: true });
  assertAlmostEquals(masked.re[15] ?? NaN, 3 / 2.5, 1e-6);
  assertEquals(normalised(ones, { probeNormalize: false }), probe);
  const message = "Cannot normalise the probe as it is zero wherever the probe mask is not";
  assertThrows(() => normalised(new Float32Array(16), {}), RangeError, message);
});

/**
 * What every field of the data section does to the samples. Those that say which file is read are proven by trainings, in
 * `tests/train/data_knobs_test.ts`.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import type { SciencePayload } from "../../config/payload.ts";
import { modeIntensity, modePower } from "../../data/arrays/orthogonal_modes.ts";
import { patternImage } from "../../data/patterns.ts";
import { prepareSamples, type Samples } from "../../data/samples.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { knob } from "../knob.ts";
import { sciencePayload } from "./science_payload.ts";

const SEED = 1;
const N = 64;
const scan = simulateScan({ patchSize: N, patterns: 12, photons: 1e5, seed: 3 });

function samplesWith(data: Partial<SciencePayload["data"]>, model: Partial<SciencePayload["model"]> = {}): Samples {
  return prepareSamples(scan, sciencePayload(data, model), { seed: SEED });
}

/** The scan, its patterns ten times nearer to the first one. */
function alike({ amplitude, ...rest }: typeof scan): typeof scan {
  const near = amplitude.map((value, i) => 0.9 * (amplitude[i % N ** 2] ?? NaN) + 0.1 * value);
  return { ...rest, amplitude: near };
}

/** Which patterns of the scan were taken. */
function taken({ x }: Samples): number[] {
  return [...x].map((value) => scan.x.indexOf(value));
}

/** Σx² of a pattern's network input. */
function inputEnergy({ patterns, inputScale }: Samples, index: number): number {
  return patternImage(patterns, index).reduce((sum, value) => sum + (value * (inputScale[index] ?? NaN)) ** 2, 0);
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

knob("data.groups", "takes so many patterns, at random", () => {
  const some = taken(samplesWith({ groups: 5 }));
  assertEquals([some.length, new Set(some).size], [5, 5]);
  assertNotEquals(some, [0, 1, 2, 3, 4]);
  assertEquals(samplesWith({}).count, 12);
});

knob("data.sequentialSampling", "takes the first patterns of the file instead of a random choice", () => {
  assertEquals(taken(samplesWith({ groups: 5, sequentialSampling: true })), [0, 1, 2, 3, 4]);
});

knob("data.subsample", "keeps so many patterns, among which groups are drawn", () => {
  const kept = taken(samplesWith({ subsample: 6 }));
  assertEquals([kept.length, new Set(kept).size], [6, 6]);
  const drawn = taken(samplesWith({ subsample: 6, groups: 3 }));
  assertEquals([drawn.length, drawn.filter((index) => !kept.includes(index))], [3, []]);
});

knob("data.subsampleSeed", "draws other patterns, and without it training.seed does", () => {
  const drawn = (subsampleSeed: number | null): number[] => taken(samplesWith({ subsample: 6, subsampleSeed }));
  assertNotEquals(drawn(7), drawn(8));
  assertEquals(drawn(7), drawn(7));
  assertEquals(drawn(null), drawn(SEED));
});

knob("data.xBounds", "keeps the patterns within its part of the width", () => {
  const [least, greatest] = [Math.min(...scan.x), Math.max(...scan.x)];
  const inside = [...scan.x.keys()].filter((i) => (scan.x[i] ?? NaN) <= least + 0.5 * (greatest - least));
  assert(inside.length > 0 && inside.length < 12);
  assertEquals(taken(samplesWith({ xBounds: [0, 0.5] })), inside);
});

knob("data.yBounds", "keeps the patterns within its part of the height", () => {
  const [least, greatest] = [Math.min(...scan.y), Math.max(...scan.y)];
  const inside = [...scan.y.keys()].filter((i) => (scan.y[i] ?? NaN) >= least + 0.5 * (greatest - least));
  assert(inside.length > 0 && inside.length < 12);
  assertEquals(taken(samplesWith({ yBounds: [0.5, 1] })), inside);
});

knob("data.photons", "scales the data so that a pattern has so many photons on average", () => {
  const { physicsScale } = samplesWith({ photons: 777 });
  const energy = scan.amplitude.reduce((sum, value) => sum + (value * (physicsScale[0] ?? NaN)) ** 2, 0);
  assertAlmostEquals(energy / 12, 777, 1e-2);
  assertEquals(new Set(samplesWith({ photons: null }).physicsScale), new Set([1]));
});

knob("data.normalize", "scales the input by one constant for the scan, or each sample by its own", () => {
  const energies = (normalize: "batch" | "group"): number[] => {
    const samples = samplesWith({ normalize });
    return Array.from({ length: 12 }, (_, i) => inputEnergy(samples, i) / (N / 2) ** 2);
  };
  assertAlmostEquals(mean(energies("batch")), 1, 1e-5);
  assert(Math.max(...energies("batch")) > 1.001);
  for (const energy of energies("group")) assertAlmostEquals(energy, 1, 1e-5);
});

knob("data.dataScaling", "makes the input's mean energy (N/2)², or its greatest amplitude 1", () => {
  const parseval = samplesWith({ dataScaling: "parseval" });
  assertAlmostEquals(mean(Array.from({ length: 12 }, (_, i) => inputEnergy(parseval, i))) / (N / 2) ** 2, 1, 1e-5);
  const { inputScale } = samplesWith({ dataScaling: "max" });
  const greatest = scan.amplitude.reduce((most, value) => Math.max(most, value), 0);
  assertAlmostEquals(greatest * (inputScale[0] ?? NaN), 1, 1e-6);
});

knob(
  "data.inputContrast",
  "amplifies differences between patterns that are alike to that share of the input; 0 leaves them",
  () => {
    const weak = alike(scan);
    const contrastOf = (inputContrast: number): Samples["contrast"] =>
      prepareSamples(weak, sciencePayload({ inputContrast }), { seed: SEED }).contrast;
    const [some, more] = [contrastOf(0.1), contrastOf(0.5)];
    // The share grows with the square of the gain: 1/9 and 1 times the energy of the mean.
    assertAlmostEquals((more?.gain ?? NaN) / (some?.gain ?? NaN), 3, 1e-6);
    assertEquals(some?.mean.length, N * N);
    assertEquals([contrastOf(0), samplesWith({}).contrast], [undefined, undefined]);
  },
);

knob("data.probeNormalize", "gives the probe the data's energy, or a mean absolute value, or leaves it alone", () => {
  const moduli = (probeNormalize: boolean | "energy"): Float64Array => {
    const { probe } = samplesWith({ probeNormalize, probeScale: 2 });
    return modeIntensity(probe).map(Math.sqrt);
  };
  assertAlmostEquals(moduli("energy").reduce((sum, modulus) => sum + modulus ** 2, 0), (2 * N / 2) ** 2, 0.1);
  assertAlmostEquals(mean(moduli(true)), 1 / 2, 1e-5);
  assertEquals(samplesWith({ probeNormalize: false }).probe, [scan.probe]);
});

knob("data.probeModes", "takes the strongest modes of the probe; null takes all", () => {
  const { probe } = scan;
  const second = { ...probe, re: probe.re.map((value, i) => i % N < N / 2 ? value : -value / 2), im: probe.im };
  const several = { ...scan, probeModes: [probe, second] };
  const powers = (probeModes: number | null): number[] =>
    prepareSamples(several, sciencePayload({ probeModes }), { seed: 1 }).probe.map(modePower);
  const [all, one] = [powers(null), powers(1)];
  assertEquals([all.length, one.length], [2, 1]);
  // With "energy" the power of what is used is that of the data.
  assertAlmostEquals(all.reduce((sum, power) => sum + power, 0) / (one[0] ?? NaN), 1, 1e-5);
  assert((all[0] ?? NaN) > (all[1] ?? NaN));
});

knob("data.probeMask", "restricts the probe to a disk", () => {
  assertEquals(new Set(samplesWith({}).probeMask), new Set([1]));
  const { probeMask } = samplesWith({ probeMask: true });
  assert((probeMask[N * N / 2 + N / 2] ?? NaN) > 0.999 && (probeMask[0] ?? NaN) < 1e-6);
});

knob("data.probeMaskDiameter", "is the width of the disk; half the patch without it", () => {
  const width = (probeMaskDiameter: number | null): number => {
    const { probeMask } = samplesWith({ probeMask: true, probeMaskSigma: 0, probeMaskDiameter });
    return probeMask.subarray(N * N / 2, N * N / 2 + N).reduce((sum, value) => sum + value, 0);
  };
  assertEquals([width(10), width(null)], [11, N / 2 + 1]); // both pixels at the distance of the radius belong to it
});

knob("data.probeMaskSigma", "is the width of the disk's edge", () => {
  const between = (probeMaskSigma: number): number => {
    const { probeMask } = samplesWith({ probeMask: true, probeMaskSigma });
    return probeMask.subarray(N * N / 2, N * N / 2 + N).filter((value) => value > 0.05 && value < 0.95).length;
  };
  assertEquals(between(0), 0);
  assert(between(1) > 0 && between(4) > 2 * between(1), `${between(1)} and ${between(4)} pixels`);
});

knob("data.phaseSubtraction", "takes the mean phase out of each label", () => {
  const means = (phaseSubtraction: boolean): number[] => {
    const { patterns: { labelPhase } } = samplesWith({ phaseSubtraction }, { mode: "supervised" });
    return Array.from({ length: 12 }, (_, i) => Math.abs(mean(labelPhase?.subarray(i * N * N, (i + 1) * N * N) ?? [])));
  };
  assert(Math.max(...means(true)) < 0.02, `means were ${means(true)}`);
  assert(Math.max(...means(false)) > 0.1, `means were ${means(false)}`);
});

import { assert, assertAlmostEquals, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { modeIntensity, modePower, powerShares } from "../../data/arrays/orthogonal_modes.ts";
import { UNKNOWN_EXPERIMENT } from "../../data/experiment.ts";
import { patternImage } from "../../data/patterns.ts";
import { range } from "../../data/random/random.ts";
import { takeSamples } from "../../data/joining/take_samples.ts";
import { memberPositions, prepareSamples, type Samples } from "../../data/samples.ts";
import type { Scan } from "../../data/scan.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { sciencePayload } from "./science_payload.ts";

const scan: Scan = simulateScan({ patchSize: 64, patterns: 12, photons: 1e5, seed: 3 });

Deno.test("prepareSamples() takes all patterns without copying them", () => {
  const samples = prepareSamples(scan, sciencePayload({ photons: 1e5 }), { seed: 1 });
  assertEquals([samples.count, samples.patchSize, samples.channels], [12, 64, 1]);
  assertStrictEquals(samples.patterns.frames.held, scan.amplitude);
  assertEquals([samples.members, samples.offsets], [range(12), new Float32Array(24)]);
  assertEquals([samples.x, samples.y], [scan.x, scan.y]);
  assertEquals([samples.patterns.labelAmp, samples.patterns.labelPhase], [null, null]);
  assert(samples.probeMask.every((value) => value === 1));
  assertEquals(samples.inputScale, new Float32Array(12).fill(samples.scales.inputScale));
  assertEquals(samples.physicsScale, new Float32Array(12).fill(samples.scales.physicsScale));
});

Deno.test("prepareSamples() knows the size of object pixels where the scan does", () => {
  const { pixelSize } = prepareSamples(scan, sciencePayload({}), { seed: 1 });
  assertEquals(pixelSize, scan.experiment.objectPixel);
  const { objectPixel: _, ...geometry } = scan.experiment;
  const implied = { ...scan, experiment: { ...geometry, objectPixel: null } };
  const { pixelSize: follows } = prepareSamples(implied, sciencePayload({}), { seed: 1 });
  assertAlmostEquals(follows?.height ?? NaN, pixelSize?.height ?? NaN, 1e-20);
  const unknown = prepareSamples({ ...scan, experiment: UNKNOWN_EXPERIMENT }, sciencePayload({}), { seed: 1 });
  assertEquals("pixelSize" in unknown, false);
});

Deno.test("prepareSamples() chooses patterns with their positions and labels, and copies none", () => {
  const payload = sciencePayload({ groups: 5, subsampleSeed: 9 }, { mode: "supervised" });
  const samples = prepareSamples(scan, payload, { seed: 1 });
  const all = prepareSamples(scan, sciencePayload({}, { mode: "supervised" }), { seed: 1 });
  assertEquals([samples.count, samples.patterns.labelAmp?.length], [5, 5 * 64 * 64]);
  assertStrictEquals(samples.patterns.frames.held, scan.amplitude);
  for (let i = 0; i < 5; i++) {
    const index = scan.x.indexOf(samples.x[i] ?? NaN);
    const part = (array: Float32Array | null, at: number): Float32Array | undefined =>
      array?.slice(at * 4096, (at + 1) * 4096);
    assertEquals(samples.y[i], scan.y[index]);
    assertEquals(patternImage(samples.patterns, i), part(scan.amplitude, index));
    assertEquals(part(samples.patterns.labelAmp, i), part(all.patterns.labelAmp, index));
    assertEquals(part(samples.patterns.labelPhase, i), part(all.patterns.labelPhase, index));
  }
  assertEquals(prepareSamples(scan, payload, { seed: 2 }).x, samples.x);
});

Deno.test("takeSamples() takes samples of the same patterns, and memberPositions() says where their patches lie", () => {
  const all = prepareSamples(scan, sciencePayload({ normalize: "group" }), { seed: 1 });
  const some = takeSamples(all, Int32Array.of(7, 2));
  assertStrictEquals(some.patterns, all.patterns);
  assertEquals([some.count, some.members], [2, Int32Array.of(7, 2)]);
  assertEquals(some.inputScale, Float32Array.of(all.inputScale[7] ?? NaN, all.inputScale[2] ?? NaN));
  assertEquals(memberPositions(some), { x: some.x, y: some.y });
  const pairs = { ...some, channels: 2, members: Int32Array.of(0, 1, 5, 3) };
  assertEquals(memberPositions(pairs).y, Float64Array.from([0, 1, 5, 3], (pattern) => scan.y[pattern] ?? NaN));
});

Deno.test("prepareSamples() scales the chosen patterns, unless the scales of another set are given", () => {
  const bright = { ...scan, amplitude: scan.amplitude.map((value) => 2 * value) };
  const training = prepareSamples(scan, sciencePayload({ photons: 1e5 }), { seed: 1 });
  const own = prepareSamples(bright, sciencePayload({ photons: 1e5 }), { seed: 1 });
  assertAlmostEquals(own.scales.inputScale * 2, training.scales.inputScale, 1e-9);
  const same = prepareSamples(bright, sciencePayload({ photons: 1e5 }), { seed: 1, reference: training.scales });
  assertEquals(same.scales, training.scales);
  assertEquals([same.inputScale, same.physicsScale], [training.inputScale, training.physicsScale]);
});

Deno.test("prepareSamples() scales each sample by itself if data.normalize is group", () => {
  const samples = prepareSamples(scan, sciencePayload({ normalize: "group" }), { seed: 1 });
  assert(new Set(samples.inputScale).size > 1 && new Set(samples.physicsScale).size === 1);
  for (let i = 0; i < 12; i++) {
    const energy = patternImage(samples.patterns, i).reduce((sum, value) => sum + value * value, 0);
    assertAlmostEquals(energy * (samples.inputScale[i] ?? NaN) ** 2 / 1024, 1, 1e-5);
  }
});

Deno.test("prepareSamples() gives the probe the measured energy, whatever the input is scaled by", () => {
  for (const dataScaling of ["parseval", "max"] as const) {
    for (const normalize of ["batch", "group"] as const) {
      for (const probeScale of [1, 4]) {
        const { inputScale, probe } = prepareSamples(
          scan,
          sciencePayload({ dataScaling, normalize, probeScale, probeNormalize: "energy" }),
          { seed: 1 },
        );
        // What the model predicts of an object of amplitude 1, before it divides by the input's scale.
        const predicted = probe.reduce((sum, mode) => sum + modePower(mode), 0) / probeScale ** 2;
        const measured = scan.amplitude.reduce(
          (sum, x, i) => sum + (x * (inputScale[Math.floor(i / 4096)] ?? NaN)) ** 2,
          0,
        );
        assertAlmostEquals(predicted / (measured / 12), 1, 1e-4, `${dataScaling}, ${normalize}`);
      }
    }
  }
});

Deno.test("prepareSamples() gives a dimmer scan at the scales of another, too, a probe of its own energy", () => {
  const dim = { ...scan, amplitude: scan.amplitude.map((value) => value / 4) };
  const payload = sciencePayload({ dataScaling: "max" });
  const { scales: reference } = prepareSamples(scan, payload, { seed: 1 });
  const energyOf = ({ probe }: Samples): number => probe.reduce((sum, mode) => sum + modePower(mode), 0);
  const [bright, faint] = [scan, dim].map((each) => energyOf(prepareSamples(each, payload, { seed: 1, reference })));
  assertAlmostEquals((bright ?? NaN) / (faint ?? NaN), 16, 1e-3);
});

Deno.test("prepareSamples() makes modes orthogonal, and normalises all by one factor", () => {
  const { probe } = scan;
  const half = { ...probe, re: probe.re.map((value) => value / 2), im: probe.im.map((value) => value / 2) };
  const other = { ...probe, re: probe.re.map((value, i) => i % 64 < 32 ? value : -value), im: new Float32Array(4096) };
  for (const probeNormalize of ["energy", true, false] as const) {
    const samples = prepareSamples({ ...scan, probeModes: [probe, half, other] }, sciencePayload({ probeNormalize }), {
      seed: 1,
    });
    // The second is the first once more.
    assertEquals(samples.probe.length, 2);
    const [intensity, given] = [modeIntensity(samples.probe), modeIntensity([probe, half, other])];
    const factor = (intensity[2080] ?? NaN) / (given[2080] ?? NaN);
    intensity.forEach((value, p) => assertAlmostEquals(value / factor, given[p] ?? NaN, 1e-5));
    const modulus = intensity.map(Math.sqrt).reduce((sum, value) => sum + value, 0) / 4096;
    if (probeNormalize === true) assertAlmostEquals(modulus, 1 / 4, 1e-6);
    if (probeNormalize === "energy") {
      assertAlmostEquals(samples.probe.reduce((sum, mode) => sum + modePower(mode), 0) / (16 * 1024), 1, 1e-5);
    }
  }
  const shares = powerShares(prepareSamples(scan, sciencePayload({}), { seed: 1 }).probe);
  assertEquals(shares, [1]);
  const message = "as its probe has fewer modes than data.probeModes asks for: current value is 2 of 1; null takes all";
  assertThrows(() => prepareSamples(scan, sciencePayload({ probeModes: 2 }), { seed: 1 }), RangeError, message);
});

Deno.test("prepareSamples() normalises the probe under its mask", () => {
  const samples = prepareSamples(scan, sciencePayload({ probeMask: true, probeNormalize: true, probeScale: 2 }), {
    seed: 1,
  });
  const modulus = modeIntensity(samples.probe).map(Math.sqrt);
  const sum = samples.probeMask.reduce((total, mask, i) => total + mask * (modulus[i] ?? 0), 0);
  assertAlmostEquals(sum / 4096, 1 / 2, 1e-6);
});

Deno.test("prepareSamples() refuses another patch size", () => {
  const small = simulateScan({ patchSize: 32, patterns: 2 });
  const message = "Cannot prepare samples of simulation as its patterns have 32 pixels a side: data.patchSize is 64";
  assertThrows(() => prepareSamples(small, sciencePayload(), { seed: 1 }), RangeError, message);
});

Deno.test("prepareSamples() forms groups whose members lie around the mean of their positions", () => {
  const samples = prepareSamples(scan, sciencePayload({ gridSize: 2, groups: 7 }), { seed: 1 });
  const { count, channels, members, offsets, x, y, patterns } = samples;
  assertEquals([count, channels, members.length, offsets.length], [7, 4, 28, 56]);
  assert(patterns.count <= 12 && new Set(members).size === patterns.count);
  const at = memberPositions(samples);
  for (let group = 0; group < 7; group++) {
    const own = [0, 1, 2, 3].map((k) => 4 * group + k);
    for (const [centre, axis, positions] of [[x, 0, at.x], [y, 1, at.y]] as const) {
      assertAlmostEquals(centre[group] ?? NaN, own.reduce((sum, k) => sum + (positions[k] ?? NaN), 0) / 4, 1e-9);
      for (const k of own) {
        assertAlmostEquals(offsets[2 * k + axis] ?? NaN, (positions[k] ?? NaN) - (centre[group] ?? NaN), 1e-5);
      }
    }
  }
  members.forEach((member, k) => {
    assertEquals(patterns.x[member], at.x[k]);
    const [image, number] = [patternImage(patterns, member), patterns.numbers[member] ?? NaN];
    assertEquals(image, scan.amplitude.subarray(4096 * number, 4096 * (number + 1)));
  });
});

Deno.test("prepareSamples() scales each group by its patterns if data.normalize is group", () => {
  const { patterns, members, inputScale } = prepareSamples(
    scan,
    sciencePayload({ gridSize: 2, normalize: "group" }),
    { seed: 1 },
  );
  assertEquals(inputScale.length, 12);
  inputScale.forEach((scale, group) => {
    const energies = [...members.subarray(4 * group, 4 * group + 4)].map((member) =>
      patternImage(patterns, member).reduce((sum, value) => sum + value * value, 0)
    );
    assertAlmostEquals(mean(energies) * scale ** 2 / 1024, 1, 1e-5);
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

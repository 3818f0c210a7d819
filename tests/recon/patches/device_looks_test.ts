/**
 * What is told of patches and patterns that are looked at where they are painted: the same as of those that are read.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { phaseVariance } from "../../../backend/operations/patch_moments.ts";
import type { TrainingPayload } from "../../../config/payload.ts";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { Random } from "../../../data/random/random.ts";
import { prepareSamples, type Samples } from "../../../data/samples.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { createModel } from "../../../model/create_model.ts";
import { networkOf } from "../../../model/networks.ts";
import { PatchMoments } from "../../../recon/findings/patch_moments.ts";
import { DeviceMoments } from "../../../recon/patches/device_moments.ts";
import { reconstructSamples } from "../../../recon/patches/reconstruct_samples.ts";
import { ImageCheck } from "../../../recon/reports/image_checks.ts";
import { PatternObserver } from "../../../recon/results/diagnostics.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

/** All numbers of a value, by where they are. */
function numbersOf(value: unknown, path = ""): [string, number][] {
  if (typeof value === "number") return [[path, value]];
  if (typeof value !== "object" || value === null) return [[`${path} ${value}`, 0]];
  return Object.entries(value).flatMap(([name, part]) => numbersOf(part, `${path}.${name}`));
}

/** The same within single precision. */
function assertAlike(actual: unknown, expected: unknown): void {
  const [seen, wanted] = [numbersOf(actual), numbersOf(expected)];
  assertEquals(seen.map(([path]) => path), wanted.map(([path]) => path));
  wanted.forEach(([path, value], k) => {
    assertAlmostEquals(seen[k]?.[1] ?? NaN, value, 1e-6 + 2e-5 * Math.abs(value), path);
  });
}

/** A scan with a stripe that was not measured, of all patterns or of some, with values that mean nothing. */
function samplesOf(payload: TrainingPayload, masked: "all" | "some"): Samples {
  const scan = simulateScan({ patchSize: N, patterns: PATTERNS });
  const mask = new Uint8Array((masked === "all" ? 1 : PATTERNS) * N * N).fill(1);
  const isDark = (p: number): boolean => p % N > 30 && p % N < 34 && (masked === "all" || p < 3 * N * N);
  scan.amplitude.forEach((_, p) => {
    if (isDark(p)) scan.amplitude[p] = 1e4;
  });
  return prepareSamples({ ...scan, mask: mask.map((_, p) => Number(!isDark(p))) }, payload, { seed: 1 });
}

const N = 64, PATTERNS = 5;

for (const accelerator of ACCELERATORS.filter(({ name }) => name === "webgpu")) {
  for (const [crop, flat] of [[4, false], [8, true]] as const) {
    onAccelerator(accelerator, `DeviceMoments sees what PatchMoments sees, square ${crop}, flat ${flat}`, async () => {
      const size = 16, random = new Random(crop, "patches");
      const bounds = { low: 0.2, high: flat ? null : 0.9 };
      const [amplitude, phase] = [new PatchMoments(size, bounds), new PatchMoments(size, bounds)];
      const seen = [new PatchMoments(size, bounds), new PatchMoments(size, bounds)] as const;
      const variances: number[] = [], expected: number[] = [];
      const part = ({ atBounds, variance, ...rest }: { variance: number; mean: number; min: number; max: number } & {
        readonly atBounds: readonly [number, number];
      }) => ({
        ...{ ...rest, std: Math.sqrt(variance), saturatedLow: atBounds[0] / 64 },
        saturatedHigh: bounds.high === null ? null : atBounds[1] / 64,
      });
      using device = DeviceMoments.of({
        ...{ patchSize: size, side: crop, saturation: { amp: bounds, phase: bounds } },
        onPatch: (amp, angle, variance) => {
          seen[0].addPart(part(amp));
          seen[1].addPart(part(angle));
          variances.push(variance);
        },
        onPixels: (amp, angle) => {
          seen[0].takePixels(amp);
          seen[1].takePixels(angle);
        },
      });
      let first = 0;
      for (const count of [3, 5, 1]) {
        const values = (scale: number): Float32Array =>
          Float32Array.from({ length: count * size ** 2 }, () => 2 + scale * (random.uniform() - 0.5));
        const [amp, angle] = [values(4), values(flat ? 1e-3 : 4)];
        for (let b = 0; b < count; b++) {
          amplitude.add(amp, b);
          phase.add(angle, b);
          expected.push(varianceOf(angle.subarray(b * size ** 2, (b + 1) * size ** 2), size, crop));
        }
        const image = (of: Float32Array): tf.Tensor3D => tf.tensor3d(of, [count, size, size]);
        const nothing = (): never => {
          throw new TypeError("Cannot look at patterns as there are none");
        };
        const patches = {
          amp: image(amp),
          phase: image(angle),
          diffraction: nothing,
          measured: nothing,
          mask: nothing,
        };
        const notes = device?.take(patches, device.prepare({ first, size: count }));
        device?.noted(await notes?.data<"float32">() ?? new Float32Array(), { first, size: count });
        first += count;
      }
      await device?.finish();
      assertAlike(seen.map((moments) => moments.statistics()), [amplitude.statistics(), phase.statistics()]);
      expected.forEach((value, k) => assertAlmostEquals(variances[k] ?? NaN, value, 1e-3 * value));
    });
  }

  onAccelerator(accelerator, "phaseVariance() is 0 of a flat patch and 1 of one that cancels", async () => {
    const values = [...Array(64).fill(3), ...Array.from({ length: 64 }, (_, p) => p % 2 * Math.PI)];
    const [flat = NaN, cancelled = NaN] = await phaseVariance(tf.tensor3d(values, [2, 8, 8]), 4).data();
    assertAlmostEquals(flat, 0, 1e-6);
    assertAlmostEquals(cancelled, 1, 1e-6);
  });

  for (const gridSize of [1, 2] as const) {
    onAccelerator(
      accelerator,
      `checks and residuals are those of patches that are read, gridSize ${gridSize}`,
      async () => {
        const payload = createTrainingPayload({
          data: { patchSize: 64, gridSize, ...(gridSize > 1 && { groups: 3, neighbors: 4 }) },
          model: { filterScale: 0.125 },
        });
        const samples = samplesOf(payload, gridSize === 1 ? "some" : "all");
        const model = createModel(payload, { seed: 1 });
        const before = tf.memory().numTensors;
        const looks = () => ({
          check: new ImageCheck(samples, 28, networkOf(payload).saturation),
          patterns: new PatternObserver(samples),
        });
        const [there, here] = [looks(), looks()];
        const inMemory = ({ check, patterns }: typeof here) => [
          { onPatches: check.observer.onPatches },
          { diffraction: true, onPatches: patterns.onPatches },
        ];
        const image = await reconstructSamples(model, samples, {
          batchSize: 2,
          observers: [there.check.observer, there.patterns],
        });
        await reconstructSamples(model, samples, { batchSize: 2, observers: inMemory(here) as never });
        assertEquals(tf.memory().numTensors, before);
        assertAlike(there.check.report(image), here.check.report(image));
        assertAlike(there.check.heads(), here.check.heads());
        assertAlike(there.patterns.numbers(), here.patterns.numbers());
        assertAlike(there.patterns.mean(), here.patterns.mean());
        model.dispose();
      },
    );
  }
}

// --- internal ---

function varianceOf(phases: Float32Array, size: number, side: number): number {
  let [re, im] = [0, 0];
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < side; j++) {
      const angle = phases[((size - side) / 2 + i) * size + (size - side) / 2 + j] ?? NaN;
      re += Math.cos(angle);
      im += Math.sin(angle);
    }
  }
  return 1 - (re * re + im * im) / side ** 4;
}

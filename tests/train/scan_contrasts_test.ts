/**
 * What a network is shown of scans of very different contrast that it is trained on together: each with the gain of its own,
 * in batches that mix them or not, and the same in an inference of either.
 *
 * @module
 */
import { assert, assertEquals, assertGreater } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { createInferencePayload } from "../../config/inference_payload.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { batches } from "../../data/batches.ts";
import { BatchUploader } from "../../data/feed/batch_uploader.ts";
import { range } from "../../data/random/random.ts";
import type { Samples } from "../../data/samples.ts";
import type { Scan } from "../../data/scan.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { contrasted } from "../../model/network/contrast.ts";
import { inferenceScience } from "../../recon/inference_science.ts";
import { loadInferenceSamples } from "../../recon/inference_samples.ts";
import { loadTrained } from "../../recon/load_trained.ts";
import { loadTrainingData, orderOf } from "../../train/loop/training_data.ts";
import { TempDir } from "../data/temp_dir.ts";
import { tinyPayload, type Workspace } from "./tiny_run.ts";
import { trained } from "./trained.ts";

const [COUNT, PIXELS] = [9, 64 * 64];
const SHARE = createTrainingPayload({}).data.inputContrast;
const NAMES = ["weak", "usual"] as const;
const WEAK = { kind: "star", amplitudeRange: [1, 1], phaseContrast: 0.1 } as const;

function scanOf(name: (typeof NAMES)[number]): Scan {
  const common = { patchSize: 64, patterns: COUNT, positions: { kind: "raster", step: 8 }, seed: 4 } as const;
  return name === "weak"
    ? simulateScan({ ...common, object: WEAK, photons: 1e6 })
    : simulateScan({ ...common, object: "deadLeaves", photons: 1e5 });
}

/** Each pattern of a scan as its own contrast wants it, by the formula of docs/physics.md; amplitudes as measured. */
function expected({ amplitude, count }: Scan, share: number): { readonly gain: number; readonly shown: Float64Array } {
  const mean = new Float64Array(PIXELS);
  amplitude.forEach((value, i) => mean[i % PIXELS] = (mean[i % PIXELS] ?? 0) + value / count);
  const all = amplitude.reduce((sum, value) => sum + value ** 2, 0);
  const differing = 1 - count * mean.reduce((sum, value) => sum + value ** 2, 0) / all;
  const wanted = Math.sqrt(share / (1 - share) * (1 - differing) / differing);
  const gain = wanted < 2 ? 1 : wanted;
  const shown = Float64Array.from(amplitude, (value, i) => {
    const middle = mean[i % PIXELS] ?? NaN;
    return middle + gain * (value - middle);
  });
  return { gain, shown };
}

/** What the network looks at of all samples, in the unit of its input, in their order. */
async function shownOf(samples: Samples, order: Int32Array, apart: Int32Array | null = null): Promise<Float32Array> {
  const shown = new Float32Array(samples.count * PIXELS);
  const uploader = new BatchUploader(samples);
  for (const batch of batches(samples, order, { batchSize: 4, apart })) {
    const seen = tf.tidy(() => {
      const { amplitude, inputScale } = contrasted(uploader.upload(batch));
      return amplitude.mul(inputScale);
    });
    const values = await seen.data<"float32">();
    batch.indices.forEach((sample, b) => {
      shown.set(values.subarray(b * PIXELS, (b + 1) * PIXELS), sample * PIXELS);
    });
    seen.dispose();
  }
  uploader.dispose();
  return shown;
}

function assertNear(actual: Float32Array, wanted: Float64Array, what: string): void {
  assertEquals(actual.length, wanted.length, what);
  const greatest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const worst = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - (wanted[i] ?? NaN))), 0);
  assert(worst < 1e-5 * greatest, `${what} is off by ${worst} of ${greatest}`);
}

let space: Workspace;
const paths = (): string[] => NAMES.map((name) => `${space.path}/${name}.npz`);

Deno.test.beforeAll(async () => {
  space = new TempDir();
  for (const [k, path] of paths().entries()) await writeScan(path, scanOf(NAMES[k] ?? "weak"));
});

Deno.test.afterAll(() => space[Symbol.dispose]());

/** What is shown of the scans in a training, one behind the other, and the input scale of each. */
async function inTraining(mixScans: boolean): Promise<{ shown: Float32Array; scales: number[] }> {
  const payload = tinyPayload(space, { data: { scan: paths() }, training: { batchSize: 4, mixScans } });
  using data = await loadTrainingData(payload);
  const { samples, apart } = data.train;
  const order = orderOf({ ...data.train, indices: range(samples.count) }, { training: payload.training, epoch: 1 });
  const scales = samples.scans?.parts.map((part) => part.scales.inputScale) ?? [];
  return { shown: await shownOf(samples, order, apart), scales };
}

/** Of all that is shown, what is of one scan. */
function partOf(shown: Float32Array, scan: number): Float32Array {
  return shown.slice(COUNT * scan * PIXELS, COUNT * (scan + 1) * PIXELS);
}

for (const mixScans of [true, false]) {
  Deno.test(`a network is shown each of several scans with the contrast of its own: mixScans ${mixScans}`, async () => {
    const { shown, scales } = await inTraining(mixScans);
    const wanted = NAMES.map((name) => expected(scanOf(name), SHARE));
    assertEquals(wanted[1]?.gain, 1);
    assertGreater(wanted[0]?.gain ?? NaN, 3);
    wanted.forEach((own, k) => {
      assertNear(partOf(shown, k), own.shown.map((value) => value * (scales[k] ?? NaN)), NAMES[k] ?? "");
    });
  });
}

Deno.test("infer() shows either scan to the network as its training did", async () => {
  const { shown } = await inTraining(false);
  const { runDirectory } = await trained(space, { data: { scan: paths() }, training: { limitTrainBatches: 1 } });
  const network = await loadTrained(runDirectory);
  const payload = createInferencePayload({ inference: { modelPath: runDirectory, results: false } });
  const science = inferenceScience(payload, network.payload);
  for (const [k, path] of paths().entries()) {
    using open = new DisposableStack();
    const wanted = { science, trained: network, believesFile: true, frameCache: null, open };
    const { samples } = await loadInferenceSamples(path, wanted);
    assertEquals(await shownOf(samples, range(samples.count)), partOf(shown, k), path);
  }
});

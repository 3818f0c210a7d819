/**
 * What the inference section writes beside the image of a scan on disk, and that the image does not change by it.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertGreater } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { decode } from "fast-png";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { createInferencePayload } from "../../../config/inference_payload.ts";
import type { InferencePayload } from "../../../config/payload.ts";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { modeIntensity } from "../../../data/arrays/orthogonal_modes.ts";
import { readFrames } from "../../../data/frames/frames.ts";
import { loadScan } from "../../../data/load_scan.ts";
import { prepareSamples, type Samples } from "../../../data/samples.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { createModel, type Model } from "../../../model/create_model.ts";
import { encodeSafetensors } from "../../../data/formats/safetensors.ts";
import { readWeights } from "../../../model/weights.ts";
import { infer } from "../../../recon/infer.ts";
import type { InferResult } from "../../../recon/inference_result.ts";
import type { PatchReport } from "../../../recon/reports/patch_statistics.ts";
import { type PredictedPatches, predictPatches } from "../../../recon/patches/predict_patches.ts";
import { knob } from "../../knob.ts";
import { namesIn } from "../../train/tiny_run.ts";
import { sharedTempDir } from "../../data/temp_dir.ts";

const COUNT = 9;
const SIDE = 64;
const IMAGE = ["reconstructed_amplitude.png", "reconstructed_phase.png", "reconstruction.npz"];
const DEBUG = ["coverage.png", "mean_pattern.png", "patches.png", "probe_amplitude.png", "probe_phase.png"];
const accelerator = await selectAccelerator("cpu", { threads: 1 });
const payload = createTrainingPayload({
  model: { filterScale: 0.125, ampActivation: "sigmoid" },
  data: { probeScale: 2 },
});
const space = sharedTempDir();

Deno.test.beforeAll(async () => {
  await writeScan(`${space.path}/scan.npz`, simulateScan({ patchSize: SIDE, patterns: COUNT, photons: 1e5, seed: 3 }));
  await writeNetwork("sound", { gain: 300 });
  await writeNetwork("flat", { gain: 0 });
  await writeNetwork("saturated", { gain: 300, bias: 200 });
});

/** An untrained network; its patches differ if the last convolution of the amplitude head is multiplied by a gain. */
function network(gain: number, bias = 0): Model {
  const model = createModel(payload, { seed: 2 }); // one whose multiplied head is not saturated
  for (const [part, change] of [["weight", (x: tf.Tensor) => x.mul(gain)], ["bias", () => bias]] as const) {
    const variable = model.parameters.get(`autoencoder.decoder_amp.amp.conv1.${part}`);
    assert(variable, part);
    tf.tidy(() => variable.assign(tf.zerosLike(variable).add(change(variable))));
  }
  return model;
}

async function writeNetwork(name: string, { gain, bias }: { gain: number; bias?: number }): Promise<void> {
  const model = network(gain, bias);
  const metadata = { payload: JSON.stringify(payload) };
  await Deno.writeFile(`${space.path}/${name}.safetensors`, encodeSafetensors(await readWeights(model), metadata));
  model.dispose();
}

type Fields = Partial<InferencePayload["inference"]>;

/** An inference with a directory of its own. */
async function inferWith(fields: Fields, network = "sound"): Promise<InferResult & { readonly out: string }> {
  const out = `${space.path}/${crypto.randomUUID()}`;
  const inference = {
    scan: `${space.path}/scan.npz`,
    modelPath: `${space.path}/${network}.safetensors`,
    results: false,
    ...fields,
  };
  return { ...await infer(createInferencePayload({ inference, execution: { outputDir: out } }), { accelerator }), out };
}

async function statisticsOf(fields: Fields, network?: string): Promise<PatchReport> {
  const { files } = await inferWith({ logPatchStats: true, ...fields }, network);
  return JSON.parse(await Deno.readTextFile(files.patchStats ?? ""));
}

/** Requires that the files of the image have the same bytes in both directories. */
async function assertSameImage(a: string, b: string): Promise<void> {
  for (const name of IMAGE) {
    assertEquals(await Deno.readFile(`${a}/${name}`), await Deno.readFile(`${b}/${name}`), name);
  }
}

interface Predicted extends Pick<PredictedPatches, "amp" | "phase" | "diffraction"> {
  readonly samples: Samples;
}

/** The scan as it is reconstructed, and what the sound network makes of it. */
async function predicted(): Promise<Predicted> {
  const samples = prepareSamples(await loadScan(`${space.path}/scan.npz`), payload, { seed: payload.training.seed });
  const model = network(300);
  const each = await Array.fromAsync(predictPatches(model, samples, { batchSize: 1, diffraction: true }));
  model.dispose();
  const joined = (part: "amp" | "phase" | "diffraction"): Float32Array =>
    Float32Array.from(each.flatMap((patch) => [...patch[part]]));
  return { samples, amp: joined("amp"), phase: joined("phase"), diffraction: joined("diffraction") };
}

/** Grey levels of one of `panels` images side by side with 4 pixels between them, one for each original pixel. */
async function levels(path: string, { row = 0, column = 0, panels = 1 } = {}): Promise<number[]> {
  const { data, width } = decode(await Deno.readFile(path));
  const factor = width / (panels * (SIDE + 4) - 4);
  const at = (panel: number, pixel: number): number => (panel * (SIDE + 4) + pixel) * factor;
  return Array.from(
    { length: SIDE * SIDE },
    (_, p) => data[at(row, Math.floor(p / SIDE)) * width + at(column, p % SIDE)] ?? NaN,
  );
}

/** Requires that a greater value is nowhere darker, which no turned or shifted image is. */
function assertSameOrder(shown: readonly number[], values: ArrayLike<number>, name: string): void {
  const order = shown.map((_, p) => p).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  for (let k = 1; k < order.length; k++) {
    assert((shown[order[k] ?? 0] ?? 0) >= (shown[order[k - 1] ?? 0] ?? 0), name);
  }
  assertGreater(new Set(shown).size, 20, name);
}

knob(
  "inference.logPatchStats",
  "writes statistics and a picture of the patches, the image keeps its bits",
  async () => {
    const [without, beside] = [await inferWith({}), await inferWith({ logPatchStats: true })];
    assertEquals(await namesIn(without.out), IMAGE);
    assertEquals(await namesIn(beside.out), ["patch_grid.png", "patch_stats.json", ...IMAGE]);
    assertEquals([without.files.patchStats, without.files.patchGrid], [undefined, undefined]);
    assertEquals(beside.files.patchStats, `${beside.out}/patch_stats.json`);
    assertEquals(beside.files.patchGrid, `${beside.out}/patch_grid.png`);
    await assertSameImage(without.out, beside.out);
  },
);

knob("inference.logPatchStats", "the statistics are those of what the network paints", async () => {
  const { amp } = await predicted();
  const report = await statisticsOf({ batchSize: 4 });
  const central = [...amp].filter((_, i) =>
    [Math.floor(i / SIDE) % SIDE, i % SIDE].every((at) => at >= SIDE / 4 && at < 3 * SIDE / 4)
  );
  const mean = central.reduce((sum, value) => sum + value, 0) / central.length;
  const variance = central.reduce((sum, value) => sum + (value - mean) ** 2, 0) / central.length;
  assertEquals([report.patches, report.batches, report.rows.length], [COUNT, 3, COUNT]);
  assertAlmostEquals(report.amplitude.mean, mean, 1e-5);
  assertAlmostEquals(report.amplitude.std, Math.sqrt(variance), 1e-5);
  assertAlmostEquals(report.amplitude.max, Math.max(...central), 1e-5);
});

knob("inference.logPatchStats", "tells that a network paints flat patches, or is saturated", async () => {
  const flat = await statisticsOf({}, "flat");
  assertEquals(flat.amplitude.stdWithinPatches < 1e-6, true);
  assertEquals(flat.findings.filter((finding) => finding.startsWith("the amplitude is flat")).length, 1);
  const saturated = await statisticsOf({}, "saturated");
  assertEquals(saturated.amplitude.saturatedHigh, 1);
  assert(saturated.findings.includes("the amplitude is saturated in 100.0 % of pixels"));
  const sound = await statisticsOf({});
  assertEquals(sound.findings.filter((finding) => /flat|saturated/.test(finding)), []);
});

Deno.test("infer() tells of no activation of the amplitude head where the heads paint real and imaginary part", async () => {
  const parts = createTrainingPayload({
    model: { filterScale: 0.125, ampActivation: "sigmoid", outputMode: "real_imag" },
  });
  const model = createModel(parts, { seed: 1 });
  const metadata = { payload: JSON.stringify(parts) };
  await Deno.writeFile(`${space.path}/parts.safetensors`, encodeSafetensors(await readWeights(model), metadata));
  model.dispose();
  const [polar, rectangular] = [await statisticsOf({}), await statisticsOf({}, "parts")];
  assertEquals([polar.ampActivation, rectangular.ampActivation], ["sigmoid", null]);
  assertEquals(rectangular.amplitude.saturatedHigh, null);
});

knob("inference.patchStatsLimit", "covers so many batches, from the first on", async () => {
  const all = await statisticsOf({ batchSize: 2 });
  const some = await statisticsOf({ batchSize: 2, patchStatsLimit: 3 });
  assertEquals([all.patches, all.batches, some.patches, some.batches], [COUNT, 5, 6, 3]);
  assertEquals(some.rows, all.rows.slice(0, 6));
  assert(some.amplitude.mean !== all.amplitude.mean);
  const widths = async (patchStatsLimit: number | null): Promise<number> => {
    const { files } = await inferWith({ logPatchStats: true, batchSize: 2, patchStatsLimit });
    return decode(await Deno.readFile(files.patchGrid ?? "")).width;
  };
  assertEquals(await widths(1), 2 * (2 * SIDE + 4)); // two patches side by side, doubled
  assertEquals(await widths(null), 2 * (8 * SIDE + 7 * 4));
});

knob("inference.debug", "keeps images of what went in, the image keeps its bits", async () => {
  const without = await inferWith({});
  const tensors = tf.memory().numTensors;
  const beside = await inferWith({ debug: true });
  assertEquals(tf.memory().numTensors, tensors);
  assertEquals(await namesIn(beside.out), ["debug", ...IMAGE]);
  assertEquals(await namesIn(`${beside.out}/debug`), DEBUG);
  assertEquals(beside.files.debug?.toSorted(), DEBUG.map((name) => `${beside.out}/debug/${name}`));
  assertEquals(without.files.debug, undefined);
  await assertSameImage(without.out, beside.out);
});

knob("inference.debug", "shows patterns, patches and probe as they are, row 0 at the top", async () => {
  const { out } = await inferWith({ debug: true });
  const { samples, amp, phase, diffraction } = await predicted();
  const area = SIDE * SIDE;
  const patterns = readFrames(samples.patterns.frames, samples.patterns.numbers);
  const mean = Float64Array.from(
    { length: area },
    (_, p) =>
      Array.from({ length: COUNT }, (_, k) => (patterns[k * area + p] ?? NaN) ** 2 / COUNT)
        .reduce((sum, value) => sum + value, 0),
  );
  assertSameOrder(await levels(`${out}/debug/mean_pattern.png`), mean, "mean pattern");
  const probe = modeIntensity(samples.probe).map(Math.sqrt);
  assertSameOrder(await levels(`${out}/debug/probe_amplitude.png`), probe, "probe");
  const sources = [amp, phase, patterns, diffraction];
  for (const [column, source] of sources.entries()) {
    for (const row of [0, 3]) {
      const shown = await levels(`${out}/debug/patches.png`, { row, column, panels: 5 });
      assertSameOrder(shown, source.subarray(row * area, (row + 1) * area), `column ${column} of row ${row}`);
    }
  }
});

knob("inference.debug", "shows how much of the stitching each pixel of the canvas has got", async () => {
  const { out, reconstruction: { object: { height, width }, mask } } = await inferWith({ debug: true, crop: 64 });
  const figure = decode(await Deno.readFile(`${out}/debug/coverage.png`));
  const factor = figure.width / width;
  assertEquals([figure.height, Number.isInteger(factor)], [factor * height, true]);
  const shown = Array.from(mask, (_, p) => figure.data[factor * (Math.floor(p / width) * figure.width + p % width)]);
  assertEquals([Math.max(...shown.map(Number)), Math.min(...shown.map(Number))], [255, 0]);
  shown.forEach((level, p) => level && assertEquals(mask[p], 1));
});

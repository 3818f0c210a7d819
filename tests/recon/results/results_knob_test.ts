/**
 * What an inference of a scan on disk tells of itself in `results.png` and `diagnostics.npz`.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { decode } from "fast-png";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { createInferencePayload } from "../../../config/inference_payload.ts";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { encodeSafetensors } from "../../../data/formats/safetensors.ts";
import { patternImage } from "../../../data/patterns.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { loadScan } from "../../../data/load_scan.ts";
import { prepareSamples } from "../../../data/samples.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { createModel } from "../../../model/create_model.ts";
import { readWeights } from "../../../model/weights.ts";
import { infer } from "../../../recon/infer.ts";
import type { InferResult } from "../../../recon/inference_result.ts";
import { predictPatches } from "../../../recon/patches/predict_patches.ts";
import { readReconstruction } from "../../../recon/read_reconstruction.ts";
import { findingsOf } from "../../../recon/results/findings_of.ts";
import { readMetricsCsv } from "../../../run/read_metrics.ts";
import { residualOf } from "../../../recon/results/diagnostics.ts";
import { readDiagnostics } from "../../../recon/results/diagnostics_file.ts";
import { sharedTempDir } from "../../data/temp_dir.ts";
import { knob } from "../../knob.ts";
import { namesIn } from "../../train/tiny_run.ts";

const N = 64;
const IMAGE = ["reconstructed_amplitude.png", "reconstructed_phase.png", "reconstruction.npz"];
const accelerator = await selectAccelerator("cpu", { threads: 1 });
const payload = createTrainingPayload({ model: { filterScale: 0.125 } });
const space = sharedTempDir();

Deno.test.beforeAll(async () => {
  const scan = simulateScan({ patchSize: N, patterns: 8, photons: 900, seed: 3 });
  await writeScan(`${space.path}/scan.npz`, scan);
  const model = createModel(payload, { seed: 2 });
  await Deno.mkdir(`${space.path}/run/checkpoints`, { recursive: true });
  const file = `${space.path}/run/checkpoints/last.safetensors`;
  await Deno.writeFile(file, encodeSafetensors(await readWeights(model), { payload: JSON.stringify(payload) }));
  model.dispose();
});

async function inferWith(results: boolean, out: string): Promise<InferResult> {
  const modelPath = `${space.path}/run/checkpoints/last.safetensors`;
  const inference = { scan: `${space.path}/scan.npz`, modelPath, results };
  return await infer(createInferencePayload({ inference, execution: { outputDir: out } }), { accelerator });
}

knob("inference.results", "writes a picture and diagnostics, the image keeps its bits", async () => {
  const out = `${space.path}/image`;
  const withResults = await inferWith(true, out);
  assertEquals(await namesIn(out), ["diagnostics.npz", ...IMAGE, "results.png"]);
  assertEquals(withResults.files.results, `${out}/results.png`);
  const bytes = await Promise.all(IMAGE.map((name) => Deno.readFile(`${out}/${name}`)));
  // The second removes what only the first writes.
  const without = await inferWith(false, out);
  assertEquals(await namesIn(out), IMAGE);
  assertEquals([without.files.results, without.files.diagnostics, without.findings], [undefined, undefined, []]);
  assertEquals(await Promise.all(IMAGE.map((name) => Deno.readFile(`${out}/${name}`))), bytes);
});

knob("inference.results", "keeps the residuals of the patterns as they are predicted", async () => {
  const { files } = await inferWith(true, `${space.path}/residuals`);
  const { patterns, photons, probe } = await readDiagnostics(files.diagnostics ?? "");
  const samples = prepareSamples(await loadScan(`${space.path}/scan.npz`), payload, { seed: payload.training.seed });
  const model = createModel(payload, { seed: 2 });
  for await (const { first, diffraction } of predictPatches(model, samples, { batchSize: 1, diffraction: true })) {
    const measured = patternImage(samples.patterns, first);
    const expected = residualOf({ measured, predicted: diffraction, mask: null });
    assertAlmostEquals(patterns.residuals[first] ?? NaN, expected, 1e-6);
  }
  model.dispose();
  assertEquals([...patterns.numbers], [0, 1, 2, 3, 4, 5, 6, 7]);
  assertEquals([probe.length, probe[0]?.height, photons], [1, N, 900]);
});

knob("inference.results", "tells what looks wrong, and draws it with the losses of the run", async () => {
  const before = await inferWith(true, `${space.path}/findings`);
  const codes = before.findings.map(({ code }) => code);
  assert(codes.includes("few-photons") && !codes.includes("still-falling"), codes.join());
  const rows = Array.from(
    { length: 12 },
    (_, epoch) => [epoch, epoch, 0.001, 1 / (1 + epoch), 1 / (2 + epoch), 1, 0, 1],
  );
  const head = "epoch,step,learning_rate,mae_train_loss,mae_val_loss,seconds,stage,physics_weight";
  const lines = [head, ...rows.map((row) => row.join())];
  await Deno.writeTextFile(`${space.path}/run/metrics.csv`, `${lines.join("\n")}\n`);
  const after = await inferWith(true, `${space.path}/findings`);
  assert(after.findings.some(({ code }) => code === "still-falling"));
  // Whoever reads what was left finds the same.
  const image = await readReconstruction(after.files.reconstruction);
  const left = await readDiagnostics(after.files.diagnostics ?? "");
  const epochs = readMetricsCsv(`${space.path}/run/metrics.csv`);
  assertEquals(findingsOf(left, { image, model: payload.model, epochs }), after.findings);
  const { width, height } = decode(await Deno.readFile(after.files.results ?? ""));
  assert(width > 1000 && height > 1000, `${width} × ${height}`);
  // An image does not fail for a log that is damaged.
  await Deno.writeTextFile(`${space.path}/run/metrics.csv`, "what is this");
  assertEquals((await inferWith(true, `${space.path}/findings`)).findings.map(({ code }) => code), codes);
  await Deno.remove(`${space.path}/run/metrics.csv`);
});

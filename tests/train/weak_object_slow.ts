/**
 * What a network learns of an object that changes its patterns by little.
 */
import { assertGreater } from "@std/assert";
import { createInferencePayload } from "../../config/inference_payload.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { evaluate } from "../../recon/image/evaluate.ts";
import { readReconstruction } from "../../recon/read_reconstruction.ts";
import { infer } from "../../recon/infer.ts";
import { fit } from "../../train/trainer.ts";
import { TempDir } from "../data/temp_dir.ts";
import { CPU, tinyPayload } from "./tiny_run.ts";

Deno.test("fit() learns phases within a tenth of a radian, by which patterns hardly differ", async () => {
  using space = new TempDir();
  const scan = `${space.path}/scan.npz`;
  const object = { kind: "star", amplitudeRange: [1, 1], phaseContrast: 0.1 } as const;
  const positions = { kind: "raster", step: 8 } as const;
  await writeScan(scan, simulateScan({ patterns: 64, object, positions, photons: 1e6, seed: 42 }));
  const training = { epochs: 15, batchSize: 8, limitTrainBatches: null, learningRate: 0.002, seed: 42 };
  const payload = tinyPayload(space, { training });
  await fit(payload, { accelerator: CPU });
  const inference = { modelPath: `${space.path}/run`, scan, results: false };
  const { reconstruction } = await infer(createInferencePayload({ inference }), { accelerator: CPU });
  const { phase } = evaluate(reconstruction, await readReconstruction(scan));
  // With patterns as measured it is 0.00, with amplified differences 0.68.
  assertGreater(phase.correlation ?? NaN, 0.4);
});

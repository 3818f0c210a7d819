/**
 * Images of scans that were exposed otherwise than the one that their network was trained on.
 *
 * @module
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { selectAccelerator } from "../../backend/accelerator.ts";
import { createInferencePayload } from "../../config/inference_payload.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { encodeSafetensors } from "../../data/formats/safetensors.ts";
import { loadScan } from "../../data/load_scan.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { createModel } from "../../model/create_model.ts";
import { readWeights } from "../../model/weights.ts";
import { infer } from "../../recon/infer.ts";
import type { InferResult } from "../../recon/inference_result.ts";
import { withTempDir } from "../data/temp_dir.ts";

const accelerator = await selectAccelerator("cpu", { threads: 1 });

Deno.test("infer() paints a scan alike whatever its exposure, and one that was trained on by the scales that it had there", () =>
  withTempDir(async (directory) => {
    const scan = simulateScan({ patchSize: 64, patterns: 5, photons: 1e5, seed: 3 });
    await writeScan(`${directory}/scan.npz`, scan);
    // A power of four changes no digit.
    await writeScan(`${directory}/long.npz`, { ...scan, amplitude: scan.amplitude.map((x) => 4 * x) });
    const payload = createTrainingPayload({ model: { filterScale: 0.125 } });
    const model = createModel(payload, { seed: 1 });
    const weights = await readWeights(model);
    model.dispose();
    const imageOf = async (name: string, scanDigest: string): Promise<InferResult> => {
      const trainer = { scales: { inputScale: 0.01, physicsScale: 1 }, digests: { scan: scanDigest } };
      const metadata = { payload: JSON.stringify(payload), trainer: JSON.stringify(trainer) };
      await Deno.writeFile(`${directory}/network.safetensors`, encodeSafetensors(weights, metadata));
      const inference = {
        scan: `${directory}/${name}.npz`,
        modelPath: `${directory}/network.safetensors`,
        results: false,
      };
      return await infer(createInferencePayload({ inference, execution: { outputDir: `${directory}/out` } }), {
        accelerator,
      });
    };
    const short = await imageOf("scan", "another");
    const long = await imageOf("long", "another");
    assertEquals(long.reconstruction.object, short.reconstruction.object);
    assertEquals(long.warnings.filter((warning) => warning.includes("energy")), []);
    const known = await imageOf("scan", (await loadScan(`${directory}/scan.npz`)).digest);
    assert(known.reconstruction.object.re.length > 0);
    assertNotEquals(known.reconstruction.object, short.reconstruction.object);
  }));

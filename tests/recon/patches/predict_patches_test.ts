import { assertEquals } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { timeKernels } from "../../../backend/kernel_timer.ts";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { prepareSamples } from "../../../data/samples.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { createModel } from "../../../model/create_model.ts";
import { predictPatches } from "../../../recon/patches/predict_patches.ts";

const payload = createTrainingPayload({ model: { filterScale: 0.125 } });
const scan = simulateScan({ patchSize: 64, patterns: 6, seed: 3 });

Deno.test("predictPatches() runs the network once for a batch, with diffraction or without", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  const model = createModel(payload, { seed: 1 });
  const convolutions = async (diffraction: boolean): Promise<number | undefined> => {
    const samples = prepareSamples(scan, payload, { seed: 1 });
    const timer = timeKernels();
    await Array.fromAsync(predictPatches(model, samples, { batchSize: 2, diffraction }));
    return timer.stop().find(({ kernel }) => kernel === "FusedConv2D")?.calls;
  };
  const once = model.parameters.keys().filter((name) => /conv[12]\.weight$/.test(name)).toArray().length;
  assertEquals([await convolutions(false), await convolutions(true)], [3 * once, 3 * once]);
  model.dispose();
});

import * as tf from "@tensorflow/tfjs";
import { assertEquals, assertMatch } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { createReconstructionPayload } from "../../../config/reconstruction_payload.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { reconstruct } from "../../../recon/engine_run/reconstruct.ts";
import { hasWebgpu } from "../../available_accelerators.ts";
import { TempDir } from "../../data/temp_dir.ts";

Deno.test({
  name: "reconstruct() says once why batches are not done again on a GPU",
  ignore: !(await hasWebgpu()),
  fn: async () => {
    using space = new TempDir();
    const scan = `${space.path}/scan.npz`;
    await writeScan(scan, simulateScan({ patchSize: 16, patterns: 8 }));
    const warnings: string[] = [];
    const payload = createReconstructionPayload({
      data: { scan },
      // Patches are correlated by products with matrices, which are tensorflow.js' own.
      engine: { iterations: 1, batchSize: 2, probeStart: 0, positionStart: 0, positionMethod: "crossCorrelation" },
      execution: { accelerator: "webgpu", outputDir: `${space.path}/image` },
    });
    try {
      await reconstruct(payload, {
        onWarning: (text) => warnings.push(text),
        // From the third batch on such a product is another program.
        onProgress: ({ done }) => done === 4 && tf.env().set("WEBGPU_MATMUL_PROGRAM_TYPE", 0),
      });
    } finally {
      await selectAccelerator("cpu");
    }
    const told = warnings.filter((text) => text.includes("replayed"));
    assertEquals(told.length, 1, warnings.join("\n"));
    assertMatch(told[0] ?? "", /^Batches are not replayed on the GPU, and take longer: two steps differ in more than/);
  },
});

/**
 * A training in a process of its own, whose adapter is said to be hardware: it prints which kernels it had, which way each
 * took, and a digest of the weights.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { createTrainingPayload, fit, selectAccelerator, simulateScan, writeScan } from "@exitwave/exitwave";
import type { GpuBackend } from "../../../backend/gpu/programs/gpu_backend.ts";
import { promisingVariants } from "../../../backend/gpu/programs/gpu_variant.ts";
import { adapterOf, tuningKey } from "../../../backend/gpu/tuning/tune_kernels.ts";

/** What the process prints. */
export interface TunedTraining {
  /** What choices are kept under. */
  readonly adapter: string;
  /** Of each kernel what its choice is kept under, another way, and the way that it took; of those that have a choice. */
  readonly ways: readonly (readonly [string, string, string | undefined])[];
  /** SHA-256 of the weights. */
  readonly weights: string;
}

if (import.meta.main) {
  const [directory = "", autotune] = Deno.args;
  await writeScan(`${directory}/scan.npz`, simulateScan({ patchSize: 64, patterns: 2, photons: 1e5 }));
  const payload = createTrainingPayload({
    data: { scan: `${directory}/scan.npz` },
    model: { filterScale: 0.125 },
    training: { epochs: 1, batchSize: 1, limitTrainBatches: 1, limitValBatches: 1 },
    execution: {
      outputDir: `${directory}/run`,
      accelerator: "webgpu",
      autotune: autotune === "true",
      sanityValBatches: 0,
    },
  });
  const accelerator = { ...await selectAccelerator("webgpu"), software: false };
  const { weights } = await fit(payload, { accelerator, overwrite: true });
  const backend = tf.backend() as GpuBackend;
  const bytes = new Blob([...weights.values()].map(({ data }) => Float32Array.from(data)));
  const digest = await crypto.subtle.digest("SHA-256", await bytes.arrayBuffer());
  const told: TunedTraining = {
    adapter: adapterOf(backend.device),
    ways: backend.choices.met.flatMap((sized) => {
      const { kernel, sizes } = sized, taken = backend.choices.nameOf(sized);
      // Not one in tiles, which lavapipe compiles for seconds.
      const other = kernel.variants.slice(0, 2).find(({ name, program }) => name !== taken && program(sizes));
      return promisingVariants(kernel, sizes).length > 1 ? [[tuningKey(sized), other?.name ?? "", taken]] : [];
    }),
    weights: new Uint8Array(digest).toHex(),
  };
  // deno-lint-ignore no-console -- read by the test
  console.log(JSON.stringify(told));
  Deno.exit(0);
}

/**
 * Exitwave: physics-informed networks that turn ptychography scans into images.
 *
 * Builders say what is wanted, a factory compiles them into a frozen, audited payload, and training and inference take
 * nothing else:
 *
 * ```ts
 * import { createInferencePayload, createTrainingPayload, fit, infer } from "@exitwave/exitwave";
 * import { data, execution, inference, model, training } from "@exitwave/exitwave";
 * import { simulateScan, writeScan } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const directory = await Deno.makeTempDir();
 * const [scan, run, image] = ["scan.npz", "run", "image"].map((name) => `${directory}/${name}`) as [string, string, string];
 * await writeScan(scan, simulateScan({ patterns: 8, photons: 1e5 }));
 *
 * const payload = createTrainingPayload({
 *   data: data().scan(scan),
 *   model: model().pinn().filterScale(0.125).loss("poisson"),
 *   training: training().epochs(1).batchSize(4),
 *   execution: execution().outputDir(run).accelerator("cpu"),
 * });
 * const { exitReason } = await fit(payload);
 * assertEquals(exitReason, "finished");
 *
 * const request = createInferencePayload({
 *   inference: inference().modelPath(run).scan(scan),
 *   execution: execution().outputDir(image).accelerator("cpu"),
 * });
 * const { files } = await infer(request);
 * assertEquals(files.reconstruction, `${image}/reconstruction.npz`);
 * await Deno.remove(directory, { recursive: true });
 * ```
 *
 * @module
 */

export * from "./mod/config.ts";
export * from "./mod/data.ts";
export * from "./mod/train.ts";
export * from "./mod/recon.ts";
export * from "./mod/figures.ts";

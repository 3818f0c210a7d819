/**
 * Halves of a scan, each reconstructed by one trained network.
 *
 * @module
 */
import { acceleratorFor } from "../../backend/accelerator_for.ts";
import { failureBehind, requireTrust } from "../../backend/accelerator_failure.ts";
import { requireDeterminism } from "../../backend/determinism.ts";
import { notReplayed } from "../../backend/step_replays.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import { inferenceRequest } from "../inference_request.ts";
import { loadInferenceSamples } from "../inference_samples.ts";
import { inferenceScience, insistsOnMeasurement } from "../inference_science.ts";
import { reconstructSamples } from "../patches/reconstruct_samples.ts";
import { requestedScan } from "../requested_scan.ts";
import { trainedModel } from "../trained_model.ts";
import { type HalfImages, type HalfImagesOptions, halves } from "./half_images.ts";
import { halfSamples } from "./half_samples.ts";

/**
 * Paints both halves as `infer` paints the whole, one after the other. Groups are formed within each half; scales, probe and
 * positions are those of the whole.
 *
 * @param run Directory of a training.
 * @param options Who looks on.
 * @throws {RangeError} If there are too few patterns, or those of a half form no groups.
 * @throws {Error} If a file cannot be read, or the accelerator failed.
 */
export async function networkHalves(run: string, options: HalfImagesOptions): Promise<HalfImages> {
  const { scan: named, onProgress, onWarning, signal } = options;
  const { payload, trained, warnings } = await inferenceRequest(
    run,
    named === undefined ? {} : {
      override: { inference: { scan: named } },
    },
  );
  const science = inferenceScience(payload, trained.payload);
  const { path, warnings: found } = await requestedScan(payload, trained);
  using open = new DisposableStack();
  const loaded = await loadInferenceSamples(path, {
    ...{ science, trained, open, frameCache: payload.execution.frameCache },
    believesFile: !insistsOnMeasurement(payload, trained.payload, path),
  });
  const { seed } = trained.payload.training;
  const parts = halves(loaded.samples.patterns, seed).map((places) => halfSamples(loaded, { places, science, seed }));
  const accelerator = await acceleratorFor(payload, options.accelerator);
  const doubts = requireDeterminism(payload.execution.deterministic, accelerator);
  [...warnings, ...found, ...loaded.warnings, ...doubts].forEach((warning) => onWarning?.(warning));
  const { batchSize, crop, patchWeighting } = payload.inference;
  const total = parts.reduce((sum, { members }) => sum + members.length, 0);
  const model = trainedModel(trained, { science, limits: accelerator.limits });
  try {
    let before = 0;
    const images: Reconstruction[] = [];
    for (const samples of parts) {
      images.push(
        await reconstructSamples(model, samples, {
          ...{ batchSize, crop, patchWeighting },
          replay: payload.execution.replay,
          onRefusal: (reason) => onWarning?.(notReplayed("Batches", reason)),
          onProgress: ({ done }) => onProgress?.({ done: before + done, total }),
          ...(signal && { signal }),
        }),
      );
      before += samples.members.length;
    }
    await requireTrust(accelerator);
    const [counts, both] = [parts.map(({ patterns }) => patterns.count), images];
    return {
      ...{ kind: "network", by: trained.path, seed, scan: { path, digest: loaded.scan.digest } },
      patterns: counts as [number, number],
      images: both as [Reconstruction, Reconstruction],
    };
  } catch (error) {
    throw await failureBehind(error, accelerator);
  } finally {
    model.dispose();
  }
}

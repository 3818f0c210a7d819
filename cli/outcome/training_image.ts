/**
 * The image at the end of a training: its own scan, reconstructed as `infer RUN` does, so that the first command shows one.
 *
 * @module
 */
import type { Accelerator } from "../../backend/accelerator.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import type { InferResult } from "../../recon/inference_result.ts";
import type { FitResult } from "../../train/fit_result.ts";
import type { Output } from "../terminal/output.ts";
import { refineProgress } from "./refinement_text.ts";
import { tellFindings } from "./tell_findings.ts";
import { progressLine } from "../terminal/progress_line.ts";

/** What an image is made with. */
export interface TrainingImageOptions {
  readonly payload: TrainingPayload;
  readonly accelerator: Accelerator;
  readonly output: Output;
  /** Stops the reconstruction after a batch. */
  readonly signal: AbortSignal;
  /** Called with each sentence on what looks wrong. */
  readonly onWarning: (text: string) => void;
}

/**
 * Reconstructs the scan of a training that came to its end, with its best checkpoint, into `image` of its run. A training
 * does not fail for its image: what goes wrong is a warning.
 *
 * @param result What came of the training.
 * @param options What it is made with.
 * @returns Null where there is no image: nothing was kept of the network, the training was stopped, or it failed.
 */
export async function trainingImage(
  { exitReason, lastCheckpoint, bestCheckpoint, runDirectory }: FitResult,
  { payload, accelerator, output, signal, onWarning }: TrainingImageOptions,
): Promise<InferResult | null> {
  const isDone = exitReason === "finished" || exitReason === "early_stopped" || exitReason === "max_steps";
  if (!isDone || signal.aborted || (lastCheckpoint ?? bestCheckpoint) === null) return null;
  const [{ inferenceRequest }, { infer }] = await Promise.all([
    import("../../recon/inference_request.ts"),
    import("../../recon/infer.ts"),
  ]);
  const { deterministic, frameCache, progress } = payload.execution;
  try {
    // Before all else what the training has in common: the device was chosen for it.
    const request = await inferenceRequest(runDirectory, {
      flag: { inference: { modelPath: runDirectory }, execution: { deterministic, frameCache } },
    });
    const result = await infer(request.payload, {
      ...{ accelerator, signal, trained: request.trained, onWarning },
      ...(progress && {
        onProgress: progressLine(output, { doing: "reconstructing", of: "patches" }),
        ...refineProgress(request.payload.inference.refine, output),
      }),
    });
    tellFindings(result, output);
    return result;
  } catch (error) {
    if (!signal.aborted) {
      const problem = error instanceof Error ? error.message : String(error);
      onWarning(`the image of the run was not made, or not all of it: ${problem.split("\n")[0]}`);
    }
    return null;
  } finally {
    output.redraw(null);
  }
}

/**
 * The image at the end of a training: its own scan, reconstructed as `infer RUN` does, and polished by an engine where that
 * is asked for.
 *
 * @module
 */
import { isBuilder, type SectionInput, type SectionsSource } from "../../config/builders/builder.ts";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { createInferencePayload } from "../../config/inference_payload.ts";
import type { InferOptions, InferResult } from "../../recon/inference_result.ts";
import type { Callback } from "./callback.ts";
import type { TrainedEvent } from "./events.ts";

/** Options of {@link createFinalImage}. */
export interface FinalImageOptions extends Pick<InferOptions, "onProgress" | "onTuning" | "onRefine" | "onIteration"> {
  /** Iterations of the engine, 0 for none; left out, `inference.refine` of the training. */
  readonly refine?: number;
  /** The engine, as a builder or plain fields; what it leaves unsaid is as in the section `engine` of the training. */
  readonly engine?: SectionsSource<"engine"> | SectionInput<"engine">;
  /**
   * Told, one sentence each, what looks wrong in the scan and the image, and why there is no image. Without it `fit` throws
   * where the image cannot be made; the run is whole then all the same.
   */
  readonly onWarning?: (text: string) => void;
}

/** The callback that makes the image. */
export interface FinalImage extends Callback<string> {
  /** What came of it, with the R-factors before and after the polish in `refinement`; null where there is no image. */
  readonly result: InferResult | null;
}

/** Name of the callback. */
export const FINAL_IMAGE = "final image";

/**
 * A callback that makes an image of the training's scan once the training is over, with its best checkpoint, into `image`
 * of the run's directory: the files that `infer RUN` writes, and the same bits. With `refine`, an engine goes on from it.
 *
 * There is an image of what ended by itself: after the last epoch, by early stopping, or at `training.maxSteps`; and of a
 * run with nothing left to train that is resumed. There is none where the training was stopped or told to end, and where
 * nothing of the network was kept (`execution.checkpointing`). The signal of `fit` ends the image after a batch: then
 * nothing is written of it, and resuming the run makes it.
 *
 * @param options The polish, and who is told of it.
 * @returns The callback.
 * @throws {ConfigError} If the engine is not one.
 *
 * @example
 * ```ts
 * import { createFinalImage, engine } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const image = createFinalImage({ refine: 10, engine: engine().lsqml() });
 * // Of `fit(payload, { callbacks: [image] })`: image.result.refinement.after.rFactor
 * assertEquals([image.name, image.result], ["final image", null]);
 * ```
 */
export function createFinalImage(options: FinalImageOptions = {}): FinalImage {
  const { onWarning } = options;
  const polish = polishOf(options);
  const { warnings } = createInferencePayload(polish);
  let result: InferResult | null = null;
  return {
    name: FINAL_IMAGE,
    get result(): InferResult | null {
      return result;
    },
    onFitStart(): void {
      warnings.forEach((warning) => onWarning?.(warning));
    },
    async onTrained(event): Promise<void> {
      result = null;
      if (!endedByItself(event) || event.signal.aborted) return;
      try {
        result = await imageOf(event, polish, options);
      } catch (error) {
        if (event.signal.aborted) return;
        if (!onWarning) throw error;
        const problem = error instanceof Error ? error.message : String(error);
        onWarning(`the image of the run was not made, or not all of it: ${problem.split("\n")[0]}`);
      }
    },
  };
}

// --- internal ---

function polishOf({ refine, engine }: FinalImageOptions): Pick<SectionsInput, "inference" | "engine"> {
  return {
    ...(refine !== undefined && { inference: { refine } }),
    ...(isBuilder(engine) ? engine.sections : engine && { engine }),
  };
}

function endedByItself({ exitReason, lastCheckpoint, bestCheckpoint }: TrainedEvent): boolean {
  const isDone = exitReason === "finished" || exitReason === "early_stopped" || exitReason === "max_steps";
  return isDone && (lastCheckpoint ?? bestCheckpoint) !== null;
}

async function imageOf(
  { runDirectory, payload, accelerator, signal }: TrainedEvent,
  polish: ReturnType<typeof polishOf>,
  { onWarning, onProgress, onTuning, onRefine, onIteration }: FinalImageOptions,
): Promise<InferResult> {
  // Loaded here: a training without an image needs none of it.
  const [{ inferenceRequest }, { infer }] = await Promise.all([
    import("../../recon/inference_request.ts"),
    import("../../recon/infer.ts"),
  ]);
  const { deterministic, frameCache } = payload.execution;
  const request = await inferenceRequest(runDirectory, {
    override: polish,
    flag: { inference: { modelPath: runDirectory }, execution: { deterministic, frameCache } },
  });
  return await infer(request.payload, {
    ...{ accelerator, signal, trained: request.trained },
    ...(onWarning && { onWarning }),
    ...(onProgress && { onProgress }),
    ...(onTuning && { onTuning }),
    ...(onRefine && { onRefine }),
    ...(onIteration && { onIteration }),
  });
}

/**
 * The image at the end of a training, as the command makes it: that of its script, or else one of its own.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";
import type { Callback } from "../../train/callbacks/callback.ts";
import { createFinalImage, FINAL_IMAGE, type FinalImage } from "../../train/callbacks/final_image.ts";
import { progressLine } from "../terminal/progress_line.ts";
import type { Output } from "../terminal/output.ts";
import { refineProgress } from "./refinement_text.ts";
import { tuningProgress } from "./tuning_progress.ts";

/** What an image is made with. */
export interface TrainingImageOptions {
  readonly payload: TrainingPayload;
  readonly output: Output;
  /** Called with each sentence on what looks wrong. */
  readonly onWarning: (text: string) => void;
}

/** The callbacks of a training, and which of them makes its image. */
export interface WithImage {
  readonly callbacks: readonly Callback<string>[];
  /** Null where there is to be none. */
  readonly image: FinalImage | null;
}

/**
 * Sees to it that a training ends with an image, and does not fail for it.
 *
 * @param callbacks Those of a script; where one of them makes the image, there is no other.
 * @param options What it is made with.
 */
export function withTrainingImage(
  callbacks: readonly Callback<string>[],
  { payload: { execution, inference }, output, onWarning }: TrainingImageOptions,
): WithImage {
  const scripted = callbacks.find(isFinalImage);
  if (scripted || !inference.results) return { callbacks, image: scripted ?? null };
  const image = createFinalImage({
    onWarning,
    ...(execution.progress && {
      onProgress: progressLine(output, { doing: "reconstructing", of: "patches" }),
      onTuning: tuningProgress(output),
      ...refineProgress(inference.refine, output),
    }),
  });
  return { callbacks: [...callbacks, image], image };
}

// --- internal ---

/** By its name: a script may have loaded the library from elsewhere. */
function isFinalImage(callback: Callback<string>): callback is FinalImage {
  return callback.name === FINAL_IMAGE && "result" in callback;
}

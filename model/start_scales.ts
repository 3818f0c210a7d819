/**
 * Scales of the physics that begin where the data are.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";
import type { SciencePayload } from "../config/payload.ts";
import type { Model } from "./create_model.ts";
import { chooseValid, validPixels } from "./loss/valid_pixels.ts";
import type { ModelBatch } from "./model_batch.ts";
import { matchBrightness } from "./physics/rectangular_scale.ts";

/** Whether scales of a model begin where {@link startScales} puts them. */
export function scalesStartFromData(model: SciencePayload["model"]): boolean {
  return model.forwardMode === "rectangular_scaled" && model.rectScaleInit === "data";
}

/**
 * Starts the scales of the real and imaginary part where the patterns that a model predicts for a batch are as bright as the
 * measured ones, s1 = s2 = √(Σ measured intensity / Σ predicted intensity) over valid pixels. Nothing is waited for, and the
 * result is the same for any number of threads.
 *
 * @param model The model, its weights as they were drawn.
 * @param batch The batch.
 */
export function startScales(model: Model, batch: ModelBatch): void {
  tf.tidy(() => {
    const { amplitude, mask } = batch;
    const chosen = mask && validPixels(mask, amplitude.shape).chosen;
    const brightness = (image: tf.Tensor4D): tf.Scalar =>
      (chosen ? chooseValid(image, chosen) : image).square().sum<tf.Scalar>();
    matchBrightness(model.parameters, { measured: brightness(amplitude), predicted: brightness(model.predict(batch)) });
  });
}

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
 * Starts the scales of the real and imaginary part where the patterns that a model predicts for some batches are as bright as the
 * measured ones, s1 = s2 = √(Σ measured intensity / Σ predicted intensity) over valid pixels. Nothing is waited for, and the
 * result is the same for any number of threads.
 *
 * @param model The model, its weights as they were drawn.
 * @param batches The batches, which are looked at together.
 */
export function startScales(model: Model, batches: Iterable<ModelBatch>): void {
  tf.tidy(() => {
    let [measured, predicted] = [tf.scalar(0), tf.scalar(0)];
    for (const batch of batches) {
      const brightness = tf.tidy(() => brightnessOf(model, batch));
      measured = measured.add(brightness.measured);
      predicted = predicted.add(brightness.predicted);
    }
    matchBrightness(model.parameters, { measured, predicted });
  });
}

// --- internal ---

function brightnessOf(model: Model, batch: ModelBatch): { measured: tf.Scalar; predicted: tf.Scalar } {
  const { amplitude, mask } = batch;
  const chosen = mask && validPixels(mask, amplitude.shape).chosen;
  const sum = (image: tf.Tensor4D): tf.Scalar =>
    (chosen ? chooseValid(image, chosen) : image).square().sum<tf.Scalar>();
  return { measured: sum(amplitude), predicted: sum(model.predict(batch)) };
}

/**
 * The network at work: it paints a batch, and whoever takes patches where they are painted gets them. On an accelerator that can
 * record what it is told, batches that are alike are done again as the first of them.
 *
 * @module
 */
import { markInputs } from "../../backend/step_recorder.ts";
import { StepReplays, type StepReplaysOptions } from "../../backend/step_replays.ts";
import * as tf from "../../packages/tensorflow.ts";
import type { Batch } from "../../data/batches.ts";
import { batchInputs } from "../../data/feed/batch_inputs.ts";
import { BatchUploader, type UploadedBatch } from "../../data/feed/batch_uploader.ts";
import type { Samples } from "../../data/samples.ts";
import type { Model } from "../../model/create_model.ts";
import type { PatchRange, PatchTaker } from "./patch_taker.ts";

/** What is wanted of the patches. */
export interface PatchPainterOptions {
  /** Whether their pixels are to be read. */
  readonly read: boolean;
  /** Whether the diffraction that they predict is to be read too. */
  readonly diffraction: boolean;
  /** Who takes them where they are painted. */
  readonly takers: readonly PatchTaker[];
  /** How batches are done again. */
  readonly replays: StepReplaysOptions;
}

/** A batch that was handed to the accelerator. */
export interface PaintedBatch extends PatchRange {
  /** Amplitudes, phases and diffraction, each (B, N, N), one behind the other; a single value where pixels are not read. */
  readonly output: tf.Tensor1D;
}

/** Paints the batches of one set of samples. */
export class PatchPainter implements Disposable {
  readonly #model: Model;
  readonly #options: PatchPainterOptions;
  readonly #uploader: BatchUploader;
  readonly #replays: StepReplays;

  /**
   * @param model A trained model, on the current backend.
   * @param samples Samples of the model's patch size.
   * @param options What is wanted of the patches.
   */
  constructor(model: Model, samples: Samples, options: PatchPainterOptions) {
    this.#model = model;
    this.#options = options;
    this.#uploader = new BatchUploader(samples);
    this.#replays = new StepReplays(options.replays);
  }

  /**
   * Hands a batch to the accelerator; nothing is awaited.
   *
   * @param batch The batch that follows those before it.
   * @returns What can be read of it, the caller's to free.
   */
  paint(batch: Batch): PaintedBatch {
    const { size, channels, indices } = batch;
    const range = { first: (indices[0] ?? 0) * channels, size: size * channels };
    const output = tf.tidy(() => {
      const tensors = this.#uploader.upload(batch);
      const { tensors: own, kind } = batchInputs(tensors, this.#uploader);
      const prepared = this.#options.takers.map((taker) => taker.prepare(range));
      const inputs = [...own, ...prepared.flat()];
      const [only] = this.#replays.take({
        key: JSON.stringify(kind),
        inputs: () => inputs,
        work: () => {
          markInputs(inputs);
          return { outputs: [this.#work(tensors, prepared)] };
        },
      });
      return only;
    });
    return { ...range, output };
  }

  /** Frees what stays on the accelerator. */
  [Symbol.dispose](): void {
    this.#replays.dispose();
    this.#uploader.dispose();
  }

  #work(tensors: UploadedBatch, prepared: readonly (readonly tf.Tensor[])[]): tf.Tensor1D {
    const { takers, read, diffraction } = this.#options;
    return tf.tidy(() => {
      const patches = this.#model.patches(tensors);
      const [amp, phase] = [planes(patches.amp), planes(patches.phase)];
      takers.forEach((taker, index) => taker.take({ amp, phase }, prepared[index] ?? []));
      // A single value tells as well that the batch is done.
      if (!read) return amp.flatten().slice([0], [1]);
      const parts = [amp, phase, ...(diffraction ? [planes(this.#model.diffract(patches, tensors))] : [])];
      return tf.concat(parts.map((part) => part.flatten()));
    });
  }
}

// --- internal ---

/** Images (B, N, N, C) one behind the other, (B · C, N, N), the patterns of a sample in their order. */
function planes(images: tf.Tensor4D): tf.Tensor3D {
  const [batch, height, width, channels] = images.shape;
  const first = channels === 1 ? images : images.transpose([0, 3, 1, 2]);
  return first.reshape([batch * channels, height, width]);
}

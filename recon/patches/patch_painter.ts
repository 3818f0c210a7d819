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
import type { PaintedPatches, PatchRange, PatchTaker } from "./patch_taker.ts";

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
  /**
   * What is read of it: values for each taker, then amplitudes, phases and diffraction, each (B, N, N), where they are
   * wanted; a single value where nothing is.
   */
  readonly output: tf.Tensor1D;
  /** How many values are for each taker. */
  readonly notes: readonly number[];
}

/** Paints the batches of one set of samples. */
export class PatchPainter implements Disposable {
  readonly #model: Model;
  readonly #options: PatchPainterOptions;
  readonly #uploader: BatchUploader;
  readonly #replays: StepReplays;
  /** How many values there are for each taker in a batch, by its kind. */
  readonly #notes = new Map<string, readonly number[]>();

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
    let key = "";
    const output = tf.tidy(() => {
      const tensors = this.#uploader.upload(batch);
      const { tensors: own, kind } = batchInputs(tensors, this.#uploader);
      const prepared = this.#options.takers.map((taker) => taker.prepare(range));
      const inputs = [...own, ...prepared.flat()];
      key = JSON.stringify(kind);
      const [only] = this.#replays.take({
        key,
        inputs: () => inputs,
        work: () => {
          markInputs(inputs);
          const { output, notes } = this.#work(tensors, prepared);
          this.#notes.set(key, notes);
          return { outputs: [output] };
        },
      });
      return only;
    });
    return { ...range, output, notes: this.#notes.get(key) ?? [] };
  }

  /** Frees what stays on the accelerator. */
  [Symbol.dispose](): void {
    this.#replays.dispose();
    this.#uploader.dispose();
  }

  #work(
    tensors: UploadedBatch,
    prepared: readonly (readonly tf.Tensor[])[],
  ): { readonly output: tf.Tensor1D; readonly notes: readonly number[] } {
    const { takers, read, diffraction } = this.#options;
    let notes: readonly number[] = [];
    const output = tf.tidy(() => {
      const painted = this.#paintedBy(tensors);
      const { amp, phase } = painted;
      const taken = takers.map((taker, index) => taker.take(painted, prepared[index] ?? []));
      notes = taken.map((tensor) => tensor?.size ?? 0);
      const images = read ? [amp, phase, ...(diffraction ? [painted.diffraction()] : [])] : [];
      const parts = [...taken.filter((tensor) => tensor !== null), ...images].map((part) => part.flatten());
      // A single value tells as well that the batch is done.
      return parts.length > 0 ? tf.concat(parts) : amp.flatten().slice([0], [1]);
    });
    return { output, notes };
  }

  #paintedBy(tensors: UploadedBatch): PaintedPatches {
    const patches = this.#model.patches(tensors);
    const { amplitude, mask } = tensors;
    let predicted: tf.Tensor3D | null = null;
    return {
      amp: planes(patches.amp),
      phase: planes(patches.phase),
      diffraction: () => predicted ??= planes(this.#model.diffract(patches, tensors)),
      measured: () => planes(amplitude),
      mask: () => mask ? planes(mask) : null,
    };
  }
}

// --- internal ---

/** Images (B, N, N, C) one behind the other, (B · C, N, N), the patterns of a sample in their order. */
function planes(images: tf.Tensor4D): tf.Tensor3D {
  const [batch, height, width, channels] = images.shape;
  const first = channels === 1 ? images : images.transpose([0, 3, 1, 2]);
  return first.reshape([batch * channels, height, width]);
}

/**
 * Batches of an engine on their way to the accelerator.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { readMasks } from "../../data/frames/masks.ts";
import { createDftKernel, type DftKernel, disposeDftKernel } from "../../model/physics/dft.ts";
import type { MeasuredPatterns, PatchPlaces } from "../../backend/operations/engine.ts";
import type { EngineCanvas } from "./state/engine_canvas.ts";
import type { EngineScan } from "./state/engine_scan.ts";
import { ResidentPatterns } from "./state/resident_patterns.ts";
import type { ResidualGatherer } from "./state/residuals.ts";

/** Patterns of a batch on the accelerator. */
export interface UploadedPatterns {
  /** Where they lie. */
  readonly places: PatchPlaces;
  /** What was measured. */
  readonly measured: MeasuredPatterns;
}

/** Uploads batches; what all of them share stays on the accelerator. */
export class BatchFeed {
  readonly #scan: EngineScan;
  readonly #canvas: Pick<EngineCanvas, "places">;
  readonly #dft: DftKernel;
  readonly #shared: tf.Tensor | null;
  /** Undefined until the first batch. */
  #resident: ResidentPatterns | null | undefined;

  /**
   * @param scan The scan.
   * @param canvas Where its patches lie.
   * @throws {RangeError} If the side of patterns is odd.
   */
  constructor(scan: EngineScan, canvas: Pick<EngineCanvas, "places">) {
    this.#scan = scan;
    this.#canvas = canvas;
    this.#dft = createDftKernel(scan.patchSize);
    const { patchSize, masks } = scan;
    this.#shared = masks?.shared ? tf.tensor2d(Float32Array.from(masks.shared), [patchSize, patchSize]) : null;
  }

  /**
   * Uploads a batch; its tensors are the caller's to free.
   *
   * @param numbers Numbers of its patterns.
   * @param gatherer Sees the amplitudes.
   */
  upload(numbers: Int32Array, gatherer: ResidualGatherer): UploadedPatterns {
    const { corners, fractions } = this.#canvas.places(numbers);
    return {
      places: {
        corners: tf.tensor2d(corners, [numbers.length, 2], "int32"),
        fractions: tf.tensor2d(fractions, [numbers.length, 2]),
      },
      measured: {
        amplitude: this.#amplitude(numbers, gatherer),
        mask: this.#shared ?? this.#own(numbers),
        matrix: this.#dft.matrix,
      },
    };
  }

  /** Frees what batches share. */
  [Symbol.dispose](): void {
    disposeDftKernel(this.#dft);
    this.#shared?.dispose();
    this.#resident?.[Symbol.dispose]();
  }

  #amplitude(numbers: Int32Array, gatherer: ResidualGatherer): tf.Tensor3D {
    const { patchSize } = this.#scan;
    if (this.#resident === undefined) {
      this.#resident = ResidentPatterns.of(this.#scan, (read, amplitudes) => gatherer.see(read, amplitudes));
    }
    if (this.#resident) return this.#resident.take(numbers);
    const amplitudes = this.#scan.amplitudes(numbers);
    gatherer.see(numbers, amplitudes);
    return tf.tensor3d(amplitudes, [numbers.length, patchSize, patchSize]);
  }

  /** Masks of the patterns, where each has its own. */
  #own(numbers: Int32Array): tf.Tensor | null {
    const { patchSize, masks } = this.#scan;
    if (!masks) return null;
    return tf.tensor3d(Float32Array.from(readMasks(masks, numbers)), [numbers.length, patchSize, patchSize]);
  }
}

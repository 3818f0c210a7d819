/**
 * Batches of an engine on their way to the accelerator.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { readMasks } from "../../data/frames/masks.ts";
import type { Positions } from "../../data/positions.ts";
import { range } from "../../data/random/random.ts";
import { createDftKernel, type DftKernel, disposeDftKernel } from "../../model/physics/dft.ts";
import type { MeasuredPatterns, PatchPlaces } from "../../backend/operations/waves/engine.ts";
import type { EngineCanvas } from "./state/engine_canvas.ts";
import type { EngineScan } from "./state/engine_scan.ts";
import { uploadedPlaces } from "./state/patch_places.ts";
import { ResidentPatterns } from "./state/resident_patterns.ts";
import type { ResidualGatherer } from "./state/residuals.ts";

/** Patterns of a batch on the accelerator. */
export interface UploadedPatterns {
  /** (B) their numbers, int32. */
  readonly rows: tf.Tensor1D;
  /** Where they lie. */
  readonly places: PatchPlaces;
  /** What was measured. */
  readonly measured: MeasuredPatterns;
}

/** A batch that is brought to the accelerator. */
export interface BroughtBatch {
  /** What differs from batch to batch, in an order that does not change; the feed frees what stays. */
  readonly tensors: readonly tf.Tensor[];
  /** Its patterns, made of these; they are the caller's to free. */
  readonly patterns: () => UploadedPatterns;
}

/** Uploads batches; what all of them share stays on the accelerator. */
export class BatchFeed {
  readonly #scan: EngineScan;
  readonly #canvas: Pick<EngineCanvas, "places" | "positions">;
  readonly #dft: DftKernel;
  readonly #shared: tf.Tensor | null;
  /** Undefined until the first batch. */
  #resident: ResidentPatterns | null | undefined;
  /** Where all patterns lie, on a GPU that keeps them. */
  #placed: { readonly positions: Positions; readonly places: MovingPlaces } | null = null;

  /**
   * @param scan The scan.
   * @param canvas Where its patches lie.
   * @throws {RangeError} If the side of patterns is odd.
   */
  constructor(scan: EngineScan, canvas: Pick<EngineCanvas, "places" | "positions">) {
    this.#scan = scan;
    this.#canvas = canvas;
    this.#dft = createDftKernel(scan.patchSize);
    const { patchSize, masks } = scan;
    this.#shared = masks?.shared ? tf.tensor2d(Float32Array.from(masks.shared), [patchSize, patchSize]) : null;
  }

  /**
   * Brings a batch, within `tf.tidy`. A GPU that keeps the patterns needs to be told their numbers alone.
   *
   * @param numbers Numbers of its patterns.
   * @param gatherer Sees the amplitudes.
   */
  bring(numbers: Int32Array, gatherer: ResidualGatherer): BroughtBatch {
    if (this.#resident === undefined) {
      this.#resident = ResidentPatterns.of(this.#scan, (read, amplitudes) => gatherer.see(read, amplitudes));
    }
    const rows = tf.tensor1d(numbers, "int32"), { matrix } = this.#dft, resident = this.#resident;
    if (resident) {
      const all = this.#places();
      return {
        tensors: [rows],
        patterns: () => {
          const { places, amplitude, mask } = resident.take(all, rows);
          return { rows, places, measured: { amplitude, mask: this.#shared ?? mask, matrix } };
        },
      };
    }
    const places = uploadedPlaces(this.#canvas.places(numbers));
    const [amplitude, mask] = [this.#amplitude(numbers, gatherer), this.#own(numbers)];
    return {
      tensors: [rows, places.corners, places.fractions, amplitude, ...(mask ? [mask] : [])],
      patterns: () => ({ rows, places, measured: { amplitude, mask: this.#shared ?? mask, matrix } }),
    };
  }

  /** Frees what batches share. */
  [Symbol.dispose](): void {
    disposeDftKernel(this.#dft);
    this.#shared?.dispose();
    this.#resident?.[Symbol.dispose]();
    this.#placed?.places.corners.dispose();
    this.#placed?.places.fractions.dispose();
  }

  /** Where all patterns lie by now. */
  #places(): PatchPlaces {
    const { positions } = this.#canvas;
    if (this.#placed?.positions === positions) return this.#placed.places;
    const places = tf.tidy(() => {
      const { corners, fractions } = uploadedPlaces(this.#canvas.places(range(this.#scan.count)));
      const moving = this.#placed?.places ??
        { corners: tf.variable(corners, false), fractions: tf.variable(fractions, false) };
      moving.corners.assign(corners);
      moving.fractions.assign(fractions);
      return moving;
    });
    this.#placed = { positions, places };
    return places;
  }

  #amplitude(numbers: Int32Array, gatherer: ResidualGatherer): tf.Tensor3D {
    const { patchSize } = this.#scan, amplitudes = this.#scan.amplitudes(numbers);
    gatherer.see(numbers, amplitudes);
    return tf.tensor3d(amplitudes, [numbers.length, patchSize, patchSize]);
  }

  /** Masks of the patterns, where each has its own. */
  #own(numbers: Int32Array): tf.Tensor | null {
    const { patchSize, masks } = this.#scan;
    if (!masks || this.#shared) return null;
    return tf.tensor3d(Float32Array.from(readMasks(masks, numbers)), [numbers.length, patchSize, patchSize]);
  }
}

// --- internal ---

/** Variables, so that they are in the same place whenever a GPU does a batch again. */
type MovingPlaces = {
  readonly corners: tf.Variable<tf.Rank.R2>;
  readonly fractions: tf.Variable<tf.Rank.R2>;
};

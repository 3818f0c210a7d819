/**
 * What patches are like, seen where they are painted: nobody has to read them for it.
 *
 * @module
 */
import { hasPatchMoments, MOMENTS, patchMoments, phaseVariance } from "../../backend/operations/patch_moments.ts";
import * as tf from "../../packages/tensorflow.ts";
import type { Network, Saturation } from "../../model/network/network.ts";
import type { PaintedPatches, PatchRange, PatchTaker } from "./patch_taker.ts";

/** What is seen of the central square of a patch of one head. */
export interface SeenPatch {
  readonly mean: number;
  readonly variance: number;
  readonly min: number;
  readonly max: number;
  /** Pixels at the lower bound, and at the upper. */
  readonly atBounds: readonly [number, number];
}

/** Who is told of it. */
export interface DeviceMomentsOptions {
  /** Side N of a patch. */
  readonly patchSize: number;
  /** Side of the central square whose phases' variance is seen. */
  readonly side: number;
  /** Where the heads are saturated. */
  readonly saturation: Network["saturation"];
  /** Told of each patch, in their order, with 1 − |mean of e^(i·phase)|² over the square of `side`. */
  readonly onPatch: (amplitude: SeenPatch, phase: SeenPatch, variance: number) => void;
  /** Told at the end of the squared deviations of each pixel of the central squares from patch to patch, of both heads. */
  readonly onPixels: (amplitude: Float32Array, phase: Float32Array) => void;
}

/** Looks at patches. */
export class DeviceMoments implements PatchTaker {
  readonly #options: DeviceMomentsOptions;
  /** Means of the pixels and their squared deviations, of amplitudes and of phases. */
  readonly #pixels: readonly [tf.Tensor3D, tf.Tensor3D];

  private constructor(options: DeviceMomentsOptions) {
    const side = options.patchSize / 2;
    const empty = (): tf.Tensor3D => tf.keep(tf.zeros([2, side, side]));
    this.#options = options;
    this.#pixels = [empty(), empty()];
  }

  /**
   * Begins with no patches.
   *
   * @param options Who is told.
   * @returns Null where the accelerator has no memory of its own.
   */
  static of(options: DeviceMomentsOptions): DeviceMoments | null {
    return hasPatchMoments() ? new DeviceMoments(options) : null;
  }

  /** How many patches were seen before. */
  prepare({ first }: PatchRange): [tf.Tensor1D] {
    return [tf.tensor1d([first], "float32")];
  }

  /** Looks at the patches. */
  take(
    { amp, phase }: Pick<PaintedPatches, "amp" | "phase">,
    [before]: ReturnType<DeviceMoments["prepare"]>,
  ): tf.Tensor {
    const { saturation, side } = this.#options;
    const seen = (images: tf.Tensor3D, pixels: tf.Tensor3D, bounds: Saturation): tf.Tensor =>
      patchMoments({ images, pixels, before }, bounds).flatten();
    const [amplitudes, phases] = this.#pixels;
    return tf.concat([
      ...[seen(amp, amplitudes, saturation.amp), seen(phase, phases, saturation.phase)],
      phaseVariance(phase, side),
    ]);
  }

  /** Tells of each of them. */
  noted(values: Float32Array, { size }: PatchRange): void {
    for (let patch = 0; patch < size; patch++) {
      const [amplitude, phase] = [seenAt(values, patch), seenAt(values, size + patch)];
      this.#options.onPatch(amplitude, phase, values[2 * MOMENTS * size + patch] ?? NaN);
    }
  }

  /** Tells of the pixels. */
  async finish(): Promise<void> {
    const [amplitudes, phases] = this.#pixels;
    const deviations = async (pixels: tf.Tensor3D): Promise<Float32Array> =>
      (await pixels.data<"float32">()).subarray(pixels.size / 2);
    this.#options.onPixels(await deviations(amplitudes), await deviations(phases));
  }

  /** Frees what is on the accelerator. */
  [Symbol.dispose](): void {
    tf.dispose([...this.#pixels]);
  }
}

// --- internal ---

function seenAt(values: Float32Array, at: number): SeenPatch {
  const [mean = NaN, variance = NaN, min = NaN, max = NaN, low = NaN, high = NaN] = values.subarray(MOMENTS * at);
  return { mean, variance, min, max, atBounds: [low, high] };
}

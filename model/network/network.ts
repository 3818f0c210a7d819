/**
 * What a network is to a model: parameters, and a way from diffraction patterns to object patches. It is a description:
 * nothing of it lies on the device, and it paints with whatever weights it is given.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";
import type { InertTensor, ParameterSpec } from "../parameters/parameter_spec.ts";
import type { Weights } from "../parameters/weights.ts";
import type { Patches } from "../physics/patches.ts";

/** What a network looks at. B samples of C patterns of N × N pixels. */
export interface NetworkInput {
  /** Measured diffraction amplitude (B, N, N, C), DC in the centre, before any scaling. */
  readonly amplitude: tf.Tensor4D;
  /** Multiplies the amplitude on its way into the network (B, 1, 1, 1). */
  readonly inputScale: tf.Tensor4D;
}

/** Values from which on a head counts as saturated; null where its activation has no such bound. */
export interface Saturation {
  /** Values of at most this are saturated. */
  readonly low: number | null;
  /** Values of at least this are saturated. */
  readonly high: number | null;
}

/**
 * Told what a buffer is to be after a batch, where a network trains: what is measured of a batch moves running averages
 * along. The value is a tensor of its own, which lives as long as others that are computed.
 */
export type Observe = (buffer: string, value: tf.Tensor) => void;

/** A network. */
export interface Network {
  /** Side N of a pattern and of a patch, in pixels. */
  readonly patchSize: number;
  /** Patterns of a sample, C. */
  readonly channels: number;
  /** The trained parameters, in order. */
  readonly parameters: readonly ParameterSpec[];
  /** What is measured in training instead of learned, such as running statistics, in order. */
  readonly buffers: readonly ParameterSpec[];
  /** Tensors of the reference's `state_dict` that have no effect here. */
  readonly inert: readonly InertTensor[];
  /** Where the activations of its heads run flat. */
  readonly saturation: Readonly<Record<"amp" | "phase", Saturation>>;
  /**
   * Paints object patches (B, N, N, C), phase in radians; to be called within `tf.tidy`.
   *
   * @param input What it looks at.
   * @param weights A variable for each of its parameters and buffers.
   * @param observe Told of the buffers, in training. Without it buffers are used as they are, and the patches of a sample
   *   do not depend on the others.
   */
  paint(input: NetworkInput, weights: Weights, observe?: Observe): Patches;
  /**
   * Whether fine-tuning leaves a parameter as it is.
   *
   * @param name Name of a parameter.
   */
  frozenInFineTuning(name: string): boolean;
}

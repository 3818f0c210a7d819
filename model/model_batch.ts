/**
 * What the model takes: one batch of samples as tensors, channels last.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { ComplexPair } from "./complex_pair.ts";

/** Several batches whose losses add up to one, so that their gradients do. */
export interface LossWindow {
  /** Samples of all batches together. */
  readonly samples: number;
  /** Mean measured amplitude over all of them. */
  readonly brightness: number;
}

/** One batch. B samples of C patterns of N × N pixels. */
export interface ModelBatch {
  /** Measured diffraction amplitude (B, N, N, C), DC in the centre, before any scaling. */
  readonly amplitude: tf.Tensor4D;
  /** Multiplies the amplitude on its way into the network and divides the predicted amplitude (B, 1, 1, 1). */
  readonly inputScale: tf.Tensor4D;
  /** Multiplies measured and predicted amplitude before the loss (B, 1, 1, 1): it turns them into √photons. */
  readonly physicsScale: tf.Tensor4D;
  /** Probe (N, N), normalised; the model divides it by `data.probeScale`. */
  readonly probe: ComplexPair;
  /** Weight of each pixel of the probe (N, N), from 0 to 1. */
  readonly probeMask: tf.Tensor2D;
  /** The batches among which this one's loss is a share; a batch without one stands alone. */
  readonly window?: LossWindow;
  /** Known amplitude of the object patches (B, N, N, C); only supervised models read it. */
  readonly labelAmp?: tf.Tensor4D;
  /** Known phase of the object patches in radians (B, N, N, C); only supervised models read it. */
  readonly labelPhase?: tf.Tensor4D;
}

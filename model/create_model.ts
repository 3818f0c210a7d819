/**
 * The model: the network, the forward physics and the loss of a payload, with its weights on the current tensorflow.js
 * backend.
 *
 *   amplitude · inputScale → encoder → two decoders → patch = amp · exp(i · phase)
 *   patch · probe → |Fourier transform| · gain / inputScale = predicted amplitude → loss
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { SciencePayload } from "../config/payload.ts";
import { type Architecture, architectureOf } from "./architecture.ts";
import { fromPolar } from "./complex_pair.ts";
import { decode } from "./decoder.ts";
import { createDftKernel, type DftKernel, disposeDftKernel } from "./dft.ts";
import { diffractionAmplitude } from "./diffraction_amplitude.ts";
import { encode } from "./encoder.ts";
import { ampActivation, phaseActivation } from "./head_activation.ts";
import { illuminate } from "./illuminate.ts";
import { initialWeights } from "./initialise.ts";
import { toTensorflow } from "./layout.ts";
import type { ModelBatch } from "./model_batch.ts";
import { modelLoss } from "./model_loss.ts";
import { type InertTensor, inertTensors, parameterSpecs } from "./parameter_specs.ts";
import type { Patches } from "./patches.ts";

export type { ModelBatch, Patches };

/** A network with its physics and its loss. */
export interface Model {
  /** The trained parameters: PyTorch `state_dict` names, tensorflow.js layout (height, width, in, out; linear in, out). */
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  /** Tensors of the reference's `state_dict` that have no effect here; written on export, ignored on import. */
  readonly inert: readonly InertTensor[];
  /** Side N of a pattern and of a patch, in pixels. */
  readonly patchSize: number;
  /** Patterns of a sample. */
  readonly channels: number;
  /**
   * What the network makes of a batch: object patches (B, N, N, C), phase in radians.
   *
   * @param batch Only its amplitude and inputScale are read.
   */
  patches(batch: ModelBatch): Patches;
  /**
   * Diffraction amplitude (B, N, N, C) that follows from the patches, in the unit of the measured one, DC in the centre.
   *
   * @param batch Labels and physicsScale are not read.
   */
  predict(batch: ModelBatch): tf.Tensor4D;
  /**
   * Loss of a batch for training and validation, regularisers included; differentiable by the parameters.
   *
   * @param batch The batch.
   * @throws {TypeError} If the model is supervised and the batch has no labels.
   */
  loss(batch: ModelBatch): tf.Scalar;
  /** Frees the parameters and constants. */
  dispose(): void;
}

/**
 * Builds the model of a payload on the accelerator that `selectAccelerator` has made the current one.
 *
 * @param payload Its data and model sections; no other part of a payload has an influence.
 * @param options `seed` of the initial weights: the same seed gives the same weights on every backend.
 * @returns The model; {@link Model.dispose} frees it.
 * @throws {RangeError} If the payload asks for groups of patterns or for a network other than the CNN.
 *
 * @example
 * ```ts
 * import { createModel, createTrainingPayload, selectAccelerator } from "@exitwave/exitwave";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await selectAccelerator("cpu");
 * const model = createModel(createTrainingPayload({ model: { filterScale: 0.125 } }), { seed: 42 });
 * const one = tf.ones<tf.Rank.R4>([1, 1, 1, 1]);
 * const ones = tf.ones<tf.Rank.R2>([64, 64]);
 * const { phase } = model.patches({
 *   amplitude: tf.ones([1, 64, 64, 1]),
 *   inputScale: one,
 *   physicsScale: one,
 *   probe: { re: ones, im: ones },
 *   probeMask: ones,
 * });
 * assertEquals(phase.shape, [1, 64, 64, 1]);
 * ```
 */
export function createModel(payload: SciencePayload, options: { seed: number }): Model {
  const { gridSize } = payload.data;
  if (gridSize !== 1) {
    throw new RangeError(
      `Cannot create the model as groups of patterns are not built yet: data.gridSize must be 1, current value is ${gridSize}`,
    );
  }
  return new CnnModel(payload, architectureOf(payload), options.seed);
}

// --- internal ---

class CnnModel implements Model {
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  readonly inert: readonly InertTensor[];
  readonly #payload: SciencePayload;
  readonly #architecture: Architecture;
  readonly #kernel: DftKernel;

  constructor(payload: SciencePayload, architecture: Architecture, seed: number) {
    this.#payload = payload;
    this.#architecture = architecture;
    this.#kernel = createDftKernel(architecture.patchSize);
    this.inert = inertTensors(architecture, payload.model.mode);
    this.parameters = variablesOf(architecture, seed);
  }

  get patchSize(): number {
    return this.#architecture.patchSize;
  }

  get channels(): number {
    return this.#architecture.channels;
  }

  patches({ amplitude, inputScale }: ModelBatch): Patches {
    return tf.tidy(() => {
      const architecture = this.#architecture;
      const features = encode(amplitude.mul(inputScale), this.parameters, architecture);
      const amp = ampActivation(this.#payload.model.ampActivation);
      return {
        amp: decode(features, this.parameters, { head: "amp", architecture, activation: amp }),
        phase: decode(features, this.parameters, { head: "phase", architecture, activation: phaseActivation }),
      };
    });
  }

  predict(batch: ModelBatch): tf.Tensor4D {
    return tf.tidy(() => this.#diffract(this.patches(batch), batch));
  }

  loss(batch: ModelBatch): tf.Scalar {
    return tf.tidy(() => {
      const patches = this.patches(batch);
      return modelLoss({ batch, patches, predict: () => this.#diffract(patches, batch) }, this.#payload.model);
    });
  }

  dispose(): void {
    for (const variable of this.parameters.values()) variable.dispose();
    disposeDftKernel(this.#kernel);
  }

  #diffract({ amp, phase }: Patches, { probe, probeMask, inputScale }: ModelBatch): tf.Tensor4D {
    const { data, model } = this.#payload;
    // One pattern a sample: the channel axis of length one is dropped for the physics.
    const object = fromPolar(amp.squeeze([3]), phase.squeeze([3]));
    const exitWaves = illuminate(object, { probe, mask: probeMask, scale: data.probeScale });
    const amplitude = diffractionAmplitude(exitWaves, this.#kernel).expandDims<tf.Tensor4D>(3);
    return amplitude.mul(tf.div(model.amplitudeGain, inputScale));
  }
}

function variablesOf(architecture: Architecture, seed: number): Map<string, tf.Variable> {
  const initial = initialWeights(parameterSpecs(architecture), seed);
  return new Map([...initial].map(([name, array]) => {
    const { shape, data } = toTensorflow(array);
    return [name, tf.tidy(() => tf.variable(tf.tensor(data, [...shape], "float32")))];
  }));
}

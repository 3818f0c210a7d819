/**
 * A model = network × forward model × loss, with the network's weights on the current tensorflow.js backend.
 *
 *   amplitude → network → patches → forward model → predicted amplitude → loss
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";
import type { SciencePayload } from "../config/payload.ts";
import { createForwardModel } from "./forward_models.ts";
import { type Loss, lossOf } from "./loss/model_loss.ts";
import type { ModelBatch } from "./model_batch.ts";
import { initialWeights } from "./parameters/initial_weights.ts";
import { toTensorflow } from "./parameters/layout.ts";
import { type Contrasted, contrasted } from "./network/contrast.ts";
import type { Network, NetworkInput, Observe } from "./network/network.ts";
import type { InertTensor, Pace, ParameterSpec } from "./parameters/parameter_spec.ts";
import { requireRoom } from "./parameters/require_room.ts";
import type { Weights } from "./parameters/weights.ts";
import { networkOf } from "./networks.ts";
import type { Exposure, ForwardModel, TrainedScan } from "./physics/forward_model.ts";
import type { Patches } from "./physics/patches.ts";

/** A network with its physics and its loss. */
export interface Model {
  /** The parameters of the network and of the forward model, fixed ones being variables that are not trainable: PyTorch `state_dict` names, tensorflow.js layout (height, width, in, out; linear in, out). */
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  /** What is measured of the batches of a training instead of learned, such as running statistics of batch normalisation. */
  readonly buffers: ReadonlyMap<string, tf.Variable>;
  /** Tensors of the reference's `state_dict` that have no effect here; written on export, ignored on import. */
  readonly inert: readonly InertTensor[];
  /** How fast those parameters are learned that are not learned at the network's learning rate. */
  readonly paces: ReadonlyMap<string, Pace>;
  /** Side N of a pattern and of a patch, in pixels. */
  readonly patchSize: number;
  /** Patterns of a sample, C. */
  readonly channels: number;
  /**
   * Whether fine-tuning leaves a parameter as it is.
   *
   * @param name Name of a parameter.
   */
  frozenInFineTuning(name: string): boolean;
  /**
   * What the network makes of a batch: object patches (B, N, N, C), phase in radians.
   *
   * @param batch What the network looks at; what else a batch has is not read.
   */
  patches(batch: NetworkInput & Partial<ModelBatch>): Patches;
  /**
   * Diffraction amplitude (B, N, N, C) that follows from patches, in the unit of the measured one, DC in the centre. The
   * network takes no part in it.
   *
   * @param patches Object patches (B, N, N, C), such as those that {@link Model.patches} painted.
   * @param exposure Probe and scale of their patterns.
   */
  diffract(patches: Patches, exposure: Exposure): tf.Tensor4D;
  /**
   * Diffraction amplitude (B, N, N, C) that follows from what the network makes of a batch: `patches`, then `diffract`.
   * Whoever wants the patches too calls these two, and so runs the network once.
   *
   * @param batch What the network looks at, and how it was exposed; what else a batch has is not read.
   */
  predict(batch: NetworkInput & Exposure & Partial<ModelBatch>): tf.Tensor4D;
  /**
   * Loss of a batch for training and validation, regularisers included; differentiable by the parameters.
   *
   * @param batch The batch.
   * @param observe In training, told what each buffer is to be after the batch; buffers stay as they are until they are
   *   assigned. Without it they are used as they are.
   * @throws {TypeError} If the model is supervised and the batch has no labels.
   */
  loss(batch: ModelBatch, observe?: Observe): tf.Scalar;
  /** Frees the parameters and constants. */
  dispose(): void;
}

/** Options of {@link createModel}. */
export interface CreateModelOptions {
  /** Seed of the initial weights: the same seed gives the same weights on every backend. */
  readonly seed: number;
  /**
   * The scans that are trained on. `model.probeTrainable` and `model.positionsTrainable` make parameters of their probes
   * and positions, which batches with an `origin` use.
   *
   * @default none: probes and positions are those of the batches
   */
  readonly scans?: readonly TrainedScan[];
}

/**
 * Builds the model of a payload on the accelerator that `selectAccelerator` has made the current one.
 *
 * @param payload Its data and model sections; no other part of a payload has an influence.
 * @param options Seed of the initial weights, and what the physics starts from.
 * @returns The model; {@link Model.dispose} frees it.
 * @throws {RangeError} If the payload asks for a network other than the CNN, or for one that is larger than the memory of
 * tensors.
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
export function createModel(payload: SciencePayload, options: CreateModelOptions): Model {
  const network = networkOf(payload);
  requireRoom(network.parameters);
  const forward = createForwardModel(payload, options.scans);
  return composeModel({ network, forward, loss: lossOf(payload.model) }, options);
}

/** What a model is made of. */
export interface ModelParts {
  readonly network: Network;
  /** Taken over: it is disposed of with the model. */
  readonly forward: ForwardModel;
  readonly loss: Loss;
}

/**
 * Puts a model together and draws its weights.
 *
 * @param parts Network, forward model and loss; they know nothing of each other.
 * @param options `seed` of the initial weights.
 * @returns The model; {@link Model.dispose} frees it.
 */
export function composeModel(parts: ModelParts, options: { seed: number }): Model {
  return new ComposedModel(parts, options.seed);
}

// --- internal ---

class ComposedModel implements Model {
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  readonly buffers: ReadonlyMap<string, tf.Variable>;
  readonly paces: ReadonlyMap<string, Pace>;
  readonly #parts: ModelParts;
  /** Parameters and buffers. */
  readonly #weights: Weights;

  constructor(parts: ModelParts, seed: number) {
    this.#parts = parts;
    const specs = [...parts.network.parameters, ...parts.forward.parameters];
    this.parameters = variablesOf(specs, seed);
    this.paces = new Map(specs.flatMap(({ name, pace }) => pace ? [[name, pace]] : []));
    this.buffers = variablesOf(parts.network.buffers, seed);
    this.#weights = new Map([...this.parameters, ...this.buffers]);
  }

  get inert(): readonly InertTensor[] {
    return this.#parts.network.inert;
  }

  get patchSize(): number {
    return this.#parts.network.patchSize;
  }

  get channels(): number {
    return this.#parts.network.channels;
  }

  frozenInFineTuning(name: string): boolean {
    return this.#parts.network.frozenInFineTuning(name);
  }

  patches(input: NetworkInput & Contrasted): Patches {
    return this.#paint(input);
  }

  diffract(patches: Patches, exposure: Exposure): tf.Tensor4D {
    return tf.tidy(() => this.#parts.forward.diffract(patches, exposure, this.parameters));
  }

  predict(batch: NetworkInput & Contrasted & Exposure): tf.Tensor4D {
    return tf.tidy(() => this.diffract(this.patches(batch), batch));
  }

  loss(batch: ModelBatch, observe?: Observe): tf.Scalar {
    return tf.tidy(() => {
      const patches = this.#paint(batch, observe);
      return this.#parts.loss({ batch, patches, predict: () => this.diffract(patches, batch) });
    });
  }

  dispose(): void {
    for (const variable of this.#weights.values()) variable.dispose();
    this.#parts.forward.dispose();
  }

  #paint(input: NetworkInput & Contrasted, observe?: Observe): Patches {
    return tf.tidy(() => ({ ...this.#parts.network.paint(contrasted(input), this.#weights, observe) }));
  }
}

function variablesOf(specs: readonly ParameterSpec[], seed: number): Map<string, tf.Variable> {
  const initial = initialWeights(specs, seed);
  const fixed = new Set(specs.filter((spec) => spec.fixed).map(({ name }) => name));
  return new Map([...initial].map(([name, array]) => {
    const { shape, data } = toTensorflow(array);
    return [name, tf.tidy(() => tf.variable(tf.tensor(data, [...shape], "float32"), !fixed.has(name)))];
  }));
}

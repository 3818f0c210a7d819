/**
 * PtychoPINN's convolutional network: an encoder, and two decoders that paint amplitude and phase of the object patches,
 * or their real and imaginary parts; or one decoder that paints both.
 *
 *   amplitude · inputScale → encoder → two decoders → patch = amp · exp(i · phase), or re + i · im
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { SciencePayload } from "../../config/payload.ts";
import type { Network } from "../network/network.ts";
import { type Patches, patchesOfParts } from "../physics/patches.ts";
import { architectureOf } from "./architecture.ts";
import { decode } from "./decoder.ts";
import { encode } from "./encoder.ts";
import {
  type Activation,
  ampActivation,
  imaginaryActivation,
  phaseActivation,
  realActivation,
} from "./head_activation.ts";
import { ampSaturation, phaseSaturation } from "./head_saturation.ts";
import { bufferSpecs, inertTensors, parameterSpecs } from "./parameter_specs.ts";

/**
 * The CNN of a payload.
 *
 * @param payload Its data and model sections.
 * @returns The network; fine-tuning leaves its encoder as it is, attention behind it included.
 */
export function cnnOf(payload: SciencePayload): Network {
  const { model } = payload;
  const architecture = architectureOf(payload);
  const heads = headsOf(model.outputMode, model.ampActivation);
  const { channels } = architecture;
  return {
    patchSize: architecture.patchSize,
    channels,
    parameters: parameterSpecs(architecture),
    buffers: bufferSpecs(architecture),
    inert: inertTensors(architecture, model.mode),
    saturation: heads.saturation,
    paint: ({ amplitude, inputScale }, weights, observe) => {
      const features = encode(amplitude.mul(inputScale), weights, architecture);
      const painted = architecture.decoders.flatMap((shape) => {
        const activations = shape.name === "phase" ? heads.activations.slice(1) : heads.activations;
        return decode(features, weights, { shape, architecture, activations, observe });
      });
      const [first, second] = painted.map((head) => ofEveryPattern(head, channels)) as [tf.Tensor4D, tf.Tensor4D];
      return heads.patches(first, second);
    },
    frozenInFineTuning: (name) => FROZEN.some((prefix) => name.startsWith(prefix)),
  };
}

// --- internal ---

/** What the names of the encoder's parameters begin with, and of the attention behind it. */
const FROZEN = ["autoencoder.encoder.", "autoencoder.bottleneck_cbam."];

type ModelFields = SciencePayload["model"];

/** What the two heads mean. */
interface Heads extends Pick<Network, "saturation"> {
  readonly activations: readonly [Activation, Activation];
  readonly patches: (first: tf.Tensor4D, second: tf.Tensor4D) => Patches;
}

function headsOf(outputMode: ModelFields["outputMode"], name: ModelFields["ampActivation"]): Heads {
  if (outputMode === "amp_phase") {
    return {
      activations: [ampActivation(name), phaseActivation],
      patches: (amp, phase) => ({ amp, phase }),
      saturation: { amp: ampSaturation(name), phase: phaseSaturation },
    };
  }
  return {
    activations: [realActivation, imaginaryActivation],
    patches: patchesOfParts,
    // A modulus and an angle are at no bound where the parts they follow from are.
    saturation: { amp: { low: null, high: null }, phase: { low: null, high: null } },
  };
}

/** An amplitude that the patterns of a sample share, for each of them. */
function ofEveryPattern(head: tf.Tensor4D, channels: number): tf.Tensor4D {
  return head.shape[3] === channels ? head : head.mul(tf.ones([1, 1, 1, channels]));
}

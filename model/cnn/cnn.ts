/**
 * PtychoPINN's convolutional network: an encoder, and two decoders that paint amplitude and phase of the object patches.
 *
 *   amplitude · inputScale → encoder → two decoders → patch = amp · exp(i · phase)
 *
 * @module
 */
import type { SciencePayload } from "../../config/payload.ts";
import type { Network } from "../network/network.ts";
import { architectureOf } from "./architecture.ts";
import { decode } from "./decoder.ts";
import { encode } from "./encoder.ts";
import { ampActivation, phaseActivation } from "./head_activation.ts";
import { ampSaturation, phaseSaturation } from "./head_saturation.ts";
import { inertTensors, parameterSpecs } from "./parameter_specs.ts";

/**
 * The CNN of a payload.
 *
 * @param payload Its data and model sections.
 * @returns The network; fine-tuning leaves its encoder as it is.
 */
export function cnnOf(payload: SciencePayload): Network {
  const { model } = payload;
  const architecture = architectureOf(payload);
  const heads = { amp: ampActivation(model.ampActivation), phase: phaseActivation };
  return {
    patchSize: architecture.patchSize,
    channels: architecture.channels,
    parameters: parameterSpecs(architecture),
    inert: inertTensors(architecture, model.mode),
    saturation: { amp: ampSaturation(model.ampActivation), phase: phaseSaturation },
    paint: ({ amplitude, inputScale }, weights) => {
      const features = encode(amplitude.mul(inputScale), weights, architecture);
      return {
        amp: decode(features, weights, { head: "amp", architecture, activation: heads.amp }),
        phase: decode(features, weights, { head: "phase", architecture, activation: heads.phase }),
      };
    },
    frozenInFineTuning: (name) => name.startsWith(ENCODER),
  };
}

// --- internal ---

/** What the names of the encoder's parameters begin with. */
const ENCODER = "autoencoder.encoder.";

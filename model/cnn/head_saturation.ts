/**
 * Where the activations of the heads run flat: values so near to a bound that the gradient all but vanishes, so that
 * training can hardly move them any more.
 *
 * @module
 */
import type { SciencePayload } from "../../config/payload.ts";
import type { Saturation } from "../network/network.ts";

/**
 * Saturation of the amplitude head: within 1 % of the range at either bound of the sigmoid, where the slope is below 4 %
 * of its greatest; below 0.01 for softplus, where the slope is below 0.01; 0 for relu, where there is no slope. The silu
 * of a small logit is as near to 0 as that of a very negative one, so it is never counted.
 *
 * @param name `model.ampActivation`.
 */
export function ampSaturation(name: SciencePayload["model"]["ampActivation"]): Saturation {
  return SATURATIONS[name];
}

/** Saturation of the phase head, π · tanh, in radians: within 1 % of the range 2π at either bound. */
export const phaseSaturation: Saturation = { low: -0.98 * Math.PI, high: 0.98 * Math.PI };

// --- internal ---

const SATURATIONS: Readonly<Record<SciencePayload["model"]["ampActivation"], Saturation>> = {
  sigmoid: { low: 0.01, high: 0.99 },
  silu: { low: null, high: null },
  softplus: { low: 0.01, high: null },
  relu: { low: 0, high: null },
};

/**
 * How large a network is, told from its shapes alone: for whoever plans a training and has no tensorflow.js loaded.
 *
 * @module
 */
import type { SciencePayload } from "../config/payload.ts";
import { architectureOf } from "./cnn/architecture.ts";
import { parameterSpecs } from "./cnn/parameter_specs.ts";
import { parameterCount } from "./parameters/parameter_spec.ts";

/**
 * Number of parameters of a payload's network.
 *
 * @param payload Its data and model sections.
 * @returns The number; null for a network that is not built.
 */
export function parametersOf(payload: SciencePayload): number | null {
  const count = COUNTS[payload.model.architecture];
  return count ? count(payload) : null;
}

// --- internal ---

const COUNTS: Readonly<
  Partial<Record<SciencePayload["model"]["architecture"], (payload: SciencePayload) => number>>
> = {
  cnn: (payload) => parameterCount(parameterSpecs(architectureOf(payload))),
};

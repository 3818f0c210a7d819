/**
 * The networks there are, by `model.architecture`. Each has a folder of its own.
 *
 * @module
 */
import type { SciencePayload } from "../config/payload.ts";
import { cnnOf } from "./cnn/cnn.ts";
import type { Network } from "./network/network.ts";

/**
 * The network of a payload. Nothing is computed and nothing put on the device.
 *
 * @param payload Its data and model sections.
 * @returns The network.
 * @throws {RangeError} If the payload asks for a network that is not built.
 */
export function networkOf(payload: SciencePayload): Network {
  const { architecture } = payload.model;
  const build = NETWORKS[architecture];
  if (build) return build(payload);
  throw new RangeError(
    `Cannot create the model as model.architecture must be ${Object.keys(NETWORKS).join(" or ")}: ` +
      `current value is ${architecture}`,
  );
}

// --- internal ---

const NETWORKS: Readonly<
  Partial<Record<SciencePayload["model"]["architecture"], (payload: SciencePayload) => Network>>
> = {
  cnn: cnnOf,
};

/**
 * A trained network on the accelerator.
 *
 * @module
 */
import type { Accelerator } from "../backend/accelerator.ts";
import { allOrNothing } from "../backend/all_or_nothing.ts";
import type { SciencePayload } from "../config/payload.ts";
import { createModel, type Model } from "../model/create_model.ts";
import { networkOf } from "../model/networks.ts";
import { requireRoom } from "../model/parameters/require_room.ts";
import { loadWeights } from "../model/weights.ts";
import type { Trained } from "./load_trained.ts";

/** How a network is applied. */
export interface TrainedModelOptions extends Pick<Accelerator, "limits"> {
  /** How the network and its data are configured. */
  readonly science: SciencePayload;
}

/**
 * Makes the model and fills in its weights.
 *
 * @param trained The network.
 * @param options How it is applied, and the limits of the accelerator.
 * @returns The model; the caller disposes of it.
 * @throws {RangeError} If the accelerator has no room for it.
 * @throws {TypeError} If the weights are of another network; the message names the file.
 */
export function trainedModel(trained: Trained, { science, limits }: TrainedModelOptions): Model {
  requireRoom(networkOf(science).parameters, { limits });
  const model = allOrNothing(() => createModel(science, { seed: trained.payload.training.seed }));
  try {
    loadWeights(model, trained.weights);
    return model;
  } catch (cause) {
    model.dispose();
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`Cannot load a trained network from ${trained.path} as it is of another network: ${problem}`, {
      cause,
    });
  }
}

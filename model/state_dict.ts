/**
 * The `state_dict` of PtychoPINN's network, as programs of PyTorch save it, on its way to weights of a payload's network.
 *
 * @module
 */
import type { SciencePayload } from "../config/payload.ts";
import type { NamedArray } from "../data/formats/safetensors.ts";
import { networkOf } from "./networks.ts";
import { matchWeights } from "./parameters/match_weights.ts";

/** Weights that a `state_dict` gave. */
export interface StateDictWeights {
  /** Weights of the network, in PyTorch layout, by name. */
  readonly weights: ReadonlyMap<string, NamedArray>;
  /** What else was there, and takes no part in what the network paints, such as the loss and the physics. */
  readonly ignored: readonly string[];
}

/**
 * Finds the weights of a network in a `state_dict`. What wrappers put before all names, `model.`, `module.`,
 * `state_dict.`, is understood; what does not belong to the network is left out.
 *
 * @param state Arrays in PyTorch layout, by name.
 * @param payload Says which network it is.
 * @returns Its weights.
 * @throws {TypeError} If one is missing, unknown, twice there, or of another shape; the message lists them.
 */
export function weightsOfStateDict(state: ReadonlyMap<string, NamedArray>, payload: SciencePayload): StateDictWeights {
  const { parameters, buffers, inert } = networkOf(payload);
  const named = new Map<string, NamedArray>();
  const ignored: string[] = [];
  for (const [full, array] of state) {
    const name = full.replace(WRAPPERS, "");
    if (named.has(name)) throw new TypeError(`1 twice there (${name}, under another prefix too)`);
    if (!name.startsWith(NETWORK) || COUNTERS.test(name)) ignored.push(full);
    else named.set(name, array);
  }
  const shapes = new Map([...parameters, ...buffers].map(({ name, shape }) => [name, shape]));
  const weights = matchWeights(named, { shapes, inert: new Set(inert.map(({ name }) => name)) });
  return { weights, ignored };
}

// --- internal ---

/** What the names of all tensors of the network begin with. */
const NETWORK = "autoencoder.";

/** Modules of training programs that hold the model. */
const WRAPPERS = /^(?:(?:state_dict|model|module|_orig_mod)\.)+/;

/** Batches that a normalisation has seen: PyTorch counts them and nobody asks. */
const COUNTERS = /\.num_batches_tracked$/;

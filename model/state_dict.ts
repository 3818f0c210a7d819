/**
 * The `state_dict` of PtychoPINN's model, as programs of PyTorch save it, on its way to weights of a payload's network and
 * back.
 *
 * @module
 */
import type { SciencePayload } from "../config/payload.ts";
import type { NamedArray } from "../data/formats/safetensors.ts";
import { networkOf } from "./networks.ts";
import { matchWeights } from "./parameters/match_weights.ts";
import { INTENSITY_SCALE } from "./physics/intensity_scale.ts";
import { PART_SCALES } from "./physics/rectangular_scale.ts";
import { isPhysics } from "./weights.ts";

/** Weights that a `state_dict` gave. */
export interface StateDictWeights {
  /** Weights of the network, in PyTorch layout, by name. */
  readonly weights: ReadonlyMap<string, NamedArray>;
  /** What else was there, and takes no part in what the network paints, such as the loss and the physics. */
  readonly ignored: readonly string[];
}

/** A `state_dict` that was made of weights. */
export interface StateDict {
  /** Arrays in PyTorch layout, by PtychoPINN's names. */
  readonly state: ReadonlyMap<string, NamedArray>;
  /** What PtychoPINN's model has no place for. */
  readonly ignored: readonly string[];
}

/**
 * Finds the weights of a network in a `state_dict`. What wrappers put before all names, `model.`, `module.`,
 * `state_dict.`, is understood; what does not belong to the network is left out, but for the scales of the parts where
 * the object is multiplied by them (`model.forwardMode` rectangular_scaled).
 *
 * @param state Arrays in PyTorch layout, by name.
 * @param payload Says which network it is.
 * @returns Its weights; a factor of the intensity, which no `state_dict` has, is 1.
 * @throws {TypeError} If one is missing, unknown, twice there, or of another shape; the message lists them.
 */
export function weightsOfStateDict(state: ReadonlyMap<string, NamedArray>, payload: SciencePayload): StateDictWeights {
  const { parameters, buffers, inert } = networkOf(payload);
  const { forwardMode, mode, intensityScaleTrainable } = payload.model;
  const scales = new Map(forwardMode === "rectangular_scaled" ? SCALES : []);
  const named = new Map<string, NamedArray>();
  const ignored: string[] = [];
  for (const [full, array] of state) {
    const name = full.replace(WRAPPERS, "");
    if (named.has(name)) throw new TypeError(`1 twice there (${name}, under another prefix too)`);
    if (!scales.has(name) && (!name.startsWith(NETWORK) || COUNTERS.test(name))) ignored.push(full);
    else named.set(name, array);
  }
  const shapes = new Map([...parameters, ...buffers].map(({ name, shape }) => [name, shape]));
  for (const name of scales.keys()) shapes.set(name, [1]);
  const matched = matchWeights(named, { shapes, inert: new Set(inert.map(({ name }) => name)) });
  const weights = new Map([...matched].map(([name, array]) => [scales.get(name) ?? name, array]));
  if (mode === "pinn" && intensityScaleTrainable) {
    weights.set(INTENSITY_SCALE, { shape: [1], data: Float32Array.of(0) });
  }
  return { weights, ignored };
}

/**
 * Makes a `state_dict` of weights.
 *
 * @param weights Weights of a checkpoint, in PyTorch layout, by name.
 * @returns Those that PtychoPINN's model has a place for, and the names of the others: what was learned of one scan.
 */
export function stateDictOf(weights: ReadonlyMap<string, NamedArray>): StateDict {
  const state = new Map([...weights].filter(([name]) => !isPhysics(name)));
  for (const [name, own] of SCALES) {
    const scale = weights.get(own);
    if (scale) state.set(name, scale);
  }
  const taken = new Set(SCALES.map(([, own]) => own));
  return { state, ignored: [...weights.keys()].filter((name) => isPhysics(name) && !taken.has(name)) };
}

// --- internal ---

/** What the names of all tensors of the network begin with. */
const NETWORK = "autoencoder.";

/** PtychoPINN's names of the scales of the parts, and ours. */
const SCALES: readonly (readonly [theirs: string, own: string])[] = [
  ["forward_model.rect_scaler.s1", PART_SCALES.re],
  ["forward_model.rect_scaler.s2", PART_SCALES.im],
];

/** Modules of training programs that hold the model. */
const WRAPPERS = /^(?:(?:state_dict|model|module|_orig_mod)\.)+/;

/** Batches that a normalisation has seen: PyTorch counts them and nobody asks. */
const COUNTERS = /\.num_batches_tracked$/;

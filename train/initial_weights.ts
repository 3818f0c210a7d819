/**
 * Weights that a new run begins with: those of another network of the same build, such as one that was trained on other
 * scans, or that PyTorch trained.
 *
 * @module
 */
import type { TrainingPayload } from "../config/payload.ts";
import { printable } from "../config/values/printable.ts";
import type { NamedArray } from "../data/formats/safetensors.ts";
import { weightsOfStateDict } from "../model/state_dict.ts";
import { loadTrained } from "../recon/load_trained.ts";

/** Weights of a network. */
export interface InitialWeights {
  /** Arrays in PyTorch layout, by name. */
  readonly weights: ReadonlyMap<string, NamedArray>;
  /** What the user should know of how they were chosen, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads the weights that a payload names. What was learned of the physics stays behind: it is that of another scan.
 *
 * @param payload Its `training.initialWeights`.
 * @returns The weights; null where none are named.
 * @throws {Error} Where they cannot be read; the message names the file.
 * @throws {TypeError} Where they are of another network; the message lists what does not fit.
 */
export async function readInitialWeights(payload: TrainingPayload): Promise<InitialWeights | null> {
  const { initialWeights } = payload.training;
  if (initialWeights === null) return null;
  const { path, weights, warnings, payload: theirs } = await loadTrained(initialWeights);
  try {
    return { weights: weightsOfStateDict(weights, payload).weights, warnings };
  } catch (cause) {
    const problems = printable(cause instanceof Error ? cause.message : String(cause), 1000);
    throw new TypeError(
      `Cannot begin with the weights of ${path} as they are of another network${
        differences(theirs, payload)
      }: ${problems}`,
      { cause },
    );
  }
}

// --- internal ---

/** Fields of the network that differ, as a part of a sentence. */
function differences(theirs: TrainingPayload, payload: TrainingPayload): string {
  const [before, now] = [buildOf(theirs), buildOf(payload)];
  const names = Object.keys(before).filter((name) => before[name] !== now[name]);
  if (names.length === 0) return "";
  return ` (${names.map((name) => `${name} is ${now[name]}, theirs is ${before[name]}`).join(", ")})`;
}

/** What decides which parameters there are. */
function buildOf({ data, model }: TrainingPayload): Record<string, unknown> {
  const { gridSize, patchSize } = data;
  const { filterScale, cbamEncoder, cbamBottleneck, cbamDecoder, ecaEncoder, ecaDecoder, spatialDecoder } = model;
  const { decoderSpatialKernel, batchNorm, sharedDecoder, legacyDecoderChannels, padObject, probeBig } = model;
  const ofModel = {
    ...{ filterScale, cbamEncoder, cbamBottleneck, cbamDecoder, ecaEncoder, ecaDecoder, spatialDecoder },
    ...{ decoderSpatialKernel, batchNorm, sharedDecoder, legacyDecoderChannels, padObject, probeBig },
  };
  return {
    ...Object.fromEntries(Object.entries({ gridSize, patchSize }).map(([name, value]) => [`data.${name}`, value])),
    ...Object.fromEntries(Object.entries(ofModel).map(([name, value]) => [`model.${name}`, value])),
  };
}

/**
 * What a training has learned of the beams of its scans, for its record.
 *
 * @module
 */
import type { NamedArray } from "../../data/formats/safetensors.ts";
import { learnedBeam } from "../../recon/learned_beam.ts";
import { learnedOf } from "../../recon/learned_physics.ts";
import type { LearnedBeam } from "../../run/learned_beam.ts";
import type { TrainingSession } from "./training_session.ts";

/** Where a training learns of its beams. */
export interface LearnedBeams {
  /** What was learned of each scan, in their order. */
  readonly beams?: readonly LearnedBeam[];
}

/**
 * Tells what was learned of each scan.
 *
 * @param session The training.
 * @param weightsOf Gives the weights that are told of; not called where no beam is learned.
 */
export async function learnedBeams(
  { model, payload, train: { samples } }: TrainingSession,
  weightsOf: () => Weights | Promise<Weights>,
): Promise<LearnedBeams> {
  if (model.paces.size === 0) return {};
  const weights = await weightsOf();
  const parts = samples.scans?.parts ?? [samples];
  return { beams: parts.map((part, scan) => learnedBeam(part, learnedOf({ weights, payload }, scan))) };
}

// --- internal ---

type Weights = ReadonlyMap<string, NamedArray>;

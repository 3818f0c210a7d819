/**
 * Half of the patterns that a network paints, as samples of their own.
 *
 * @module
 */
import type { SciencePayload } from "../../config/payload.ts";
import { takeRows } from "../../data/arrays/take_rows.ts";
import type { Samples } from "../../data/samples.ts";
import type { OpenScan } from "../../data/scan.ts";
import { takePatterns } from "../../data/joining/take_patterns.ts";
import { type InferenceSamples, type SamplesForNetwork, samplesForNetwork } from "../inference_samples.ts";
import { withLearned } from "../learned_physics.ts";

/** Which half. */
export interface HalfSamples {
  /** Which of the patterns of the whole samples. */
  readonly places: Int32Array;
  /** How the network and its data are configured. */
  readonly science: SciencePayload;
  /** Seed of its groups. */
  readonly seed: number;
}

/**
 * Samples of one half: groups are formed within it; scales, learned probe and learned positions are those of the whole.
 *
 * @param whole The whole.
 * @param half Which half.
 * @throws {RangeError} If its patterns form no groups.
 */
export function halfSamples(
  { scan, samples, learned }: InferenceSamples,
  { places, science, seed }: HalfSamples,
): Samples {
  const numbers = places.map((place) => samples.patterns.numbers[place] ?? NaN);
  const half = grouped(takePatterns(scan, numbers), {
    ...{ science: { ...science, data: { ...science.data, ...ALL } }, seed, reference: samples.scales },
  });
  const { probe, positions } = learned;
  const moved = positions && { x: takeRows(positions.x, numbers, 1), y: takeRows(positions.y, numbers, 1) };
  return withLearned(half, { probe, positions: moved });
}

// --- internal ---

/** The choice was made for the whole: of a half all patterns are taken. */
const ALL = { groups: null, subsample: null, xBounds: [0, 1], yBounds: [0, 1] } as const;

function grouped(half: OpenScan, options: SamplesForNetwork): Samples {
  try {
    return samplesForNetwork(half, options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(
      `Cannot reconstruct halves of ${half.path} as each has half of the patterns: ${error.message}`,
      { cause: error },
    );
  }
}

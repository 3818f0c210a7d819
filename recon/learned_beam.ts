/**
 * What was learned of the beam of a scan, told in numbers.
 *
 * @module
 */
import { orthogonalModes, powerShares } from "../data/arrays/orthogonal_modes.ts";
import { range } from "../data/random/random.ts";
import type { Samples } from "../data/samples.ts";
import type { LearnedBeam } from "../run/learned_beam.ts";
import { type LearnedPhysics, withLearned } from "./learned_physics.ts";
import { positionCorrections } from "./position_corrections.ts";

/**
 * Tells what was learned.
 *
 * @param samples Samples of the scan with the positions of its file.
 * @param learned What was learned of it.
 */
export function learnedBeam(samples: Samples, learned: LearnedPhysics): LearnedBeam {
  const { probe, positions } = learned;
  const { patterns } = samples;
  const moved = { ...withLearned(samples, learned).patterns, numbers: range(patterns.count) };
  return {
    probeShares: probe && powerShares(orthogonalModes(probe)),
    positions: positions && positionCorrections(patterns, moved),
  };
}

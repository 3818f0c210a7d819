/**
 * What a training learned of its scan beside the network: the probe. It holds for that scan alone; another one has its own.
 *
 * @module
 */
import { type Mode, modePower, orthogonalModes } from "../data/arrays/orthogonal_modes.ts";
import type { ComplexImage } from "../data/complex_image.ts";
import type { Samples } from "../data/samples.ts";
import { probeModesOf, type ScanDescription } from "../data/scan.ts";
import { probeNames } from "../model/physics/learned_probe.ts";
import type { Trained } from "./load_trained.ts";

/** What was learned of a scan. */
export interface LearnedPhysics {
  /** Modes of the probe in any mixture and of any power; null where it was not learned. */
  readonly probe: readonly ComplexImage[] | null;
}

/** Where nothing was learned beside the network. */
export const NOTHING_LEARNED: LearnedPhysics = { probe: null };

/**
 * What a checkpoint holds of a scan.
 *
 * @param trained The checkpoint.
 * @param digest Digest of the scan's file.
 * @returns Nothing, where the training was on another scan.
 */
export function learnedPhysics({ weights, scanDigest }: Trained, digest: string): LearnedPhysics {
  if (scanDigest !== digest) return NOTHING_LEARNED;
  const names = probeNames(0);
  const [re, im] = [weights.get(names.re), weights.get(names.im)];
  return { probe: re && im ? imagesOf(re, im) : null };
}

/**
 * Samples with the probe that was learned. The probe keeps the power that it was normalised to, under
 * its mask.
 *
 * @param samples Samples of the scan.
 * @param learned What was learned of it.
 */
export function withLearned(samples: Samples, { probe }: LearnedPhysics): Samples {
  if (!probe) return samples;
  return { ...samples, probe: withPowerOf(probe, samples.probe, samples.probeMask) };
}

/**
 * The probe of a scan in the unit of its file: the modes that it has there, orthogonal, or those that were learned, of
 * their power.
 *
 * @param scan The scan.
 * @param learned What was learned of it.
 */
export function probeOf(scan: ScanDescription, { probe }: LearnedPhysics): readonly ComplexImage[] {
  const modes = orthogonalModes(probeModesOf(scan));
  return probe ? withPowerOf(probe, modes) : modes;
}

// --- internal ---

/**
 * Modes, orthogonal, of the power of others.
 *
 * @param modes The modes.
 * @param others Those whose power they get.
 * @param mask Weight of each pixel where power counts; without it everywhere.
 */
function withPowerOf(
  modes: readonly ComplexImage[],
  others: readonly Mode[],
  mask?: Float32Array,
): readonly ComplexImage[] {
  const power = (all: readonly Mode[]): number =>
    all.reduce((sum, mode) => sum + modePower(mask ? masked(mode, mask) : mode), 0);
  const factor = Math.sqrt(power(others) / power(modes));
  const scaled = (values: Float32Array): Float32Array => values.map((value) => factor * value);
  return orthogonalModes(modes).map((mode) => ({ ...mode, re: scaled(mode.re), im: scaled(mode.im) }));
}

interface Stack {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

function imagesOf(re: Stack, im: Stack): ComplexImage[] {
  const [count = 0, height = 0, width = 0] = re.shape;
  const part = ({ data }: Stack, mode: number): Float32Array =>
    data.slice(mode * height * width, (mode + 1) * height * width);
  return Array.from({ length: count }, (_, mode) => ({ height, width, re: part(re, mode), im: part(im, mode) }));
}

function masked({ re, im }: Mode, mask: Float32Array): Mode {
  const weighed = (values: Float32Array): Float32Array => values.map((value, p) => value * (mask[p] ?? 0));
  return { re: weighed(re), im: weighed(im) };
}

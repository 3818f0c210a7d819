/**
 * What a training learned of its scan beside the network: the probe, and where patterns lie. It holds for that scan
 * alone; another one has its own.
 *
 * @module
 */
import { type Mode, modePower, orthogonalModes } from "../data/arrays/orthogonal_modes.ts";
import type { ComplexImage } from "../data/complex_image.ts";
import { groupCentres } from "../data/groups/group_centres.ts";
import type { Positions } from "../data/positions.ts";
import type { Samples } from "../data/samples.ts";
import { probeModesOf, type ScanDescription } from "../data/scan.ts";
import { boundedCorrection, positionNames } from "../model/physics/learned_positions.ts";
import { probeNames } from "../model/physics/learned_probe.ts";
import type { Trained } from "./load_trained.ts";
import { numberOfScan, trainedScans } from "./trained_scans.ts";

/** What was learned of a scan. */
export interface LearnedPhysics {
  /** Modes of the probe in any mixture and of any power; null where it was not learned. */
  readonly probe: readonly ComplexImage[] | null;
  /** Corrections by the number of the pattern in the scan's file, in object pixels; null where none were learned. */
  readonly positions: Positions | null;
}

/** Where nothing was learned beside the network. */
export const NOTHING_LEARNED: LearnedPhysics = { probe: null, positions: null };

/**
 * What a checkpoint holds of a scan.
 *
 * @param trained The checkpoint.
 * @param digest Digest of the scan's file.
 * @returns Nothing, where the training was on another scan.
 */
export function learnedPhysics(trained: Trained, digest: string): LearnedPhysics {
  const number = numberOfScan(trainedScans(trained), digest);
  return number === null ? NOTHING_LEARNED : learnedOf(trained, number);
}

/**
 * What weights hold of one of the scans that they were trained on.
 *
 * @param trained The weights, and the payload that they were trained with.
 * @param number Number of the scan among those.
 */
export function learnedOf({ weights, payload }: Pick<Trained, "weights" | "payload">, number: number): LearnedPhysics {
  const [light, places] = [probeNames(number), positionNames(number)];
  const [re, im] = [weights.get(light.re), weights.get(light.im)];
  const [x, y] = [weights.get(places.x), weights.get(places.y)];
  const correction = ({ data }: { readonly data: Float32Array }): Float64Array =>
    Float64Array.from(data, (value) => boundedCorrection(value, payload.model.positionsBound));
  return {
    probe: re && im ? imagesOf(re, im) : null,
    positions: x && y ? withoutMean({ x: correction(x), y: correction(y) }) : null,
  };
}

/**
 * Samples with the probe and the positions that were learned. The probe keeps the power that it was normalised to, under
 * its mask.
 *
 * @param samples Samples of the scan.
 * @param learned What was learned of it.
 */
export function withLearned(samples: Samples, { probe, positions }: LearnedPhysics): Samples {
  return {
    ...samples,
    ...(positions && movedSamples(samples, positions)),
    ...(probe && { probe: withPowerOf(probe, samples.probe, samples.probeMask) }),
  };
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

/**
 * A shift of all patterns together is a shift of the image, which nothing measures. Patterns that were not trained on, as
 * those of a validation, stay where they are, and the others lie among them.
 */
function withoutMean({ x, y }: Positions): Positions {
  const learned = x.map((value, k) => value !== 0 || y[k] !== 0 ? 1 : 0);
  const count = Math.max(1, learned.reduce((sum, value) => sum + value, 0));
  const centred = (axis: Float64Array): Float64Array => {
    const mean = axis.reduce((sum, value) => sum + value, 0) / count;
    return axis.map((value, k) => value - mean * (learned[k] ?? 0));
  };
  return { x: centred(x), y: centred(y) };
}

function movedSamples(samples: Samples, { x, y }: Positions): Pick<Samples, "patterns" | "x" | "y" | "offsets"> {
  const { patterns, members, channels } = samples;
  const moved = (axis: Float64Array, by: Float64Array): Float64Array =>
    axis.map((value, k) => value + (by[patterns.numbers[k] ?? NaN] ?? 0));
  const places = { x: moved(patterns.x, x), y: moved(patterns.y, y) };
  return { ...groupCentres(places, { members, channels }), patterns: { ...patterns, ...places } };
}

function masked({ re, im }: Mode, mask: Float32Array): Mode {
  const weighed = (values: Float32Array): Float32Array => values.map((value, p) => value * (mask[p] ?? 0));
  return { re: weighed(re), im: weighed(im) };
}

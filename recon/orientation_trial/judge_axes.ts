/**
 * Which axes the patterns of a trial want: pure numbers, of whatever made them.
 *
 * Axes that differ by a half turn are one candidate. From positions r, probe P and object O come the same patterns as from −r
 * and their twins P*(−r) and O*(−r), so nothing but a probe that is known tells the two apart.
 *
 * @module
 */
import { axesApart, type ScanAxes } from "./scan_axes.ts";
import type { AxesTry } from "./try_axes.ts";

/** What the numbers say. */
export interface AxesVerdict {
  /** The best axes; null where the trial is not decisive. */
  readonly axes: ScanAxes | null;
  /** What tells the best axes from those a half turn away; null where nothing does, and they may as well be right. */
  readonly halfTurnBy: "probe" | null;
  /** By which part the R-factor of the next candidate is greater than that of the best. */
  readonly gain: number;
  /** The difference of both over its standard error, pattern by pattern. */
  readonly deviations: number;
}

/**
 * Judges trials. The best candidate is taken where it stands out: the patterns that were held out prefer it to the next
 * one (a paired test), by enough to matter, and by a fair part of what the others differ among themselves, as some axes
 * explain patterns better than others even where all are wrong.
 *
 * @param tries Trials of the same patterns.
 * @param likeness How much the probe to start from is like its twin, from 0 to 1.
 */
export function judgeAxes(tries: readonly AxesTry[], likeness: number): AxesVerdict {
  const [best, ...others] = tries.toSorted((a, b) => a.rFactor - b.rFactor);
  const rivals = best ? others.filter(({ axes }) => areRivals(best.axes, axes)) : [];
  const [next] = rivals;
  if (best === undefined || next === undefined) return { axes: null, halfTurnBy: null, gain: 0, deviations: 0 };
  const gain = next.rFactor / best.rFactor - 1;
  const deviations = pairedDeviations(best.rFactors, next.rFactors);
  const last = Math.max(...candidates(rivals).map(({ rFactor }) => rFactor));
  const standsOut = next.rFactor - best.rFactor >= LEAST_OF_SPREAD * (last - next.rFactor);
  const decides = gain >= LEAST_GAIN && deviations >= LEAST_DEVIATIONS && standsOut;
  if (!decides) return { axes: null, halfTurnBy: null, gain, deviations };
  const around = others.find(({ axes }) => isHalfTurn(best.axes, axes));
  const told = around !== undefined && likeness <= MOST_LIKENESS &&
    pairedDeviations(best.rFactors, around.rFactors) >= LEAST_DEVIATIONS &&
    around.rFactor - best.rFactor >= (next.rFactor - best.rFactor) / 2;
  return { axes: best.axes, halfTurnBy: told ? "probe" : null, gain, deviations };
}

/**
 * Mean of the differences of pairs over its standard error (Student 1908, doi:10.1093/biomet/6.1.1).
 *
 * @param less The lesser ones.
 * @param more The others, in the same order.
 */
export function pairedDeviations(less: Float64Array, more: Float64Array): number {
  const differences = less.map((value, k) => (more[k] ?? NaN) - value);
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = Math.sqrt(squares / (differences.length - 1) / differences.length);
  return mean === 0 ? 0 : mean / error;
}

// --- internal ---

/** Of the R-factor: less is no reason to import a scan anew. */
const LEAST_GAIN = 0.02;

/** Of the paired test. Patterns share an object, so they are not as independent as it takes them to be. */
const LEAST_DEVIATIONS = 6;

/** Of the differences between the other candidates. */
const LEAST_OF_SPREAD = 0.25;

/** A probe that is as much like its twin as this says too little of a half turn. */
const MOST_LIKENESS = 0.7;

/** Degrees, up to a half turn, by which axes explain the same patterns in part: an angle is then refined. */
const SAME_ANGLE = 25;

function areRivals(one: ScanAxes, other: ScanAxes): boolean {
  const { mirrored, degrees } = axesApart(one, other);
  return mirrored || Math.min(degrees, 180 - degrees) > SAME_ANGLE;
}

function isHalfTurn(one: ScanAxes, other: ScanAxes): boolean {
  const { mirrored, degrees } = axesApart(one, other);
  return !mirrored && degrees === 180;
}

/** The better one of each two that are a half turn apart. */
function candidates(sorted: readonly AxesTry[]): AxesTry[] {
  return sorted.filter(({ axes }, k) => !sorted.slice(0, k).some((better) => isHalfTurn(better.axes, axes)));
}

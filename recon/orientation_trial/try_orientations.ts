/**
 * Orientation by trial: a small image of the middle of a scan is made for each way that its axes can lie on the detector's,
 * and patterns that were held out say which one is theirs.
 *
 * @module
 */
import { ORIENTATIONS } from "../../config/fields/import_section.ts";
import type { OpenScan, Scan } from "../../data/scan.ts";
import { engineScan } from "../engines/state/engine_scan.ts";
import { type AxesVerdict, judgeAxes, pairedDeviations } from "./judge_axes.ts";
import { likenessOfTwin } from "./probe_twin.ts";
import { refineRotation } from "./refine_rotation.ts";
import { type ScanAxes, withLeastAngle } from "./scan_axes.ts";
import { holdOut, middlePositions, partOf } from "./trial_patterns.ts";
import { type AxesTry, TRIAL_ITERATIONS, tryAxes } from "./try_axes.ts";

/** Patterns of a trial, at most. */
export const TRIAL_PATTERNS = 150;

/** Who looks on. */
export interface TryOrientationsOptions {
  /** Called as work goes on: what is done, and what there is to do as far as is known by then. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** Called after every trial. */
  readonly onTry?: (tried: AxesTry) => void;
  /** Stops before a batch; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What was tried, and what follows. */
export interface OrientationTrial extends AxesVerdict {
  /** All trials, the best first. */
  readonly tries: readonly AxesTry[];
  /** Whether the angle is other than 0 beyond doubt; where it is not, that of `axes` is 0. */
  readonly turned: boolean;
  /** Patterns of which images were made, and patterns that were held out. */
  readonly patterns: { readonly fitted: number; readonly heldOut: number };
  /** Iterations of the engine in each trial. */
  readonly iterations: number;
  /** How much the scan's probe is like its twin, from 0 to 1: the more, the less it tells of a half turn. */
  readonly likenessOfTwin: number;
}

/**
 * Tries how the axes of a scan lie on the detector's: all eight ways, coarse angles where none of them stands out, and the
 * angle from the best of them on. It takes some seconds for patterns of 64 × 64 pixels, on the accelerator that is current.
 *
 * @param scan The scan; where its patterns are read from a file, it must stay open.
 * @param options Who looks on.
 * @throws {RangeError} If there are too few patterns, or the engine diverges.
 * @example
 * ```ts
 * import { selectAccelerator, simulateScan, tryOrientations } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * await selectAccelerator("cpu");
 * const scan = simulateScan({ patchSize: 32, patterns: 40, photons: 1e6, seed: 3 });
 * // A stage whose x runs the other way.
 * const { axes, halfTurnBy } = await tryOrientations({ ...scan, x: scan.x.map((at) => -at) });
 * assertEquals([axes, halfTurnBy], [{ orientation: "flip_x", rotation: 0 }, "probe"]);
 * ```
 */
export async function tryOrientations(
  scan: Scan | OpenScan,
  { onProgress = () => {}, onTry = () => {}, signal }: TryOrientationsOptions = {},
): Promise<OrientationTrial> {
  const whole = engineScan(scan);
  const chosen = partOf(whole, middlePositions(whole.positions, TRIAL_PATTERNS));
  requireEnough(chosen.count);
  const trial = { scan: chosen, patterns: holdOut(chosen.positions) };
  const tries: AxesTry[] = [];
  let total = ORIENTATIONS.length + USUAL_ANGLES;
  const attempt = async (axes: ScanAxes): Promise<AxesTry> => {
    const done = tries.length;
    total = Math.max(total, done + 1);
    const onShare = (share: number): void => onProgress({ done: done + share, total });
    const made = await tryAxes(trial, axes, { onShare, ...(signal && { signal }) });
    tries.push(made);
    onTry(made);
    return made;
  };
  for (const orientation of ORIENTATIONS) await attempt({ orientation, rotation: 0 });
  const likeness = likenessOfTwin(whole.probe);
  let verdict = judgeAxes(tries, likeness);
  if (verdict.axes === null) {
    total += ORIENTATIONS.length * COARSE_ANGLES.length;
    for (const rotation of COARSE_ANGLES) {
      for (const orientation of ORIENTATIONS) await attempt({ orientation, rotation });
    }
    verdict = judgeAxes(tries, likeness);
  }
  const rest = {
    patterns: { fitted: trial.patterns.fitted.length, heldOut: trial.patterns.heldOut.length },
    ...{ iterations: TRIAL_ITERATIONS, likenessOfTwin: likeness },
  };
  const sorted = (): AxesTry[] => tries.toSorted((a, b) => a.rFactor - b.rFactor);
  if (verdict.axes === null) return { ...verdict, ...rest, tries: sorted(), turned: false };
  const { orientation } = verdict.axes;
  const [best] = sorted();
  const found = best && await refineRotation(best, (rotation) => attempt({ orientation, rotation }));
  const straight = tries.find(({ axes }) => axes.orientation === orientation && axes.rotation === 0);
  const turned = found !== undefined && straight !== undefined && Math.abs(found.axes.rotation) >= LEAST_TURN &&
    found.rFactor < (1 - LEAST_TURN_GAIN) * straight.rFactor &&
    pairedDeviations(found.rFactors, straight.rFactors) >= LEAST_TURN_DEVIATIONS;
  const rotation = turned ? found.axes.rotation : 0;
  return { ...verdict, ...rest, axes: withLeastAngle({ orientation, rotation }), tries: sorted(), turned };
}

// --- internal ---

/** With fewer, too few are held out for a test. */
const LEAST_PATTERNS = 40;

/** Degrees that are tried with each orientation where none stands out at 0: a valley is 15° wide to each side. */
const COARSE_ANGLES: readonly number[] = [-22.5, 22.5, 45];

/** Angles that are tried from the best axes on, where 0 is best. */
const USUAL_ANGLES = 7;

/** What an angle must be in degrees, and gain on 0, to be believed: part of the R-factor, deviations of the paired test. */
const LEAST_TURN = 0.5;
const LEAST_TURN_GAIN = 0.01;
const LEAST_TURN_DEVIATIONS = 4;

function requireEnough(count: number): void {
  if (count >= LEAST_PATTERNS) return;
  throw new RangeError(
    `Cannot try orientations as there are too few patterns: current value is ${count} (${LEAST_PATTERNS} are needed)`,
  );
}

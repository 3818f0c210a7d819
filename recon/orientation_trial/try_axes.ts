/**
 * One trial: an image is made of patterns whose positions are laid onto some axes, and patterns that were held out say
 * whether it is theirs.
 *
 * @module
 */
import { createReconstructionPayload } from "../../config/reconstruction_payload.ts";
import { configuredEngine } from "../engine_run/configured_engine.ts";
import type { EngineOptions } from "../engines/state/engine_options.ts";
import { EngineCanvas } from "../engines/state/engine_canvas.ts";
import type { EngineScan } from "../engines/state/engine_scan.ts";
import { measureResiduals } from "../engines/measure_residuals.ts";
import { runEngine } from "../engines/run_engine.ts";
import { laidOn, type ScanAxes } from "./scan_axes.ts";
import { sharpness } from "./sharpness.ts";
import { partOf, type TrialPatterns } from "./trial_patterns.ts";

/** What a trial gave. */
export interface AxesTry {
  /** How positions were laid. */
  readonly axes: ScanAxes;
  /** R-factor of the patterns that were held out, together. */
  readonly rFactor: number;
  /** Their Poisson deviance a pixel. */
  readonly poissonDeviance: number;
  /** R-factor of each of them; of every trial the same patterns. */
  readonly rFactors: Float64Array;
  /** How sharp the image is. */
  readonly sharpness: number;
}

/** What all trials have in common. */
export interface TrialScan {
  /** The patterns, at positions as the scan has them. */
  readonly scan: EngineScan;
  /** Which are held out. */
  readonly patterns: TrialPatterns;
}

/** Who looks on. */
export interface TryOptions {
  /** Hears which share of the trial is done. */
  readonly onShare: (share: number) => void;
  /** Stops before a batch; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Iterations of a trial. */
export const TRIAL_ITERATIONS = 30;

/**
 * Tries axes.
 *
 * @param trial Patterns of the trial.
 * @param axes How positions are laid.
 * @param options Who looks on.
 * @throws {RangeError} If the engine diverges.
 */
export async function tryAxes(
  { scan, patterns: { fitted, heldOut } }: TrialScan,
  axes: ScanAxes,
  { onShare, signal }: TryOptions,
): Promise<AxesTry> {
  const laid = { ...scan, positions: laidOn(scan.positions, axes, scan.pixelSize) };
  const engine = trialEngine();
  const stopped = signal ? { signal } : {};
  const { reconstruction, canvas, probe } = await runEngine(partOf(laid, fitted), engine, {
    ...stopped,
    onProgress: ({ iteration, done, total }) => onShare((iteration + done / total) / TRIAL_ITERATIONS),
  });
  const lookers = partOf(laid, heldOut);
  // All that was found, also where too little light fell for an image.
  const found = { ...reconstruction, object: canvas, mask: new Uint8Array(canvas.re.length).fill(1) };
  const { total, patterns } = await measureResiduals(lookers, {
    ...{ canvas: new EngineCanvas(lookers).start(found), probe, batchSize: engine.batchSize },
    ...stopped,
  });
  return { axes, ...total, rFactors: patterns.rFactor, sharpness: sharpness(reconstruction) };
}

// --- internal ---

/**
 * LSQML goes furthest in few iterations, by whole steps, also from a probe that was only guessed, which so moves from the
 * beginning.
 */
function trialEngine(): EngineOptions {
  const engine = { algorithm: "lsqml", iterations: TRIAL_ITERATIONS, probeStart: 0, batchSize: 16, seed: 0 } as const;
  const far = { objectStep: 1, objectRegularisation: 0.5 };
  return configuredEngine(createReconstructionPayload({ engine: { ...engine, ...far } }));
}

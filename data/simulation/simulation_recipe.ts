/**
 * Options of a simulation with words and what is not said filled in.
 *
 * @module
 */
import { arraysDigest } from "../formats/file_digest.ts";
import type { ComplexImage } from "../complex_image.ts";
import { type Experiment, UNKNOWN_EXPERIMENT } from "../experiment.ts";
import type { Positions } from "../positions.ts";
import { madeExperiment } from "./made_experiment.ts";
import type { DetectorRecipe } from "./noise/detector.ts";
import type { ObjectRecipe } from "./objects/object_recipe.ts";
import type { PositionsRecipe } from "./positions/positions_recipe.ts";
import { needsOptics } from "./probes/make_probe.ts";
import type { ProbeRecipe } from "./probes/probe_recipe.ts";
import { SIMULATE_DEFAULTS } from "./simulate_defaults.ts";
import type { ScanErrors, SimulateOptions } from "./simulate_options.ts";

/** What is simulated, all of it said. */
export interface SimulationRecipe {
  readonly patchSize: number;
  readonly patterns: number;
  readonly photons: number;
  readonly seed: number;
  readonly probe: ProbeRecipe;
  readonly object: ComplexImage | ObjectRecipe;
  readonly positions: Positions | PositionsRecipe;
  readonly detector: DetectorRecipe;
  readonly errors: Required<ScanErrors>;
  readonly experiment: Experiment;
}

/** Whether something is to be made: nothing else has a kind. */
export function isRecipe<Given extends object>(
  given: Given,
): given is Extract<Given, { readonly kind: string }> {
  return "kind" in given;
}

/**
 * Fills in what is not said.
 *
 * @param options What was said.
 * @throws {RangeError} If there are no such experiments.
 */
export function simulationRecipe(options: SimulateOptions): SimulationRecipe {
  const { photons, seed } = { ...SIMULATE_DEFAULTS, ...options };
  const { detector = {}, errors: { positions: positionError = 0, defocus = 0 } = {} } = options;
  const probe = probeRecipe(options.probe ?? "disk");
  const { object: thing = "star", positions: way = "jitter" } = options;
  const object: ComplexImage | ObjectRecipe = typeof thing === "string" ? { kind: thing } : thing;
  const positions: Positions | PositionsRecipe = typeof way === "string" ? { kind: way } : way;
  const side = probe.kind === "given" ? probe.modes[0]?.height : undefined;
  const patchSize = options.patchSize ?? side ?? SIMULATE_DEFAULTS.patchSize;
  const patterns = options.patterns ?? (isRecipe(positions) ? SIMULATE_DEFAULTS.patterns : positions.x.length);
  const errors = { positions: positionError, defocus };
  const isMade = probe.kind !== "given" && (isRecipe(object) || needsOptics(probe) || defocus !== 0);
  const experiment = experimentOf(options, patchSize, isMade);
  return { patchSize, patterns, photons, seed, probe, object, positions, detector, errors, experiment };
}

/**
 * Text that says how a scan was made: JSON with the program and the recipe. Of arrays it has the digests.
 *
 * @param recipe What was simulated; the experiment is in the scan beside.
 */
export function simulationProvenance({ experiment: _, ...recipe }: SimulationRecipe): string {
  const told = (_: string, value: unknown): unknown => ArrayBuffer.isView(value) ? arraysDigest([value]) : value;
  return JSON.stringify({ program: "exitwave simulate", recipe }, told);
}

// --- internal ---

function probeRecipe(probe: NonNullable<SimulateOptions["probe"]>): ProbeRecipe {
  if (typeof probe === "string") return { kind: probe };
  return isRecipe(probe) ? probe : { kind: "given", modes: [probe] };
}

function experimentOf({ experiment }: SimulateOptions, patchSize: number, isMade: boolean): Experiment {
  if (experiment && "wavelength" in experiment) return experiment;
  return experiment || isMade ? madeExperiment(patchSize, experiment) : UNKNOWN_EXPERIMENT;
}

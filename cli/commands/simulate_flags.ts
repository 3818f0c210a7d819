/**
 * Flags of `simulate` by what they are about, and what each of them is of: a flag that what is made does not have is
 * refused, as it would change nothing.
 *
 * @module
 */
import type { Experiment } from "../../data/experiment.ts";
import type { ExperimentRecipe } from "../../data/simulation/made_experiment.ts";
import type { DetectorRecipe } from "../../data/simulation/noise/detector.ts";
import type { ScanErrors, SimulateOptions } from "../../data/simulation/simulate_options.ts";
import { type CommandLine, ownValue } from "../line/command.ts";
import { UsageError } from "../line/usage_error.ts";
import {
  AMOUNT,
  COUNT,
  FINITE,
  numberOf,
  numbersByNumber,
  numbersOf,
  POSITIVE,
  POWER_OF_TWO,
  SHARE,
  WHOLE,
} from "./simulate_numbers.ts";

/** Sizes of the scan. */
export function scanNumbers(line: CommandLine): Pick<SimulateOptions, "patterns" | "photons" | "patchSize" | "seed"> {
  return defined({
    patterns: numberOf(line, "patterns", WHOLE),
    photons: numberOf(line, "photons", POSITIVE),
    patchSize: numberOf(line, "patch-size", POWER_OF_TWO),
    seed: numberOf(line, "seed", COUNT),
  });
}

/** What is said of the experiment; undefined where nothing is. */
export function experimentOf(line: CommandLine): ExperimentRecipe | Experiment | undefined {
  const recipe = defined({
    energy: numberOf(line, "energy", POSITIVE),
    pixelSize: numberOf(line, "pixel-size", POSITIVE),
  });
  return Object.keys(recipe).length > 0 ? recipe : undefined;
}

/** What is said of the detector. */
export function detectorOf(line: CommandLine): DetectorRecipe {
  return defined({
    beamStop: numberOf(line, "beam-stop", AMOUNT),
    deadPixels: numberOf(line, "dead-pixels", COUNT),
    background: numberOf(line, "background", AMOUNT),
    readoutNoise: numberOf(line, "readout-noise", AMOUNT),
  });
}

/** What the scan shall say wrongly. */
export function errorsOf(line: CommandLine): ScanErrors {
  return defined({
    positions: numberOf(line, "position-error", AMOUNT),
    defocus: numberOf(line, "defocus-error", FINITE),
  });
}

/** A part of a recipe. */
export type RecipeFlags = Readonly<Record<string, unknown>>;

/**
 * What is said of an object.
 *
 * @param kind What is made, `image`, or `file`.
 * @throws {UsageError} If a flag is of another kind of object.
 */
export function objectFlags(line: CommandLine, kind: string): RecipeFlags {
  requireKind(line, { part: "object", kind, kinds: OBJECT_KINDS });
  const size = numbersOf(line, "object-size", { kind: WHOLE, lengths: [1, 2] });
  return defined({
    size: size?.length === 1 ? size[0] : size,
    amplitudeRange: numbersOf(line, "amplitude-range", { kind: AMOUNT, lengths: [2] }),
    phaseContrast: numberOf(line, "phase-contrast", AMOUNT),
    spectralIndex: numberOf(line, "spectral-index", FINITE),
  });
}

/** What is said of a probe, as {@link objectFlags}. */
export function probeFlags(line: CommandLine, kind: string): RecipeFlags {
  requireKind(line, { part: "probe", kind, kinds: PROBE_KINDS });
  return defined({
    diameter: numberOf(line, "probe-diameter", POSITIVE),
    fwhm: numberOf(line, "probe-fwhm", POSITIVE),
    grain: numberOf(line, "speckle-size", POSITIVE),
    outermostZone: numberOf(line, "outermost-zone", POSITIVE),
    centralStop: numberOf(line, "central-stop", SHARE),
    numericalAperture: numberOf(line, "numerical-aperture", POSITIVE),
    aberrations: numbersByNumber(line, "aberrations"),
    defocus: numberOf(line, "defocus", FINITE),
    modeShares: numbersOf(line, "mode-shares", { kind: POSITIVE }),
  });
}

/** What is said of positions, as {@link objectFlags}. */
export function positionsFlags(line: CommandLine, kind: string): RecipeFlags {
  requireKind(line, { part: "positions", kind, kinds: POSITIONS_KINDS });
  const [step, overlap] = [numberOf(line, "step", POSITIVE), numberOf(line, "overlap", SHARE)];
  if (step !== undefined && overlap !== undefined) {
    throw new UsageError(
      `Cannot simulate as --step and --overlap say the same: current values are ${step} and ${overlap}; leave one out`,
    );
  }
  return defined({
    step: overlap === undefined ? step : { overlap },
    jitter: numberOf(line, "jitter", AMOUNT),
  });
}

// --- internal ---

/** Kinds of what is made. */
const CONTRAST = ["star", "lines", "deadLeaves", "gaussianRandomField", "image"] as const;
const OBJECT_KINDS: Readonly<Record<string, readonly string[]>> = {
  "object-size": ["star", "lines", "deadLeaves", "gaussianRandomField"],
  "amplitude-range": CONTRAST,
  "phase-contrast": CONTRAST,
  "spectral-index": ["gaussianRandomField"],
  "phase-image": ["image"],
};
const PROBE_KINDS: Readonly<Record<string, readonly string[]>> = {
  "probe-diameter": ["disk", "speckle"],
  "probe-fwhm": ["gaussian"],
  "speckle-size": ["speckle"],
  "outermost-zone": ["zonePlate"],
  "central-stop": ["zonePlate"],
  "numerical-aperture": ["zernike"],
  "aberrations": ["zonePlate", "zernike"],
};
const MADE = ["jitter", "raster", "snake", "fermat", "concentric"] as const;
const POSITIONS_KINDS: Readonly<Record<string, readonly string[]>> = {
  "step": MADE,
  "overlap": MADE,
  "jitter": ["jitter"],
};

interface KindRule {
  readonly part: string;
  readonly kind: string;
  /** Kinds that each flag is of. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
}

function requireKind(line: CommandLine, { part, kind, kinds }: KindRule): void {
  const idle = Object.keys(kinds).find((name) => ownValue(line, name) !== undefined && !kinds[name]?.includes(kind));
  if (idle === undefined) return;
  const wanted = kinds[idle]?.join(", ");
  throw new UsageError(
    `Cannot simulate as --${idle} is of --${part} ${wanted} alone: current value of --${part} is ` +
      `${
        ownValue(line, part) ?? (kind === "file" ? ownValue(line, "from") : kind)
      }; leave --${idle} out, or ask for that`,
  );
}

/** Without what is not given. */
function defined<Values extends Readonly<Record<string, unknown>>>(
  values: Values,
): { [Name in keyof Values]?: Exclude<Values[Name], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Values]?: Exclude<Values[Name], undefined>;
  };
}

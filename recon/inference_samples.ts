/**
 * The samples of an inference: a scan, read and scaled as the network was trained.
 *
 * @module
 */
import type { SciencePayload } from "../config/payload.ts";
import { resizeRemedy } from "../data/checks/patch_size.ts";
import { openScan } from "../data/load_scan.ts";
import { prepareSamples, type PrepareSamplesOptions, type Samples } from "../data/samples.ts";
import { referenceScales } from "../data/scaling.ts";
import type { OpenScan } from "../data/scan.ts";
import { characterWarnings, scanCharacter } from "../data/scan_character.ts";
import { type LearnedPhysics, learnedPhysics, withLearned } from "./learned_physics.ts";
import type { Trained } from "./load_trained.ts";
import { nearestCharacter, numberOfScan, trainedScans } from "./trained_scans.ts";

/** What is wanted of a scan. */
export interface WantedSamples {
  /** How it is read, and which of its patterns. */
  readonly science: SciencePayload;
  /** The network. */
  readonly trained: Trained;
  /** Whether the file is believed on what its numbers are. */
  readonly believesFile: boolean;
  /** `execution.frameCache`. */
  readonly frameCache: number | null;
  /** Gets what is to be closed in the end. */
  readonly open: DisposableStack;
}

/** What an inference works on. */
export interface InferenceSamples {
  readonly scan: OpenScan;
  /** With the probe and the positions that were learned, where the network was trained on this scan. */
  readonly samples: Samples;
  readonly learned: LearnedPhysics;
  /** What was left out or looks wrong, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads a scan for a network.
 *
 * @param path The scan.
 * @param wanted What is wanted.
 * @throws {RangeError} If its patterns have another size than the network's patches.
 * @throws {Error} If it cannot be read.
 */
export async function loadInferenceSamples(
  path: string,
  { science, trained, believesFile, frameCache, open }: WantedSamples,
): Promise<InferenceSamples> {
  const { payload } = trained;
  const scan = open.use(await openScan(path, { measurement: science.data.measurement, believesFile, frameCache }));
  if (scan.patchSize !== science.data.patchSize) {
    throw new RangeError(
      `Cannot reconstruct ${path} as its patterns must have the size that the network was trained with, ` +
        `${science.data.patchSize} px: current value is ${scan.patchSize} px; ` +
        resizeRemedy(scan.patchSize, [science.data.patchSize]),
    );
  }
  const scans = trainedScans(trained);
  const reference = referenceScales(scans, numberOfScan(scans, scan.digest));
  const given = samplesForNetwork(scan, { science, seed: payload.training.seed, ...(reference && { reference }) });
  const learned = learnedPhysics(trained, scan.digest);
  const character = scanCharacter(given);
  const nearest = nearestCharacter(scans, character);
  const differences = nearest === null ? [] : characterWarnings(character, {
    ...nearest,
    // Patterns that are each scaled by themselves look alike to the network, however bright they are.
    ...(science.data.normalize === "group" && { energy: null }),
  });
  const warnings = [...scan.warnings, ...given.warnings, ...differences.map((sentence) => `${path}: ${sentence}`)];
  return { scan, learned, samples: withLearned(given, learned), warnings };
}

/** How the samples of an inference are made. */
export interface SamplesForNetwork extends Pick<PrepareSamplesOptions, "seed" | "reference"> {
  /** How the scan is grouped and scaled. */
  readonly science: SciencePayload;
}

/**
 * Samples of a scan for a network that is applied to it: a group around every pattern, and no labels.
 *
 * @param scan The scan.
 * @param options How they are made.
 * @throws {RangeError} If there are too few patterns, or they are too far apart for groups.
 */
export function samplesForNetwork(scan: OpenScan, { science, ...options }: SamplesForNetwork): Samples {
  // Labels are for training: a network that learned from them, too, reconstructs scans of unknown objects.
  const model = { ...science.model, mode: "pinn" as const, realspaceMaeWeight: 0 };
  return prepareSamples(scan, { data: science.data, model }, { everyPattern: true, ...options });
}

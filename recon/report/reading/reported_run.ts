/**
 * A run as a report tells of it: all that its directory holds, as far as it can be read. Damage is part of what is told.
 *
 * @module
 */
import { type BestEpoch, bestEpoch } from "../../../config/values/best_epoch.ts";
import type { TrainingPayload } from "../../../config/payload.ts";
import { systemReason } from "../../../data/files/system_reason.ts";
import { checkpointDirectory, checkpointNames } from "../../../run/checkpoint_names.ts";
import { type Product, recordedProducts } from "../../../run/products.ts";
import { readMetricsCsv, type RunEpoch } from "../../../run/read_metrics.ts";
import { isReconstruction, readRunPayload } from "../../../run/run_payload.ts";
import { readRunRecord, type RunRecord } from "../../../run/run_record.ts";
import { Attempts } from "./attempts.ts";
import { engineProducts, readReportedEngine, type ReportedEngine } from "./reported_engine.ts";
import { readReportedBeam, type ReportedBeam } from "./reported_beam.ts";
import { readReportedFiles, type ReportedFile } from "./reported_files.ts";
import { readReportedImages, type ReportedImage } from "./reported_images.ts";
import { readReportedEvaluations, type ReportedEvaluation } from "./reported_evaluations.ts";
import { readReportedHalfScans, type ReportedHalfScans } from "./reported_half_scans.ts";
import { runNames } from "./run_names.ts";
import { thinnedEpochs } from "./thinned_epochs.ts";

/** A run, as far as it can be read. */
export interface ReportedRun {
  /** Directory of the run, as it was named. */
  readonly directory: string;
  /** Last part of its path. */
  readonly name: string;
  /** What could not be read, a sentence each. */
  readonly problems: readonly string[];
  /** What the training is; null where it cannot be read. */
  readonly payload: TrainingPayload | null;
  /** How it stands; null before its first step, and where it cannot be read. */
  readonly record: RunRecord | null;
  /** How many epochs are logged. */
  readonly epochCount: number;
  /** Epochs of `metrics.csv`, at most 2000 of them. */
  readonly epochs: readonly RunEpoch[];
  /** Its best epoch; null where none was measured. */
  readonly best: BestEpoch | null;
  /** Images that were reconstructed with its network and lie in its directory, the newest first. */
  readonly images: readonly ReportedImage[];
  /** Comparisons of its images with known objects, the newest first. */
  readonly evaluations: readonly ReportedEvaluation[];
  /** What half scans tell of its image; null where nobody asked. */
  readonly halfScans: ReportedHalfScans | null;
  /** Probe and positions; null where the scan is not there. */
  readonly beam: ReportedBeam | null;
  /** File names of its checkpoints, the newest first. */
  readonly checkpoints: readonly string[];
  /** What was made of its network, with digests. */
  readonly products: readonly Product[];
  /** What only the run of an iterative engine has, which has no epochs; null of a training. */
  readonly engine: ReportedEngine | null;
  /** Its files, with their sizes. */
  readonly files: readonly ReportedFile[];
}

/** How much of a run is read. */
export interface ReportedRunOptions {
  /**
   * Longest side of its images, in pixels; larger ones are averaged.
   * @default 1024
   */
  readonly side?: number;
  /**
   * Images that are read at most.
   * @default 4
   */
  readonly images?: number;
}

/**
 * Reads a run. Nothing that is wrong with it is thrown.
 *
 * @param directory Directory of the run.
 * @param options How much is read.
 */
export async function readReportedRun(directory: string, options: ReportedRunOptions = {}): Promise<ReportedRun> {
  const [reason, [name = directory]] = [await absence(directory), await runNames([directory])];
  if (reason !== null) return { ...unknownRun(directory, [`Cannot read the run ${directory} as ${reason}`]), name };
  const attempts = new Attempts();
  if (await isReconstruction(directory)) return { ...await engineRun(directory, { ...options, attempts }), name };
  const found = await attempts.to(() => readRunPayload(directory), null);
  if (found?.warning) attempts.add(found.warning);
  const payload = found?.payload ?? null;
  const record = await attempts.to(() => readRunRecord(directory), null);
  const epochs = await attempts.to(() => readMetricsCsv(`${directory}/metrics.csv`), []);
  const products = await attempts.to(() => recordedProducts(directory), []);
  return {
    directory,
    name,
    payload,
    record,
    epochCount: epochs.length,
    epochs: thinnedEpochs(epochs),
    best: bestEpoch(epochs, payload),
    images: await readReportedImages({ directory, products, payload, epochs }, { ...options, attempts }),
    evaluations: await readReportedEvaluations({ directory, products }, attempts),
    halfScans: await readReportedHalfScans(directory, attempts),
    engine: null,
    beam: payload === null ? null : await readReportedBeam(directory, { payload, attempts }),
    checkpoints: await attempts.to(() => checkpointNames(checkpointDirectory(directory)), []),
    products,
    files: await attempts.to(() => readReportedFiles(directory), []),
    problems: attempts.problems,
  };
}

/** A run of which nothing is known but what is wrong with it. */
export function unknownRun(directory: string, problems: readonly string[] = []): ReportedRun {
  return { ...NOTHING, directory, name: nameOf(directory), problems };
}

/** Whether anything of a run could be read. */
export function isReadable({ payload, record, epochCount, engine }: ReportedRun): boolean {
  return (engine?.payload ?? payload) !== null || (engine?.record ?? record) !== null || epochCount > 0;
}

// --- internal ---

async function engineRun(
  directory: string,
  { attempts, ...options }: ReportedRunOptions & { readonly attempts: Attempts },
): Promise<ReportedRun> {
  const engine = await readReportedEngine(directory, attempts);
  const products = await attempts.to(() => recordedProducts(directory), []);
  const image = engineProducts(engine);
  return {
    ...unknownRun(directory),
    ...{ engine, epochCount: engine.count, best: engine.best, products },
    evaluations: await readReportedEvaluations({ directory, products }, attempts),
    halfScans: await readReportedHalfScans(directory, attempts),
    images: await readReportedImages({ directory, products: image, payload: null, epochs: [] }, {
      ...options,
      attempts,
    }),
    checkpoints: await attempts.to(() => checkpointNames(checkpointDirectory(directory)), []),
    files: await attempts.to(() => readReportedFiles(directory), []),
    problems: attempts.problems,
  };
}

const NOTHING = {
  ...{
    payload: null,
    record: null,
    epochCount: 0,
    epochs: [],
    best: null,
    images: [],
    evaluations: [],
    halfScans: null,
    beam: null,
  },
  ...{ checkpoints: [], products: [], files: [], engine: null },
};

/** Why a directory cannot be looked into; null where it can. */
async function absence(directory: string): Promise<string | null> {
  try {
    return (await Deno.stat(directory)).isDirectory ? null : "it is no directory";
  } catch (cause) {
    return cause instanceof Deno.errors.NotFound ? "there is no such directory" : systemReason(cause);
  }
}

function nameOf(directory: string): string {
  return directory.replace(/[/\\]+$/, "").split(/[/\\]/).at(-1) || directory;
}

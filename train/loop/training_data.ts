/**
 * The samples of a training: the training scan, split in two or validated on a second one.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";
import { saidPaths } from "../../config/set_paths.ts";
import { openScan } from "../../data/load_scan.ts";
import { epochOrder } from "../../data/batches.ts";
import { orthogonalModes, powerShares } from "../../data/arrays/orthogonal_modes.ts";
import { objectPixelOf } from "../../data/experiment.ts";
import { arraysDigest } from "../../data/formats/file_digest.ts";
import { needsLabels } from "../../data/labels.ts";
import { prepareSamples, type Samples } from "../../data/samples.ts";
import type { SampleScales } from "../../data/scaling.ts";
import { type ScanCharacter, scanCharacter } from "../../data/scan_character.ts";
import { type OpenScan, probeModesOf } from "../../data/scan.ts";
import { splitSamples } from "../../data/split.ts";
import type { ScanFile } from "../../run/run_record.ts";

/** Some samples of a scan. */
export interface SampleSet {
  readonly samples: Samples;
  /** Which of them are meant. */
  readonly indices: Int32Array;
  /** Whether every epoch takes them in an order of its own. */
  readonly shuffled: boolean;
}

/** Everything a training learns from; disposing of it closes the files that patterns are read from. */
export interface TrainingData extends Disposable {
  readonly train: SampleSet;
  /** Null where nothing is validated. */
  readonly validation: SampleSet | null;
  /** Scales of the training scan; a second scan is scaled by the same. */
  readonly scales: SampleScales;
  /** What the training scan is like, for networks that meet another. */
  readonly character: ScanCharacter;
  readonly files: { readonly scan: ScanFile; readonly testScan: ScanFile | null };
  /** What was left out or looks wrong in the scans, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads and scales the scans of a payload and decides which samples are trained and which validated on.
 *
 * @param payload The payload; its `data.scan`, `data.testScan` and `training.valSplit` say what is read.
 * @returns The samples.
 * @throws {TypeError} If no scan is named.
 * @throws {RangeError} If its patterns have another size than the payload's patches, or none is left to rank by.
 * @throws {Error} If a file cannot be read.
 */
export async function loadTrainingData(payload: TrainingPayload): Promise<TrainingData> {
  const { seed } = payload.training;
  using files = new DisposableStack();
  const scan = files.use(await readScan(payload, "scan"));
  const testScan = payload.data.testScan === null ? null : files.use(await readScan(payload, "testScan"));
  const samples = prepareSamples(scan, payload, { seed });
  const { scales } = samples;
  const common = {
    scales,
    character: scanCharacter(samples),
    files: { scan: fileOf(scan), testScan: testScan && fileOf(testScan) },
  };
  const sets = testScan
    ? {
      train: { ...inOrder(samples), shuffled: true },
      validation: inOrder(prepareSamples(testScan, payload, { seed, reference: scales, fewer: true })),
    }
    : split(samples, payload);
  const validated = testScan ? sets.validation?.samples.warnings ?? [] : [];
  const warnings = [...scan.warnings, ...samples.warnings, ...testScan?.warnings ?? [], ...validated];
  const open = files.move();
  return { ...common, warnings, ...overfitted(sets, payload), [Symbol.dispose]: () => open.dispose() };
}

/** Batches of a training epoch, the last one perhaps smaller. */
export function batchesPerEpoch(
  { indices }: SampleSet,
  { batchSize, limitTrainBatches }: Pick<TrainingPayload["training"], "batchSize" | "limitTrainBatches">,
): number {
  return Math.min(Math.ceil(indices.length / batchSize), limitTrainBatches ?? Infinity);
}

// --- internal ---

async function readScan(payload: TrainingPayload, field: "scan" | "testScan"): Promise<OpenScan> {
  const { data, model } = payload;
  const path = data[field];
  if (path === null) throw new TypeError(`Cannot train as data.${field} must name a scan: current value is null`);
  return await openScan(path, {
    measurement: data.measurement,
    believesFile: !saidPaths(payload).has("data.measurement"),
    needsObject: needsLabels(model),
    frameCache: payload.execution.frameCache,
  });
}

function fileOf(scan: OpenScan): ScanFile {
  const { path, digest, experiment, patchSize, measurement, provenance } = scan;
  const objectPixel = objectPixelOf(experiment, patchSize);
  const provenanceDigest = provenance === null ? null : arraysDigest([new TextEncoder().encode(provenance)]);
  const probeShares = powerShares(orthogonalModes(probeModesOf(scan)));
  return { path, digest, experiment: { ...experiment, objectPixel, measurement, provenanceDigest, probeShares } };
}

type Sets = Pick<TrainingData, "train" | "validation">;

function inOrder(samples: Samples): SampleSet {
  return { samples, indices: Int32Array.from({ length: samples.count }, (_, index) => index), shuffled: false };
}

function split(samples: Samples, payload: TrainingPayload): Sets {
  const { valSplit, seed } = payload.training;
  const { train, val } = splitSamples(samples.count, { valSplit, seed, groups: samples });
  if (val.length === 0) requireRankable(payload, samples);
  const validation = val.length ? { samples, indices: val, shuffled: false } : null;
  return { train: { samples, indices: train, shuffled: true }, validation };
}

/** With `training.overfitBatches`, the first few batches of the first epoch are all that is trained and validated on. */
function overfitted(sets: Sets, { training: { overfitBatches, batchSize, seed } }: TrainingPayload): Sets {
  if (overfitBatches === null) return sets;
  const indices = epochOrder(sets.train.indices, { seed, epoch: 0 }).slice(0, overfitBatches * batchSize);
  const few = { ...sets.train, indices, shuffled: false };
  return { train: few, validation: sets.validation && few };
}

function requireRankable({ metrics, training: { valSplit } }: TrainingPayload, { count }: Samples): void {
  if (metrics.monitor !== metrics.valLoss) return;
  throw new RangeError(
    `Cannot rank checkpoints by ${metrics.valLoss} as at least one sample must be held out: ` +
      `training.valSplit = ${valSplit} of ${count} is none; set it to 0 to rank them by the training loss`,
  );
}

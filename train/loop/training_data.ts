/**
 * The samples of a training: scans, each split in two, or validated on others.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";
import { epochOrder } from "../../data/batches.ts";
import { inUnitOf, joinSamples } from "../../data/joining/join_samples.ts";
import { splitEach } from "../../data/joining/split_each.ts";
import { batchEnds } from "../../data/plan_batches.ts";
import { range } from "../../data/random/random.ts";
import { prepareSamples, type Samples } from "../../data/samples.ts";
import { referenceScales, type SampleScales } from "../../data/scaling.ts";
import { type ScanCharacter, scanCharacter } from "../../data/scan_character.ts";
import type { OpenScan } from "../../data/scan.ts";
import { splitSamples } from "../../data/split.ts";
import type { DataFile, ScanFile } from "../../run/run_record.ts";
import { labelledScan } from "./training_labels.ts";
import { fileOf, openScans, samplesOfOne } from "./training_scans.ts";

/** Some samples of a scan. */
export interface SampleSet {
  readonly samples: Samples;
  /** Which of them are meant. */
  readonly indices: Int32Array;
  /** Whether every epoch takes them in an order of its own. */
  readonly shuffled: boolean;
  /** Number of the scan of each sample, where batches are of one scan each; else null. */
  readonly apart: Int32Array | null;
}

/** A scan that is trained on. */
export interface TrainedScan {
  readonly file: ScanFile;
  /** Those that its samples were scaled by. */
  readonly scales: SampleScales;
  /** What it is like, for networks that meet another. */
  readonly character: ScanCharacter;
}

/** Everything a training learns from; disposing of it closes the files that patterns are read from. */
export interface TrainingData extends Disposable {
  readonly train: SampleSet;
  /** Null where nothing is validated. */
  readonly validation: SampleSet | null;
  /** The scans that are trained on, as `Samples.scans` numbers them. */
  readonly scans: readonly [TrainedScan, ...TrainedScan[]];
  /** Those that are validated on; empty where parts of the others are. */
  readonly testScans: readonly ScanFile[];
  /** The reconstruction that labels are of; null where they are of the scans' own objects, or there are none. */
  readonly labels: DataFile | null;
  /** What was left out or looks wrong in the scans, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads and scales the scans of a payload and decides which samples are trained and which validated on.
 *
 * @param payload The payload; its `data.scan`, `data.testScan` and `training.valSplit` say what is read.
 * @returns The samples.
 * @throws {TypeError} If no scan is named.
 * @throws {RangeError} If patterns have another size than the payload's patches, or none is left to rank by.
 * @throws {Error} If a file cannot be found or read.
 */
export async function loadTrainingData(payload: TrainingPayload): Promise<TrainingData> {
  using files = new DisposableStack();
  const [first, ...others] = await openScans(payload, "scan", files);
  const { scan, labels } = await labelledScan(first, payload);
  const opened: Scans = [scan, ...others];
  const tests = payload.data.testScan === null ? [] : await openScans(payload, "testScan", files);
  const parts = partsOf(opened, payload);
  const samples = joinSamples(parts);
  const scans = trainedScans(opened, parts);
  const sets = tests.length > 0
    ? { train: { ...inOrder(samples, payload), shuffled: true }, validation: validatedOn(tests, payload, scans) }
    : split(samples, payload, scans);
  const validated = tests.length > 0 ? sets.validation?.samples.warnings ?? [] : [];
  const doubts = (read: readonly OpenScan[]): string[] => read.flatMap(({ warnings }) => warnings);
  const warnings = [...doubts(opened), ...samples.warnings, ...doubts(tests), ...validated];
  const open = files.move();
  return {
    ...{ scans, testScans: tests.map(fileOf), labels, warnings },
    ...overfitted(sets, payload),
    [Symbol.dispose]: () => open.dispose(),
  };
}

/** Files of the scans. */
export function filesOf({ scans, testScans }: TrainingData): Record<"scan" | "testScan", readonly ScanFile[]> {
  return { scan: scans.map(({ file }) => file), testScan: testScans };
}

/** Order in which an epoch takes the samples of a set. */
export function orderOf({ indices, shuffled, apart }: SampleSet, at: {
  readonly training: Pick<TrainingPayload["training"], "seed" | "batchSize">;
  readonly epoch: number;
}): Int32Array {
  const { training: { seed, batchSize }, epoch } = at;
  return shuffled ? epochOrder(indices, { seed, epoch, apart: apart && { of: apart, batchSize } }) : indices;
}

/** Batches of a training epoch, the last one perhaps smaller. */
export function batchesPerEpoch(
  { indices, apart }: SampleSet,
  { batchSize, limitTrainBatches }: Pick<TrainingPayload["training"], "batchSize" | "limitTrainBatches">,
): number {
  const batches = apart ? batchEnds(byScan(indices, apart), { batchSize, apart }).length : null;
  return Math.min(batches ?? Math.ceil(indices.length / batchSize), limitTrainBatches ?? Infinity);
}

// --- internal ---

type Sets = Pick<TrainingData, "train" | "validation">;
type Scans = readonly [OpenScan, ...OpenScan[]];

/** Samples of each scan. Of one, all is as it stands in the payload. */
function partsOf(scans: Scans, payload: TrainingPayload): [Samples, ...Samples[]] {
  const { seed } = payload.training;
  const [first, ...others] = scans;
  if (others.length === 0) return [prepareSamples(first, payload, { seed })];
  const samples = (scan: OpenScan): Samples => samplesOfOne(scan, payload, { seed, joined: true });
  return [samples(first), ...others.map(samples)];
}

function trainedScans([first, ...others]: Scans, parts: readonly Samples[]): TrainingData["scans"] {
  const trained = (scan: OpenScan, samples: Samples): TrainedScan => ({
    file: fileOf(scan),
    scales: samples.scales,
    character: scanCharacter(samples),
  });
  const [samples, ...rest] = parts;
  if (!samples) throw new TypeError("Cannot train as there are no samples: current value is 0 scans");
  return [trained(first, samples), ...rest.flatMap((part, k) => others[k] ? [trained(others[k], part)] : [])];
}

/** Samples to validate on. */
function validatedOn(
  tests: readonly OpenScan[],
  payload: TrainingPayload,
  scans: TrainingData["scans"],
): SampleSet | null {
  const [{ scales: unit }, ...others] = scans;
  const { seed } = payload.training;
  const prepare = (scan: OpenScan, joined: boolean): Samples => {
    const number = scans.findIndex(({ file }) => file.digest === scan.digest);
    const reference = referenceScales(scans, number < 0 ? null : number);
    const options = { seed, fewer: true, joined, ...(reference && { reference }) };
    const one = others.length === 0 && !joined
      ? prepareSamples(scan, payload, options)
      : samplesOfOne(scan, payload, options);
    return inUnitOf(one, unit);
  };
  const [test, ...more] = tests;
  if (!test) return null;
  const several = more.length > 0;
  return inOrder(joinSamples([prepare(test, several), ...more.map((scan) => prepare(scan, several))]), payload);
}

function inOrder(samples: Samples, { training: { mixScans } }: TrainingPayload): SampleSet {
  const apart = mixScans ? null : samples.scans?.of ?? null;
  return { samples, indices: range(samples.count), shuffled: false, apart };
}

/** Holds samples of every scan out. */
function split(samples: Samples, payload: TrainingPayload, scans: TrainingData["scans"]): Sets {
  const { valSplit, seed } = payload.training;
  const { train, val } = samples.scans
    ? splitEach(samples.scans.parts.map((part, k) => ({ samples: part, path: scans[k]?.file.path ?? "" })), {
      ...{ valSplit, seed },
    })
    : splitSamples(samples.count, { valSplit, seed, groups: samples });
  if (val.length === 0) requireRankable(payload, samples);
  const all = inOrder(samples, payload);
  return {
    train: { ...all, indices: train, shuffled: true },
    validation: val.length ? { ...all, indices: val } : null,
  };
}

/** Samples of one scan behind those of another, as batches of one scan need them. */
function byScan(indices: Int32Array, of: Int32Array): Int32Array {
  return indices.toSorted((a, b) => (of[a] ?? NaN) - (of[b] ?? NaN));
}

/** With `training.overfitBatches`, the first few batches of the first epoch are all that is trained and validated on. */
function overfitted(sets: Sets, { training }: TrainingPayload): Sets {
  const { overfitBatches, batchSize } = training;
  if (overfitBatches === null) return sets;
  const order = orderOf(sets.train, { training, epoch: 0 });
  const ends = batchEnds(order, { batchSize, apart: sets.train.apart });
  const indices = order.slice(0, ends[overfitBatches - 1]);
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

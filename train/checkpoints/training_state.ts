/**
 * What a training knows besides its weights and moments: where it is, what it has summed up so far, and which of its
 * checkpoints are the best. It is plain JSON in the metadata of a checkpoint, so that a resumed run continues bit for
 * bit; the order of the batches needs no place in it, being a function of the seed and the epoch.
 *
 * @module
 */
import { z } from "../../packages/zod.ts";
import type { ScanCharacter } from "../../data/scan_character.ts";
import type { SampleScales } from "../../data/scaling.ts";
import { parseRankedName } from "../../run/checkpoint_names.ts";
import type { EarlyStopState } from "../../run/course/early_stopping.ts";
import type { WindowSums } from "../callbacks/events.ts";

/** One of the best checkpoints. */
export interface BestCheckpoint {
  /** File name within `checkpoints/`. */
  readonly name: string;
  /** Value of the monitor. */
  readonly value: number;
  /** Epoch, from 0. */
  readonly epoch: number;
}

/** State of a training besides weights and moments. */
export interface TrainingState {
  /** Version of exitwave that wrote it. */
  readonly version: string;
  /** When the run first began, ISO 8601. */
  readonly startedAt: string;
  /** Epoch to go on with, from 0. */
  readonly epoch: number;
  /** Batches of that epoch that are done. */
  readonly batchInEpoch: number;
  /** Batches done since the run began. */
  readonly microStep: number;
  /** Optimizer steps taken since the run began. */
  readonly optimizerStep: number;
  /** Steps of the optimizer by parameter. */
  readonly stepCounts: Readonly<Record<string, number>>;
  /** Factor of the loss where activations are kept in 16 bits, and for how many steps it has been that. */
  readonly gradientScale?: { readonly factor: number; readonly steps: number } | undefined;
  /** Over the batches of the unfinished epoch. */
  readonly partial: {
    /** Σ loss · samples. */
    readonly lossSum: number;
    /** Σ samples. */
    readonly samples: number;
    /** Σ of the logged gradient norms before clipping. */
    readonly normBefore: number;
    /** Σ of the logged gradient norms after clipping. */
    readonly normAfter: number;
    /** How many were logged. */
    readonly norms: number;
    /** Wall-clock time. */
    readonly seconds: number;
  };
  /** Over the batches of the optimizer step in progress. */
  readonly window: WindowSums;
  /** The best checkpoints kept, the best one first. */
  readonly best: readonly BestCheckpoint[];
  /** Names of those that had to give way to them last: they are removed once this state is on disk. */
  readonly superseded: readonly string[];
  /** Epoch and value of the best weights; null before the first that were scored. */
  readonly bestWeights: { readonly epoch: number; readonly value: number } | null;
  /** What early stopping remembers; null before the first scored epoch. */
  readonly earlyStop: EarlyStopState | null;
  /** First epoch of fine-tuning where it is another than `training.epochs`. */
  readonly fineTuneFrom: number | null;
  /** The loss of the epochs validated so far. */
  readonly history: readonly number[];
  /** Digests of the scans, to notice that a file has changed; of several the first. */
  readonly digests: {
    readonly scan: string;
    readonly testScan: string | null;
    /** All that are validated on, where they are several. */
    readonly testScans?: readonly string[] | undefined;
    /** Of the reconstruction that labels are of, where they are not of the scan's own object. */
    readonly labels?: string | undefined;
  };
  /** Scales of the training scan, for other scans that are to be scaled alike; of several the first. */
  readonly scales: SampleScales;
  /** What the training scan is like, to notice one of another kind; of several the first; null in older checkpoints. */
  readonly character: ScanCharacter | null;
  /** The training scans behind the first, where they are several. */
  readonly otherScans?:
    | readonly { readonly digest: string; readonly scales: SampleScales; readonly character: ScanCharacter }[]
    | undefined;
}

/**
 * Checks the state read from a checkpoint.
 *
 * @param json Parsed JSON.
 * @returns The state.
 * @throws {TypeError} Where it is not the state of a training.
 */
export function parseTrainingState(json: unknown): TrainingState {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new TypeError(`its training state is not valid (${problems.join("; ")})`);
}

/** Of a step that has seen no batch. */
export const NO_WINDOW: WindowSums = { samples: 0, lossSum: 0 };

// --- internal ---

const count = z.int().min(0);

/** Files are removed by these names: one that leads elsewhere was not given by a run. */
const name = z.string().refine((text) => parseRankedName(text) !== null, "must be the name of a ranked checkpoint");

const scales = z.strictObject({
  ...{ inputScale: z.number(), physicsScale: z.number() },
  contrast: z.number().optional(),
});
const character = z.strictObject({ energy: z.number(), patternRadius: z.number(), probeRadius: z.number() });

const schema: z.ZodType<TrainingState> = z.strictObject({
  version: z.string(),
  startedAt: z.string(),
  epoch: count,
  batchInEpoch: count,
  microStep: count,
  optimizerStep: count,
  stepCounts: z.record(z.string(), count),
  gradientScale: z.strictObject({ factor: z.number().positive(), steps: count }).optional(),
  partial: z.strictObject({
    lossSum: z.number(),
    samples: count,
    normBefore: z.number(),
    normAfter: z.number(),
    norms: count,
    seconds: z.number().min(0),
  }),
  // An older version did not write it: its curves lack what the step had seen.
  window: z.strictObject({ samples: count, lossSum: z.number() }).default(NO_WINDOW),
  best: z.array(z.strictObject({ name, value: z.number(), epoch: count })),
  // Older checkpoints have none.
  superseded: z.array(name).default([]),
  bestWeights: z.strictObject({ epoch: count, value: z.number() }).nullable(),
  earlyStop: z.strictObject({ best: z.number(), epoch: count, waited: count, value: z.number() }).nullable(),
  fineTuneFrom: count.nullable(),
  history: z.array(z.number()),
  digests: z.strictObject({
    ...{ scan: z.string(), testScan: z.string().nullable() },
    testScans: z.array(z.string()).optional(),
    labels: z.string().optional(),
  }),
  scales,
  character: character.nullable().default(null),
  otherScans: z.array(z.strictObject({ digest: z.string(), scales, character })).optional(),
});

/**
 * What a training knows besides its weights and moments: where it is, what it has summed up so far, and which of its
 * checkpoints are the best. It is plain JSON in the metadata of a checkpoint, so that a resumed run continues bit for
 * bit; the order of the batches needs no place in it, being a function of the seed and the epoch.
 *
 * @module
 */
import { z } from "zod";

const count = z.int().min(0);

const trainingStateSchema = z.strictObject({
  /** Version of exitwave that wrote it. */
  version: z.string(),
  /** When the run first began, ISO 8601. */
  startedAt: z.string(),
  /** Epoch to go on with, from 0. */
  epoch: count,
  /** Batches of that epoch that are done. */
  batchInEpoch: count,
  /** Optimizer steps taken since the run began. */
  optimizerStep: count,
  /** Steps of Adam by parameter. */
  stepCounts: z.record(z.string(), count),
  /** Sums over the batches of the unfinished epoch. */
  partial: z.strictObject({
    /** Σ loss · samples. */
    lossSum: z.number(),
    samples: count,
    /** Wall-clock time so far. */
    seconds: z.number().min(0),
  }),
  /** The best checkpoints kept, the best one first. */
  best: z.array(z.strictObject({ name: z.string(), value: z.number(), epoch: count })),
  /** Digests of the scans, to notice that a file has changed. */
  digests: z.strictObject({ scan: z.string(), testScan: z.string().nullable() }),
  /** Scales of the training scan, as inference applies them to scans of the same instrument. */
  scales: z.strictObject({ inputScale: z.number(), physicsScale: z.number() }),
});

/** State of a training besides weights and moments. */
export type TrainingState = z.output<typeof trainingStateSchema>;

/** One of the best checkpoints. */
export type BestCheckpoint = TrainingState["best"][number];

/**
 * Checks the state read from a checkpoint.
 *
 * @param json Parsed JSON.
 * @returns The state.
 * @throws {TypeError} Where it is not the state of a training.
 */
export function parseTrainingState(json: unknown): TrainingState {
  const result = trainingStateSchema.safeParse(json);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new TypeError(`its training state is not valid (${problems.join("; ")})`);
}

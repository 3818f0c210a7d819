/**
 * A worker that gathers batches: it reads samples in shared memory and hands over the arrays it makes.
 *
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { type Batch, gatherBatch, type GatherSource } from "../data/batches.ts";

/** Samples in shared memory. */
export interface SharedSamples {
  /** What a worker gathers from. */
  readonly samples: GatherSource;
  /** Whether it gathers images. */
  readonly images: boolean;
}

/** A batch to gather. */
export interface GatherTask {
  readonly id: number;
  readonly indices: Int32Array;
}

/** A batch that was gathered, or why it was not. */
export type GatherAnswer =
  | { readonly id: number; readonly batch: Omit<Batch, "window">; readonly problem: null }
  | { readonly id: number; readonly batch: null; readonly problem: string };

const { samples, images } = workerData as SharedSamples;

parentPort?.on("message", ({ id, indices }: GatherTask) => {
  try {
    const batch = gatherBatch(samples, indices, images);
    const { amplitude, inputScale, physicsScale, labelAmp, labelPhase } = batch;
    const arrays = [amplitude, inputScale, physicsScale, labelAmp, labelPhase];
    const buffers = arrays.flatMap((array) => array ? [array.buffer as ArrayBuffer] : []);
    parentPort?.postMessage({ id, batch, problem: null } satisfies GatherAnswer, buffers);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ id, batch: null, problem } satisfies GatherAnswer);
  }
});

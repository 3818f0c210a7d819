/**
 * A worker that gathers batches: it reads samples in shared memory and hands over the arrays it makes.
 *
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { gatherBatch, type GatherSource } from "../data/batches.ts";

/** What is sent between threads: plain buffers. Deno takes seconds to send the views of large ones. */
export type Sent<Source, B> = { readonly [K in keyof Source]: Source[K] extends number ? number : B | null };

/** Samples in shared memory, and whether their images are gathered. */
export interface SharedSamples {
  readonly buffers: Sent<GatherSource, SharedArrayBuffer>;
  readonly images: boolean;
}

/** Arrays of a batch. */
export type GatheredBuffers = Sent<Omit<GatherSource, "patchSize">, ArrayBufferLike>;

/** A batch to gather. */
export interface GatherTask {
  readonly id: number;
  readonly indices: Int32Array;
}

/** A batch that was gathered, or why it was not. */
export type GatherAnswer =
  | { readonly id: number; readonly arrays: GatheredBuffers; readonly problem: null }
  | { readonly id: number; readonly arrays: null; readonly problem: string };

const { buffers, images } = workerData as SharedSamples;
const array = (buffer: SharedArrayBuffer | null): Float32Array | null => buffer && new Float32Array(buffer);
const samples: GatherSource = {
  patchSize: buffers.patchSize,
  amplitude: array(buffers.amplitude) ?? new Float32Array(),
  inputScale: array(buffers.inputScale) ?? new Float32Array(),
  physicsScale: array(buffers.physicsScale) ?? new Float32Array(),
  labelAmp: array(buffers.labelAmp),
  labelPhase: array(buffers.labelPhase),
};

parentPort?.on("message", ({ id, indices }: GatherTask) => {
  try {
    const { amplitude, inputScale, physicsScale, labelAmp, labelPhase } = gatherBatch(samples, indices, images);
    const arrays: GatheredBuffers = {
      amplitude: amplitude.buffer,
      inputScale: inputScale.buffer,
      physicsScale: physicsScale.buffer,
      labelAmp: labelAmp?.buffer ?? null,
      labelPhase: labelPhase?.buffer ?? null,
    };
    const handedOver = Object.values(arrays).filter((buffer) => buffer instanceof ArrayBuffer);
    parentPort?.postMessage({ id, arrays, problem: null } satisfies GatherAnswer, handedOver);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ id, arrays: null, problem } satisfies GatherAnswer);
  }
});

/**
 * A worker that gathers batches: it reads samples in shared memory and hands over the arrays it makes.
 *
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { gatherBatch } from "../batches.ts";
import { type GatherAnswer, type GatherTask, type SharedSamples, sourceOf } from "./shared_samples.ts";

// Tasks that come before images can be read wait for them.
const opening = sourceOf(workerData as SharedSamples);
opening.catch(() => undefined);
const { images } = workerData as SharedSamples;

parentPort?.on("message", async ({ id, indices }: GatherTask) => {
  try {
    const batch = gatherBatch(await opening, indices, images);
    const { members, offsets, amplitude, mask, inputScale, physicsScale, labelAmp, labelPhase } = batch;
    const arrays = {
      members: members.buffer,
      offsets: offsets.buffer,
      amplitude: amplitude.buffer,
      mask: mask?.buffer ?? null,
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

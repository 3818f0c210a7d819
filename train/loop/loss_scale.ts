/**
 * The scale of the training loss. In photons, bright patterns weigh much and the loss is that of counting; in the network's
 * own unit it is tamer. Stages of a training go over from the one to the other (PtychoPINN's physics weight).
 *
 * @module
 */
import type { Batch } from "../../data/batches.ts";

/**
 * Mixes the scales by which amplitudes are multiplied before the training loss: (1 − w) · inputScale + w · physicsScale.
 *
 * @param batch A batch.
 * @param physicsWeight w, 0 to 1; 1 leaves the batch as it is.
 */
export function mixLossScale(batch: Batch, physicsWeight: number): Batch {
  if (physicsWeight === 1) return batch;
  const mixed = batch.physicsScale.map((physics, i) =>
    (1 - physicsWeight) * (batch.inputScale[i] ?? NaN) + physicsWeight * physics
  );
  return { ...batch, physicsScale: mixed };
}

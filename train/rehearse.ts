/**
 * A step for nothing: it shows which kernels, of which sizes, a training needs, and changes nothing.
 *
 * @module
 */
import { batches } from "../data/batches.ts";
import { backward } from "./loop/micro_step.ts";
import type { TrainingSession } from "./loop/training_session.ts";

/** Computes loss and gradients of a batch of the usual size, which the caller's `tidy` forgets. */
export function rehearse({ model, train, payload: { training } }: TrainingSession): void {
  const { samples, indices, uploader } = train;
  const { batchSize } = training;
  const [batch] = batches(samples, indices.subarray(0, batchSize), { batchSize });
  if (!batch) return;
  const { measured } = backward(model, uploader.upload(batch));
  for (const tensor of measured.values()) tensor.dispose();
}

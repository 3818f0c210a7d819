/**
 * What is an input of a step on a batch, whose values are others in the next, and what the batch has in common with those that
 * are alike.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { BatchUploader } from "./batch_uploader.ts";

/** A batch, taken apart. */
export interface BatchInputs {
  /** Its tensors but for those that stay on the accelerator, in an order that does not change. */
  readonly tensors: readonly tf.Tensor[];
  /** All else of it: batches with the same are alike. It can be written as JSON. */
  readonly kind: unknown;
}

/**
 * Takes a batch apart. What stays is read where it is: a batch of another scan, with another probe, is of another kind.
 *
 * @param batch Tensors of a batch, and what else it has.
 * @param uploader What uploaded it.
 */
export function batchInputs(batch: object, uploader: Pick<BatchUploader, "stays">): BatchInputs {
  const stays = (tensor: tf.Tensor): boolean => uploader.stays(tensor);
  return { tensors: tensorsOf(batch).filter((tensor) => !stays(tensor)), kind: kindOf(batch, stays) };
}

// --- internal ---

function tensorsOf(value: unknown): tf.Tensor[] {
  if (value instanceof tf.Tensor) return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(tensorsOf) : [];
}

/** A batch without the values of its tensors; those that stay are told from each other. */
function kindOf(value: unknown, stays: (tensor: tf.Tensor) => boolean): unknown {
  if (value instanceof tf.Tensor) return [value.shape, value.dtype, stays(value) ? value.id : null];
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value).map(([name, part]) => [name, kindOf(part, stays)]);
}

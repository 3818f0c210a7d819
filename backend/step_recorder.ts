/**
 * What records steps of a training, where the current accelerator can.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";
import type { StepRecorder } from "./interface/step_recorder.ts";

/** The recorder of the current accelerator; null where it has none. */
export function stepRecorder(): StepRecorder | null {
  const backend = tf.backend() as unknown as Partial<StepRecorder>;
  return backend.record === undefined ? null : backend as StepRecorder;
}

/**
 * Says that tensors are inputs of the step in progress: where it is recorded, others take their place when it is done again.
 *
 * @param tensors Tensors that no program has read yet.
 */
export function markInputs(tensors: readonly tf.Tensor[]): void {
  const recorder = stepRecorder();
  if (recorder) { for (const tensor of tensors) recorder.markInput(tensor); }
}

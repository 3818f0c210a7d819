/**
 * Making an accelerator fast: which of several ways each of its kernels takes.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";
import type { TrainingPayload } from "../config/payload.ts";
import type { TuningOptions, TuningProgress } from "./gpu/tuning/tune_kernels.ts";
import type { Accelerator } from "./interface/accelerator_interface.ts";

export type { TuningProgress };

/** What is done, and who looks on. */
export interface TunedStep extends Pick<TuningOptions, "onProgress" | "signal"> {
  /** Computes what a step does, for nothing: so that it is known which kernels, of which sizes, there are. */
  readonly step: () => void;
}

/**
 * Chooses the fastest ways to compute a step on a GPU. What is measured is kept for the next time; results do not depend on
 * it. The CPU, and GPUs that are a program, have no choice.
 *
 * @param execution Whether it is wanted: `execution.autotune`.
 * @param accelerator The accelerator, which is the current one.
 * @param tuned The step, and who is told how far it is.
 */
export async function tuneAccelerator(
  execution: Pick<TrainingPayload["execution"], "autotune">,
  accelerator: Accelerator,
  { step, onProgress, signal }: TunedStep,
): Promise<void> {
  if (!execution.autotune || accelerator.name !== "webgpu" || accelerator.software) return;
  tf.tidy(step);
  const [{ tuneKernels }, { choicesPath }] = await Promise.all([
    import("./gpu/tuning/tune_kernels.ts"),
    import("./gpu/tuning/choices_file.ts"),
  ]);
  await tuneKernels(tf.backend() as Parameters<typeof tuneKernels>[0], {
    path: choicesPath(),
    ...onProgress && { onProgress },
    ...signal && { signal },
  });
}

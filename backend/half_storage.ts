/**
 * Mixed precision: activations kept in half as many bytes, on accelerators that can. Whether a training asks for it is
 * `execution.precision`.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";
import type { TrainingPayload } from "../config/payload.ts";
import type { Accelerator } from "./interface/accelerator_interface.ts";
import { AcceleratorError } from "./interface/accelerator_error.ts";
import type { HalfStorage } from "./interface/half_storage.ts";

/**
 * Refuses an accelerator that cannot compute in the precision that is asked for.
 *
 * @param precision `execution.precision`.
 * @param accelerator The accelerator, which is the current one.
 * @throws {AcceleratorError} If it cannot.
 */
export function requirePrecision(
  precision: TrainingPayload["execution"]["precision"],
  { name, adapter }: Accelerator,
): void {
  if (precision === "float32" || halfStorage()?.canKeepHalves) return;
  throw new AcceleratorError(
    `Cannot train with execution.precision mixed as ${name} has no 16-bit numbers (shader-f16 of WebGPU): current value ` +
      `is "${adapter}"; use float32, or a GPU that has them`,
  );
}

/**
 * Does some work, meanwhile keeping activations as halves; `backend/interface/half_storage.ts` says which.
 *
 * @param work The work; nothing is awaited in it.
 */
export function keepingHalves<T>(work: () => T): T {
  const storage = halfStorage();
  if (!storage) throw new TypeError(`Cannot keep halves as the backend has none: current value is ${tf.getBackend()}`);
  return storage.keepingHalves(work);
}

// --- internal ---

/** The current accelerator's; null where it has none. */
function halfStorage(): HalfStorage | null {
  const backend = tf.backend() as unknown as Partial<HalfStorage>;
  return backend.keepingHalves === undefined ? null : backend as HalfStorage;
}

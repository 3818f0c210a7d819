/**
 * What an accelerator that has failed makes of the errors that follow. A GPU reports its failures with the event loop, not
 * with the call that caused them; that call, or one long after it, may throw something that tells nobody anything.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";
import type { Accelerator } from "./interface/accelerator_interface.ts";

/**
 * Lets the accelerator's reports arrive and throws the first failure, if any: what was read before is to be trusted
 * only if this does not throw.
 *
 * @param accelerator The accelerator.
 * @throws The accelerator's failure.
 */
export async function requireTrust({ failure }: Pick<Accelerator, "failure">): Promise<void> {
  await reports();
  const error = failure();
  if (error) throw error;
}

/**
 * The error to report for one that was caught: the failure of the accelerator where it has failed, with the error as its
 * cause, else the error itself.
 *
 * @param error What was caught.
 * @param accelerator The accelerator in use.
 */
export async function failureBehind(error: unknown, { failure }: Pick<Accelerator, "failure">): Promise<unknown> {
  await reports();
  for (let turn = 0; turn < PATIENCE && tf.getBackend() === "webgpu" && failure() === null; turn++) {
    await new Promise((resolve) => setTimeout(resolve, TURN_MS));
  }
  const found = failure();
  return found === null || found === error ? error : new Error(found.message, { cause: error });
}

// --- internal ---

/** A device that is lost refuses the next calls at once, and says why only when it has told so: some turns later. */
const [PATIENCE, TURN_MS] = [40, 5] as const;

/** Reports are tasks of the event loop, due by now. */
function reports(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

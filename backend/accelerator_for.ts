/**
 * The accelerator that a payload asks for.
 *
 * @module
 */
import type { TrainingPayload } from "../config/payload.ts";
import { selectAccelerator } from "./accelerator.ts";
import type { Accelerator } from "./interface/accelerator_interface.ts";

/**
 * Makes the accelerator of a payload the current one.
 *
 * @param payload The payload.
 * @returns The accelerator; unless the payload is `deterministic`, with its fastest kernels.
 * @throws {AcceleratorError} Where there is none such.
 */
export function acceleratorFor({ execution }: Pick<TrainingPayload, "execution">): Promise<Accelerator> {
  const { accelerator, threads, deterministic } = execution;
  return selectAccelerator(accelerator, { threads, deterministic: deterministic !== false });
}

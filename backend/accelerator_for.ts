/**
 * The accelerator that a payload asks for.
 *
 * @module
 */
import type { TrainingPayload } from "../config/payload.ts";
import { reselectAccelerator, selectAccelerator } from "./accelerator.ts";
import type { Accelerator } from "./interface/accelerator_interface.ts";

/**
 * Makes the accelerator of a payload the current one, or another that was selected before.
 *
 * @param payload The payload.
 * @param selected The other one, where it is to be that.
 * @returns The accelerator; unless the payload is `deterministic`, with its fastest kernels.
 * @throws {AcceleratorError} Where there is none such.
 */
export async function acceleratorFor(
  { execution }: Pick<TrainingPayload, "execution">,
  selected?: Accelerator,
): Promise<Accelerator> {
  const { accelerator, threads, deterministic } = execution;
  if (!selected) return await selectAccelerator(accelerator, { threads, deterministic: deterministic !== false });
  await reselectAccelerator(selected);
  return selected;
}

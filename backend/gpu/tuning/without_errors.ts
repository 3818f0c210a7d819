/**
 * Work on a device that may not be able to do it, without its errors becoming those of the run.
 *
 * @module
 */

/**
 * Does work; whatever the device reports meanwhile is taken as that it cannot.
 *
 * @param device The device.
 * @param work The work.
 * @returns What it returned; null where the device reported an error or the work threw.
 */
export async function withoutErrors<T>(device: GPUDevice, work: () => Promise<T>): Promise<T | null> {
  KINDS.forEach((kind) => device.pushErrorScope(kind));
  const done = await work().catch(() => null);
  const errors: (GPUError | null)[] = [];
  for (const _ of KINDS) errors.push(await device.popErrorScope());
  return errors.some((error) => error !== null) ? null : done;
}

// --- internal ---

const KINDS = ["validation", "out-of-memory", "internal"] as const;

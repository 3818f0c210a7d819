/**
 * Work on a device that may not be able to do it, without its errors becoming those of the run.
 *
 * @module
 */

/**
 * Does work; whatever the device reports of it is taken as that it cannot. Several may be begun before the first is
 * awaited.
 *
 * @param device The device.
 * @param work The work.
 * @returns What it returned; null where the device reported an error or the work threw.
 */
export async function withoutErrors<T>(device: GPUDevice, work: () => T): Promise<T | null> {
  KINDS.forEach((kind) => device.pushErrorScope(kind));
  const done = attempt(work);
  const errors = await Promise.all(KINDS.map(() => device.popErrorScope()));
  return errors.some((error) => error !== null) ? null : done;
}

// --- internal ---

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

const KINDS = ["validation", "out-of-memory", "internal"] as const;

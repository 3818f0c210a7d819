/**
 * Names of event files: TensorBoard reads all files of a directory whose name contains `tfevents`, in the order of their
 * names.
 *
 * @module
 */
import { hostName } from "../host_name.ts";
import { AppendLog, type AppendLogOptions } from "../append_log.ts";

/**
 * Opens a new event file, `events.out.tfevents.<seconds>.<host>.<process>.<count>`.
 *
 * @param directory Its directory.
 * @param options How long records may wait to be written, and who is told that they cannot be.
 * @returns The open, empty file.
 * @throws {Error} If it cannot be created.
 */
export async function openEventFile(
  directory: string,
  options: Omit<AppendLogOptions, "keep">,
): Promise<AppendLog> {
  const seconds = Math.floor(Date.now() / 1000).toString().padStart(10, "0");
  const path = `${directory}/events.out.tfevents.${seconds}.${hostname()}.${Deno.pid}`;
  // A run that is resumed within the second by the same process comes after, by its count.
  for (let count = 0;; count++) {
    try {
      return await AppendLog.open(`${path}.${count}`, options);
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

// --- internal ---

/** Name of this machine; without the permission to know it, which is not asked for, the program's. */
function hostname(): string {
  return hostName()?.replaceAll("/", "_") ?? "exitwave";
}

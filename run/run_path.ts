/**
 * The path that a user names a run by. It is a directory; whoever names a file in it is told which.
 *
 * @module
 */
import { basename, join } from "node:path";

/**
 * Refuses a path that lies within a run instead of being one.
 *
 * @param path What is to be resumed.
 * @throws {Error} Naming the directory of the run, if the path is a checkpoint or the folder of checkpoints.
 */
export async function requireRunPath(path: string): Promise<void> {
  const found = await Deno.stat(path).catch(() => null);
  if (found?.isFile) {
    const run = join(path, "..", "..");
    const remedy = await holdsRun(run) ? `name the run's directory, ${run}` : "name the directory of a run";
    const what = path.endsWith(".safetensors") ? "a checkpoint" : "a file";
    throw new Error(`Cannot resume ${path} as it is ${what}: ${remedy}`);
  }
  const run = join(path, "..");
  if (found?.isDirectory && basename(path) === "checkpoints" && await holdsRun(run)) {
    throw new Error(`Cannot resume ${path} as it is a run's folder of checkpoints: name the run's directory, ${run}`);
  }
}

// --- internal ---

async function holdsRun(directory: string): Promise<boolean> {
  return await Deno.stat(join(directory, "payload.json")).then(({ isFile }) => isFile, () => false);
}

/**
 * Which names in the directory of a run are the run's, and what must stand under them: files. A directory, a pipe or a
 * link to nothing in the place of one is noticed before anything is read, removed or trained.
 *
 * @module
 */
import { directoryEntries } from "../data/files/directory_entries.ts";
import { checkpointDirectory, LAST_CHECKPOINT } from "./checkpoint_names.ts";
import { requireFile } from "./require_file.ts";

/** What a run leaves beside its folders. */
const RUN_FILE =
  /^(payload\.json|run\.json|profile\.json|metrics\.csv|metrics\.jsonl|products\.jsonl|mlflow\.json|mlflow_queue\.jsonl|events\.out\.tfevents\.\d+\..+\.\d+\.\d+)$/;

/** Whether a run gives that name to a file in its directory. */
export function isRunFile(name: string): boolean {
  return RUN_FILE.test(name);
}

/**
 * Refuses what stands in the place of a file of a run and is none.
 *
 * @param directory Directory of the run; one that is not there has nothing in the way.
 * @throws {Error} Naming what is in the way, and what to do.
 */
export async function requireRunFiles(directory: string): Promise<void> {
  const names = (await directoryEntries(directory)).map(({ name }) => name).filter(isRunFile);
  // A folder with the name of a ranked checkpoint is a user's, and stands in nobody's way.
  const paths = [
    ...names.map((name) => `${directory}/${name}`),
    `${checkpointDirectory(directory)}/${LAST_CHECKPOINT}`,
  ];
  for (const path of paths) requireFile(path, "use");
}

/**
 * The runs below a directory.
 *
 * @module
 */
import { directoryEntries } from "../../data/files/directory_entries.ts";
import { systemReason } from "../../data/files/system_reason.ts";

/** Runs that were found. */
export interface FoundRuns {
  /** Ways to them from the directory that was searched, with slashes, in order; `.` is itself. */
  readonly ids: readonly string[];
  /** What could not be looked into, and that there was too much to look at, a sentence each. */
  readonly problems: readonly string[];
}

/** Runs that are found at most. */
export const MOST_RUNS = 500;

/**
 * Looks for directories of runs, of trainings and of engines: those with a `run.json` or a `payload.json`. Links are not followed, names that begin with
 * a dot are passed over, and no folder of more than {@link DEEPEST} levels down is looked into.
 *
 * @param directory Where it begins.
 * @throws {Error} If that is no directory that can be looked into.
 */
export async function findRuns(directory: string): Promise<FoundRuns> {
  await requireDirectory(directory);
  const ids: string[] = [];
  const problems: string[] = [];
  let level = ["."];
  let looked = 0;
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth++) {
    const next: string[] = [];
    for (const id of level) {
      if (ids.length >= MOST_RUNS || looked++ >= MOST_FOLDERS) {
        const text =
          `Not all of ${directory} was looked into: it has more than ${MOST_RUNS} runs or ${MOST_FOLDERS} folders`;
        return { ids: ids.sort(), problems: [...problems, text] };
      }
      const path = id === "." ? directory : `${directory}/${id}`;
      const entries = await directoryEntries(path).catch((error: Error) => {
        problems.push(error.message);
        return [];
      });
      const isRun = entries.some(({ name, isDirectory }) => !isDirectory && MARKS.includes(name));
      if (isRun) ids.push(id);
      for (const { name, isDirectory } of entries) {
        if (!isDirectory || name.startsWith(".") || (isRun && OF_RUN.includes(name))) continue;
        next.push(id === "." ? name : `${id}/${name}`);
      }
    }
    level = next;
  }
  return { ids: ids.sort(), problems };
}

// --- internal ---

/** Levels of folders below the first. */
const DEEPEST = 8;
const MOST_FOLDERS = 10_000;
const MARKS = ["run.json", "payload.json"];
/** Folders of a run that hold no other. */
const OF_RUN = ["checkpoints", "images", "requests"];

async function requireDirectory(directory: string): Promise<void> {
  const reason = await Deno.stat(directory).then(
    ({ isDirectory }) => isDirectory ? null : "it is no directory",
    (cause) => cause instanceof Deno.errors.NotFound ? "there is no such directory" : systemReason(cause),
  );
  if (reason !== null) throw new Error(`Cannot watch ${directory} as ${reason}`);
}

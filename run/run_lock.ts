/**
 * One training at a time writes to the directory of a run: two would mix their rows and remove each other's checkpoints.
 * The system holds the lock for as long as the program lives. What a killed program leaves is an empty file, `.lock`,
 * which means nothing by itself.
 *
 * @module
 */
import { closeUnlocked, isLocked, tryLock } from "../data/files/file_lock.ts";
import { systemReason } from "../data/files/system_reason.ts";

/** What a run does. */
export type RunWork = "train" | "reconstruct";

/** The lock of a run's directory; let go where its scope ends. */
export class RunLock implements Disposable {
  readonly #directory: string;
  readonly #work: RunWork;
  #file: Deno.FsFile | null = null;

  /**
   * @param directory Directory of the run. Nothing is locked yet.
   * @param work What is going to be done there.
   */
  constructor(directory: string, work: RunWork = "train") {
    this.#directory = directory;
    this.#work = work;
  }

  /**
   * Takes the lock, where it is not taken already and the directory is there. A file system that knows no locks is
   * trained on without.
   *
   * @throws {Error} If another run holds it, or its file cannot be opened.
   */
  async take(): Promise<void> {
    if (this.#file) return;
    const file = await this.#open();
    if (file === null) return;
    if (!await tryRepeatedly(file)) {
      file.close();
      throw new Error(
        `Cannot ${this.#work} in ${this.#directory} as another ${OTHER[this.#work]} is writing to it: ` +
          `wait for its end, or choose another execution.outputDir`,
      );
    }
    if (await isAt(this.#path, file)) {
      this.#file = file;
      return;
    }
    // Whoever held it has removed the file since it was opened, so that others see another one.
    closeUnlocked(file);
    await this.take();
  }

  /** Lets go of the lock, if it is held. */
  [Symbol.dispose](): void {
    if (this.#file === null) return;
    try {
      Deno.removeSync(this.#path);
    } catch {
      // It is gone with the whole directory, or stays and means nothing.
    }
    closeUnlocked(this.#file);
    this.#file = null;
  }

  get #path(): string {
    return `${this.#directory}/.lock`;
  }

  async #open(): Promise<Deno.FsFile | null> {
    try {
      return await Deno.open(this.#path, { write: true, create: true });
    } catch (cause) {
      if (cause instanceof Deno.errors.NotFound) return null;
      const problem = systemReason(cause);
      throw new Error(`Cannot write to the run directory ${this.#directory} as ${problem}`, { cause });
    }
  }
}

/**
 * Whether a training writes to a directory, without being in the way of one.
 *
 * @param directory Directory of the run.
 * @returns Null where nobody can say: the file system knows no locks, or the file may not be read.
 */
export async function isRunLocked(directory: string): Promise<boolean | null> {
  try {
    using file = await Deno.open(`${directory}/.lock`, { read: true });
    return isLocked(file);
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? false : null;
  }
}

// --- internal ---

/** Who only looks whether the lock is held keeps others from it for less time than passes between two of so many tries. */
const TRIES = 5;
const WAIT_MS = 20;

/** What is likely to hold the lock. */
const OTHER: Readonly<Record<RunWork, string>> = { train: "training", reconstruct: "run" };

async function tryRepeatedly(file: Deno.FsFile): Promise<boolean> {
  for (let tried = 1; !tryLock(file); tried++) {
    if (tried === TRIES) return false;
    await new Promise((done) => setTimeout(done, WAIT_MS));
  }
  return true;
}

/** Whether an open file is the one at a path. */
async function isAt(path: string, file: Deno.FsFile): Promise<boolean> {
  const [open, there] = await Promise.all([file.stat(), Deno.stat(path).catch(() => null)]);
  return there !== null && open.ino === there.ino;
}

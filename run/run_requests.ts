/**
 * What is asked of a training from outside, by files in the directory of its run: `requests/stop` and
 * `requests/checkpoint`. Whoever may write there may ask, by `touch` too; what is in a file is not read. The training looks
 * for them after a batch, at most once a second, does what they say and removes them. Those that were there before it began
 * were meant for another one, and are removed unread.
 *
 * @module
 */
import { systemReason } from "../data/files/system_reason.ts";

/** What may be asked: to end after this batch, `last` saved, or to write `last` now. */
export type RunRequest = "stop" | "checkpoint";

/** All requests. */
export const RUN_REQUESTS: readonly RunRequest[] = ["stop", "checkpoint"];

/**
 * Asks something of the training that writes to a directory.
 *
 * @param runDirectory Directory of the run.
 * @param request What is asked; asked twice, it is asked once.
 * @throws {Error} If it cannot be written there.
 */
export async function askRun(runDirectory: string, request: RunRequest): Promise<void> {
  const folder = folderOf(runDirectory);
  try {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeFile(`${folder}/${request}`, new Uint8Array());
  } catch (cause) {
    throw new Error(`Cannot ask the run ${runDirectory} to ${WORDS[request]} as ${systemReason(cause)}`, { cause });
  }
}

/**
 * What is asked of a training and not done yet.
 *
 * @param runDirectory Directory of the run.
 */
export async function askedOfRun(runDirectory: string): Promise<readonly RunRequest[]> {
  const folder = folderOf(runDirectory);
  const asked = RUN_REQUESTS.map((request) => Deno.lstat(`${folder}/${request}`).then(() => [request], () => []));
  return (await Promise.all(asked)).flat();
}

/**
 * Removes what was asked of a training, and the folder for it where nothing else is in it.
 *
 * @param runDirectory Directory of the run; one that nothing is asked of is as it should be.
 */
export async function removeRequests(runDirectory: string): Promise<void> {
  const folder = folderOf(runDirectory);
  for (const request of RUN_REQUESTS) await Deno.remove(`${folder}/${request}`).catch(() => undefined);
  await Deno.remove(folder).catch(() => undefined);
}

/** Looks for what is asked of a training in progress. */
export class RequestInbox {
  readonly #folder: string;
  readonly #intervalMs: number;
  /** Requests whose files cannot be removed: each is taken once. */
  readonly #stuck = new Set<RunRequest>();
  #lastLook = -Infinity;
  #stop = false;

  /**
   * @param runDirectory Directory of the run.
   * @param intervalMs How long it does not look again. A look is one question to the system, unless something is asked.
   */
  constructor(runDirectory: string, intervalMs = 1000) {
    this.#folder = folderOf(runDirectory);
    this.#intervalMs = intervalMs;
  }

  /** Whether it has been asked to stop. */
  get stop(): boolean {
    return this.#stop;
  }

  /**
   * Takes what is asked, where it is time to look.
   *
   * @returns Whether a checkpoint is asked for.
   */
  take(): boolean {
    const now = performance.now();
    if (now - this.#lastLook < this.#intervalMs) return false;
    this.#lastLook = now;
    if (!isThere(this.#folder)) return false;
    if (this.#takeOne("stop")) this.#stop = true;
    return this.#takeOne("checkpoint");
  }

  #takeOne(request: RunRequest): boolean {
    const path = `${this.#folder}/${request}`;
    if (this.#stuck.has(request) || !isThere(path)) return false;
    try {
      Deno.removeSync(path);
    } catch {
      this.#stuck.add(request);
    }
    return true;
  }
}

// --- internal ---

const WORDS: Readonly<Record<RunRequest, string>> = { stop: "stop", checkpoint: "write a checkpoint" };

function folderOf(runDirectory: string): string {
  return `${runDirectory}/requests`;
}

/** What may not be looked at is not asked. */
function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

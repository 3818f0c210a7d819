/**
 * A file that only grows: what is appended waits in memory for a second at most before it is written, so that a batch
 * costs microseconds, and is on the disk for good where `sync` says so. A killed program leaves all that was written, its
 * last entry perhaps cut off. An entry that could be written in part only is taken back, waits, and is tried again.
 *
 * @module
 */
import { joinedList } from "../data/arrays/joined_bytes.ts";
import { closeUnlocked } from "../data/files/file_lock.ts";
import { systemReason } from "../data/files/system_reason.ts";
import { writeAll } from "../data/formats/atomic_write.ts";
import { requireFile } from "./require_file.ts";
import { requireSoleWriter } from "./sole_writer.ts";

/** Options of {@link AppendLog.open}. */
export interface AppendLogOptions {
  /**
   * Bytes of an existing file to keep; those behind are cut off. Null refuses an existing file.
   *
   * @default {null}
   */
  readonly keep?: number | null;
  /**
   * Longest time that an entry waits for the next one, in milliseconds.
   *
   * @default {1000}
   */
  readonly intervalMs?: number;
  /**
   * Told in one sentence, once, that the file cannot be written, and at the end how many entries it lacks. Without it
   * whoever appends gets the error.
   *
   * @default {null}
   */
  readonly onProblem?: ((sentence: string) => void) | null;
}

/** Most bytes that wait for a disk that is full; of more, the oldest entries are given up. */
export const MOST_WAITING = 4 * 2 ** 20;

/** An open file to append to, which nobody else appends to. */
export class AppendLog {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #intervalMs: number;
  readonly #onProblem: ((sentence: string) => void) | null;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #size: number;
  /** Whether there may be a part of an entry behind the whole ones. */
  #torn = false;
  /** Whether something was written since all was safely on the disk. */
  #unsynced = false;
  #lost = 0;
  #told = false;
  #lastWrite = performance.now();

  private constructor(path: string, file: Deno.FsFile, size: number, options: AppendLogOptions) {
    this.#path = path;
    this.#file = file;
    this.#size = size;
    this.#intervalMs = options.intervalMs ?? 1000;
    this.#onProblem = options.onProblem ?? null;
  }

  /**
   * Opens a file to append to; it is created where it is not there.
   *
   * @param path The file.
   * @param options What to keep of an existing file, and how long entries may wait.
   * @returns The open file; {@link AppendLog.close} closes it.
   * @throws {Deno.errors.AlreadyExists} If the file is there and nothing is said about what to keep.
   * @throws {Error} If it cannot be opened or cut off, or another writes to it.
   */
  static async open(path: string, options: AppendLogOptions = {}): Promise<AppendLog> {
    const file = await openFile(path, options.keep ?? null);
    try {
      requireSoleWriter(path, file);
      const size = Math.min(options.keep ?? 0, (await file.stat()).size);
      await file.truncate(size);
      return new AppendLog(path, file, size, options);
    } catch (error) {
      closeUnlocked(file);
      throw error;
    }
  }

  /** Bytes of the entries that are in the file. */
  get size(): number {
    return this.#size;
  }

  /**
   * Appends an entry.
   *
   * @param entry Bytes, or text to encode as UTF-8.
   * @throws {Error} If it cannot be written.
   */
  append(entry: Uint8Array | string): void {
    const bytes = typeof entry === "string" ? new TextEncoder().encode(entry) : entry;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (performance.now() - this.#lastWrite >= this.#intervalMs) this.write();
  }

  /**
   * Writes what waits.
   *
   * @param first Whether the log begins with it: then a problem is an error, also where later ones are told.
   * @throws {Error} If it cannot be written; it waits on, as much of it as {@link MOST_WAITING} allows.
   */
  write(first = false): void {
    this.#attempt(() => this.#writeWaiting(), first ? null : this.#onProblem);
  }

  /** Gives up what waits: whoever appended it keeps it elsewhere. */
  discard(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  /**
   * Empties the file.
   *
   * @throws {Error} If it cannot be written.
   */
  empty(): void {
    this.discard();
    this.#attempt(() => {
      this.#file.truncateSync(0);
      this.#size = 0;
      this.#torn = false;
    });
  }

  /**
   * Writes what waits and returns once all is safely on the disk.
   *
   * @throws {Error} If it cannot be written.
   */
  // deno-lint-ignore require-await -- what fails is a rejection
  async sync(): Promise<void> {
    this.#attempt(() => {
      this.#writeWaiting();
      if (this.#unsynced) this.#file.syncDataSync();
      this.#unsynced = false;
    });
  }

  /**
   * Writes what waits and closes the file.
   *
   * @throws {Error} If it cannot be written; it is closed all the same.
   */
  async close(): Promise<void> {
    try {
      await this.sync();
    } finally {
      closeUnlocked(this.#file);
      const lost = this.#lost + this.#waiting.length;
      if (lost > 0) {
        this.#onProblem?.(`${this.#path} lacks ${lost} entries, as there was a time when it could not be written`);
      }
    }
  }

  #writeWaiting(): void {
    this.#lastWrite = performance.now();
    if (this.#waitingBytes === 0) return;
    try {
      this.#takeBack();
      const bytes = joinedList(this.#waiting);
      this.#torn = true;
      writeAll(this.#file, bytes);
      this.#torn = false;
      this.#size += bytes.length;
      this.#unsynced = true;
      this.discard();
    } catch (error) {
      this.#giveUpOldest();
      this.#takeBack();
      throw error;
    }
  }

  /** Takes back the part of an entry that got into the file before the disk was full. */
  #takeBack(): void {
    if (!this.#torn) return;
    this.#file.truncateSync(this.#size);
    this.#torn = false;
  }

  #giveUpOldest(): void {
    let kept = this.#waiting.length;
    for (let bytes = 0; kept > 0; kept--) {
      bytes += this.#waiting[kept - 1]?.length ?? 0;
      if (bytes > MOST_WAITING) break;
    }
    this.#lost += kept;
    this.#waiting = this.#waiting.slice(kept);
    this.#waitingBytes = this.#waiting.reduce((sum, { length }) => sum + length, 0);
  }

  #attempt(work: () => void, onProblem = this.#onProblem): void {
    try {
      work();
    } catch (cause) {
      const sentence = `Cannot append to ${this.#path} as ${systemReason(cause)}`;
      if (onProblem === null) throw new Error(sentence, { cause });
      if (!this.#told) onProblem(`${sentence}; the run goes on, and it is tried again`);
      this.#told = true;
    }
  }
}

// --- internal ---

async function openFile(path: string, keep: number | null): Promise<Deno.FsFile> {
  requireFile(path, "append to");
  try {
    return await Deno.open(path, { append: true, ...(keep === null ? { createNew: true } : { create: true }) });
  } catch (cause) {
    if (cause instanceof Deno.errors.AlreadyExists) throw cause;
    throw new Error(`Cannot append to ${path} as ${systemReason(cause)}`, { cause });
  }
}

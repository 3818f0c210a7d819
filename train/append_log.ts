/**
 * A file that only grows: what is appended waits in memory for a second at most before it is written, so that a batch
 * costs microseconds, and is on the disk for good where `sync` says so. A killed program leaves all that was written, its
 * last entry perhaps cut off.
 *
 * @module
 */
import { writeAll } from "../data/formats/atomic_write.ts";

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
}

/** An open file to append to. */
export class AppendLog {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #intervalMs: number;
  #waiting: Uint8Array[] = [];
  #lastWrite = performance.now();

  private constructor(path: string, file: Deno.FsFile, intervalMs: number) {
    this.#path = path;
    this.#file = file;
    this.#intervalMs = intervalMs;
  }

  /**
   * Opens a file to append to; it is created where it is not there.
   *
   * @param path The file.
   * @param options What to keep of an existing file, and how long entries may wait.
   * @returns The open file; {@link AppendLog.close} closes it.
   * @throws {Deno.errors.AlreadyExists} If the file is there and nothing is said about what to keep.
   * @throws {Error} If it cannot be opened or cut off.
   */
  static async open(path: string, { keep = null, intervalMs = 1000 }: AppendLogOptions = {}): Promise<AppendLog> {
    const file = await Deno.open(
      path,
      keep === null ? { append: true, createNew: true } : { append: true, create: true },
    );
    try {
      if (keep !== null) await file.truncate(keep);
    } catch (error) {
      file.close();
      throw error;
    }
    return new AppendLog(path, file, intervalMs);
  }

  /**
   * Appends an entry.
   *
   * @param entry Bytes, or text to encode as UTF-8.
   * @throws {Error} If it cannot be written.
   */
  append(entry: Uint8Array | string): void {
    this.#waiting.push(typeof entry === "string" ? new TextEncoder().encode(entry) : entry);
    if (performance.now() - this.#lastWrite >= this.#intervalMs) this.write();
  }

  /**
   * Writes what waits.
   *
   * @throws {Error} If it cannot be written.
   */
  write(): void {
    const bytes = concat(this.#waiting);
    this.#waiting = [];
    this.#lastWrite = performance.now();
    this.#attempt(() => writeAll(this.#file, bytes));
  }

  /**
   * Writes what waits and returns once all is safely on the disk.
   *
   * @throws {Error} If it cannot be written.
   */
  async sync(): Promise<void> {
    this.write();
    await this.#file.syncData();
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
      this.#file.close();
    }
  }

  #attempt(write: () => void): void {
    try {
      write();
    } catch (cause) {
      const problem = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`Cannot append to ${this.#path} as it must be possible to write to it: ${problem}`, { cause });
    }
  }
}

// --- internal ---

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

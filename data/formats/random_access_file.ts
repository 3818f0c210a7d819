/**
 * A file that is read by position. Reads are synchronous: they are short (a few MiB), and two readers of one handle can
 * then never move the cursor under each other.
 *
 * @module
 */

import { absentFile, directoryInPlace } from "../files/absent_file.ts";
import { systemReason } from "../files/system_reason.ts";

/** An open file, its size fixed at opening. Close it, or declare it with `using`. */
export class RandomAccessFile implements Disposable {
  readonly #file: Deno.FsFile;
  /** Path as it was given. */
  readonly path: string;
  /** Bytes in the file. */
  readonly size: number;

  private constructor(path: string, file: Deno.FsFile, size: number) {
    this.path = path;
    this.#file = file;
    this.size = size;
  }

  /**
   * Opens a file for reading.
   *
   * @throws {Error} If it is missing, a directory, or may not be read; the message names the file.
   */
  static async open(path: string): Promise<RandomAccessFile> {
    try {
      requireFile(path, await Deno.stat(path));
      const file = await Deno.open(path);
      return new RandomAccessFile(path, file, (await file.stat()).size);
    } catch (cause) {
      throw unopened(path, cause);
    }
  }

  /**
   * As {@link RandomAccessFile.open}, for who cannot wait: a library that asks for a file amidst its work.
   *
   * @throws {Error} As {@link RandomAccessFile.open}.
   */
  static openSync(path: string): RandomAccessFile {
    try {
      requireFile(path, Deno.statSync(path));
      const file = Deno.openSync(path);
      return new RandomAccessFile(path, file, file.statSync().size);
    } catch (cause) {
      throw unopened(path, cause);
    }
  }

  /**
   * Fills `into` with the bytes that begin at `offset`.
   *
   * @throws {Error} If the file ends before `into` is full.
   */
  readAt(offset: number, into: Uint8Array): void {
    if (offset + into.length > this.size) {
      const end = offset + into.length;
      throw new Error(`Cannot read ${this.path} as it is truncated: ${end} bytes wanted, the file has ${this.size}`);
    }
    this.#file.seekSync(offset, Deno.SeekMode.Start);
    for (let done = 0; done < into.length;) {
      const read = this.#file.readSync(into.subarray(done));
      if (read === null) throw new Error(`Cannot read ${this.path} as it shrank while being read`);
      done += read;
    }
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }

  /** Closes the file at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * Why a file cannot be opened, as the end of a sentence that names it.
 *
 * @param cause What was thrown.
 */
export function unreadable(cause: unknown): string {
  if (cause instanceof Deno.errors.NotFound) return "there is no such file";
  if (cause instanceof Deno.errors.IsADirectory) return "it is a directory: name a file";
  return systemReason(cause);
}

// --- internal ---

function requireFile(path: string, { isDirectory, isFile }: Deno.FileInfo): void {
  if (isDirectory) throw new Error(directoryInPlace(path));
  // Opening a pipe would wait for whoever writes to it.
  if (!isFile) throw new Error("it is a pipe or a device, not a file: save it to a file first");
}

function unopened(path: string, cause: unknown): Error {
  const reason = cause instanceof Deno.errors.NotFound ? absentFile(path) : unreadable(cause);
  return new Error(`Cannot read ${path} as ${reason}`, { cause });
}

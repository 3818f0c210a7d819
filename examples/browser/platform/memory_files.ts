/**
 * Files in the memory of a page, as Deno has them on a disk: what the library asks of a file system, and no more.
 *
 * @module
 */
import { AlreadyExists, IsADirectory, NotADirectory, NotFound } from "./errors.ts";

/** A file's bytes; null for a directory. */
interface Entry {
  bytes: Uint8Array<ArrayBuffer> | null;
  changed: Date;
}

/** Where a cursor is moved from, as `Deno.SeekMode`. */
export enum SeekMode {
  /** The beginning of the file. */
  Start = 0,
  /** Where the cursor is. */
  Current = 1,
  /** The end of the file. */
  End = 2,
}

/** An open file. */
export class MemoryFile implements Disposable {
  readonly #entry: Entry;
  #cursor = 0;
  readonly #append: boolean;

  /** Use {@link MemoryFiles.openSync}. */
  constructor(entry: Entry, append: boolean) {
    this.#entry = entry;
    this.#append = append;
  }

  /** Reads from where the cursor is; null at the end. */
  readSync(into: Uint8Array): number | null {
    const bytes = this.#bytes.subarray(this.#cursor, this.#cursor + into.length);
    if (bytes.length === 0 && into.length > 0) return null;
    into.set(bytes);
    this.#cursor += bytes.length;
    return bytes.length;
  }

  /** Writes where the cursor is, or at the end of a file that is appended to. */
  writeSync(from: Uint8Array): number {
    if (this.#append) this.#cursor = this.#bytes.length;
    const end = this.#cursor + from.length;
    if (end > this.#bytes.length) this.truncateSync(end);
    this.#bytes.set(from, this.#cursor);
    this.#cursor = end;
    this.#entry.changed = new Date();
    return from.length;
  }

  /** Moves the cursor. */
  seekSync(offset: number | bigint, whence: SeekMode): number {
    const from = { [SeekMode.Start]: 0, [SeekMode.Current]: this.#cursor, [SeekMode.End]: this.#bytes.length }[whence];
    this.#cursor = from + Number(offset);
    return this.#cursor;
  }

  /** Cuts the file off, or fills it up with zeros. */
  truncateSync(length = 0): void {
    const bytes = new Uint8Array(length);
    bytes.set(this.#bytes.subarray(0, length));
    this.#entry.bytes = bytes;
  }

  /** As {@link MemoryFile.writeSync}. */
  write(from: Uint8Array): Promise<number> {
    return Promise.resolve(this.writeSync(from));
  }

  /** What the file is. */
  statSync(): MemoryInfo {
    return infoOf(this.#entry);
  }

  /** As {@link MemoryFile.statSync}. */
  stat(): Promise<MemoryInfo> {
    return Promise.resolve(this.statSync());
  }

  /** Nothing: memory has no disk behind it. */
  sync(): Promise<void> {
    return Promise.resolve();
  }

  /** True: nobody else has the files of a page. */
  tryLockSync(): boolean {
    return true;
  }

  /** Nothing, as nothing was locked. */
  unlockSync(): void {}

  /** Nothing: the bytes stay where they are. */
  close(): void {}

  /** At the end of a `using` block. */
  [Symbol.dispose](): void {}

  get #bytes(): Uint8Array<ArrayBuffer> {
    if (this.#entry.bytes === null) throw new IsADirectory("Is a directory");
    return this.#entry.bytes;
  }
}

/** What a file is, as `Deno.FileInfo`. */
export interface MemoryInfo {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly isSymlink: boolean;
  readonly size: number;
  readonly mtime: Date;
  readonly ino: null;
}

/** How a file is opened, as `Deno.OpenOptions`. */
export interface MemoryOpenOptions {
  readonly append?: boolean;
  readonly create?: boolean;
  readonly createNew?: boolean;
  readonly truncate?: boolean;
}

/** All files of a page, by absolute paths; `/` is there. */
export class MemoryFiles {
  readonly #entries = new Map<string, Entry>([["/", { bytes: null, changed: new Date() }]]);

  /** Puts a file in place, or replaces it. */
  put(path: string, bytes: Uint8Array<ArrayBuffer>): void {
    this.#entries.set(absolute(path), { bytes, changed: new Date() });
  }

  /** The bytes of a file. */
  get(path: string): Uint8Array<ArrayBuffer> {
    const { bytes } = this.#entry(path);
    if (bytes === null) throw new IsADirectory(`Is a directory: ${path}`);
    return bytes;
  }

  /** Opens a file. */
  openSync(path: string, options: MemoryOpenOptions = {}): MemoryFile {
    const place = absolute(path);
    const isThere = this.#entries.has(place);
    if (isThere && options.createNew) throw new AlreadyExists(`File exists: ${path}`);
    if (!isThere && (options.create || options.createNew)) {
      this.#requireDirectory(parentOf(place));
      this.put(place, new Uint8Array());
    }
    const file = new MemoryFile(this.#entry(path), options.append ?? false);
    if (options.truncate) file.truncateSync();
    return file;
  }

  /** What a file is. */
  statSync(path: string): MemoryInfo {
    return infoOf(this.#entry(path));
  }

  /** Makes a directory, and with `recursive` those above it. */
  mkdirSync(path: string, { recursive = false } = {}): void {
    const place = absolute(path);
    if (this.#entries.has(place)) {
      if (recursive && this.#entry(place).bytes === null) return;
      throw new AlreadyExists(`File exists: ${path}`);
    }
    if (recursive) this.mkdirSync(parentOf(place), { recursive });
    this.#requireDirectory(parentOf(place));
    this.#entries.set(place, { bytes: null, changed: new Date() });
  }

  /** Moves a file; one that is there is replaced. */
  renameSync(from: string, to: string): void {
    this.#entries.set(absolute(to), this.#entry(from));
    this.#entries.delete(absolute(from));
  }

  /** Removes a file, or a directory with all that is in it. */
  removeSync(path: string): void {
    this.#entry(path);
    const place = absolute(path);
    for (const other of [...this.#entries.keys()]) {
      if (other === place || other.startsWith(`${place}/`)) this.#entries.delete(other);
    }
  }

  /** What is in a directory. */
  readDirSync(path: string): (MemoryInfo & { readonly name: string })[] {
    this.#requireDirectory(absolute(path));
    return [...this.#entries]
      .filter(([other]) => other !== "/" && parentOf(other) === absolute(path))
      .map(([other, entry]) => ({ name: other.slice(other.lastIndexOf("/") + 1), ...infoOf(entry) }));
  }

  #entry(path: string): Entry {
    const entry = this.#entries.get(absolute(path));
    if (entry) return entry;
    throw new NotFound(`No such file or directory: ${path}`);
  }

  #requireDirectory(path: string): void {
    if (this.#entry(path).bytes !== null) throw new NotADirectory(`Not a directory: ${path}`);
  }
}

// --- internal ---

function absolute(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return `/${parts.join("/")}`;
}

function parentOf(place: string): string {
  return place.slice(0, place.lastIndexOf("/")) || "/";
}

function infoOf({ bytes, changed }: Entry): MemoryInfo {
  return {
    ...{ isFile: bytes !== null, isDirectory: bytes === null, isSymlink: false },
    ...{ size: bytes?.length ?? 0, mtime: changed, ino: null },
  };
}

/**
 * Files of the machine as the HDF5 library sees them. The library runs in a memory of its own, which has no files; what it
 * opens is opened here, read only, and remembered: so it is known what came into a result, and what was looked for in vain.
 *
 * @module
 */
import type { Hdf5FileSystem } from "../../../packages/h5wasm.ts";
import { RandomAccessFile } from "../random_access_file.ts";

/** The files that one open HDF5 file consists of: itself, and what its links, virtual datasets and raw storage lead to. */
export class HostFiles {
  readonly #fs: Hdf5FileSystem;
  /** Folder of the library's file system below which the machine's paths begin, such as `/machine-3`. */
  readonly #root: string;
  readonly #opened: Map<string, RandomAccessFile>;
  readonly #mounted = new Set<string>();
  /** Where the library looks for relative names: beside the file. */
  readonly #folder: string;
  /** Files that were looked for and not found, since {@link HostFiles.enter}. */
  readonly missing = new Set<string>();
  /** Whether the library wanted bytes beyond the end of a file, since {@link HostFiles.enter}. */
  pastEnd = false;

  /**
   * @param fs The library's file system.
   * @param root A folder in it that nobody else uses.
   * @param path The file: an absolute path.
   * @param opened Files that are open, by their absolute paths; what is opened is added.
   */
  constructor(fs: Hdf5FileSystem, root: string, path: string, opened: Map<string, RandomAccessFile>) {
    this.#fs = fs;
    this.#root = root;
    this.#opened = opened;
    this.#folder = this.seen(path).replace(/\/[^/]*$/, "");
    fs.mkdirTree(this.#folder);
  }

  /** Where the library finds a file of the machine, an absolute path. */
  seen(path: string): string {
    return `${this.#root}/${path.replaceAll("\\", "/").replace(/^\/+/, "")}`;
  }

  /** Prepares for a call of the library. */
  enter(): void {
    this.missing.clear();
    this.pastEnd = false;
    if (this.#fs.cwd() !== this.#folder) this.#fs.chdir(this.#folder);
  }

  /**
   * Makes a file available that the library is about to open, if the machine has it.
   *
   * @param wanted Path in the library's file system.
   * @returns Where it is there, or would be.
   */
  provide(wanted: string): string {
    const path = this.#pathOf(wanted);
    if (!this.#mounted.has(path)) this.#open(path);
    return this.seen(path);
  }

  /** Where a file is, or would be, that the library asks about. */
  placeOf(wanted: string): string {
    return this.seen(this.#pathOf(wanted));
  }

  /** Takes the files out of the library's file system; they stay open. */
  unmount(): void {
    for (const path of this.#mounted) this.#fs.unlink(this.seen(path));
  }

  #pathOf(wanted: string): string {
    return normalPath(wanted.startsWith(`${this.#root}/`) ? wanted.slice(this.#root.length) : wanted);
  }

  #open(path: string): void {
    try {
      const file = this.#opened.get(path) ?? RandomAccessFile.openSync(path);
      this.#opened.set(path, file);
      this.#mount(path, file);
      // The library tries some folders: what it has found in one is not missing in those before.
      for (const other of this.missing) if (baseName(other) === baseName(path)) this.missing.delete(other);
    } catch {
      if (![...this.#mounted].some((other) => baseName(other) === baseName(path))) this.missing.add(path);
    }
  }

  #mount(path: string, file: RandomAccessFile): void {
    this.#mounted.add(path);
    const seen = this.seen(path);
    this.#fs.mkdirTree(seen.replace(/\/[^/]*$/, ""));
    this.#fs.writeFile(seen, new Uint8Array());
    const { node } = this.#fs.lookupPath(seen);
    Object.defineProperty(node, "usedBytes", { get: () => file.size });
    const read = (_: unknown, memory: Int8Array, offset: number, length: number, position: number): number => {
      const count = Math.max(0, Math.min(length, file.size - position));
      if (count < length) this.pastEnd = true;
      file.readAt(position, new Uint8Array(memory.buffer as ArrayBuffer, memory.byteOffset + offset, count));
      return count;
    };
    node.stream_ops = { ...node.stream_ops, read };
  }
}

// --- internal ---

/** Without `.`, `..` and doubled slashes; the library's file system has no symbolic links. */
function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  const joined = parts.join("/");
  return /^[A-Za-z]:/.test(joined) ? joined : `/${joined}`;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

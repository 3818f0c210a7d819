/**
 * An HDF5 file and the files that its links lead to. Links into other files are followed here, not by the library: so each
 * dataset is read in its own file, and it is known which files came into a result, and which are not there.
 *
 * @module
 */
import { RandomAccessFile } from "../random_access_file.ts";
import { hdf5Library } from "./current_library.ts";
import type { Hdf5Library, Hdf5Session } from "./hdf5_library.ts";
import { Hdf5Problem } from "./hdf5_problem.ts";
import { type StoredElements, storedElements } from "./stored_elements.ts";

/** Open HDF5 files. */
export class LinkedFiles {
  /** Absolute path of the first file, without symbolic links: links into other files lead from there. */
  readonly path: string;
  #library: Hdf5Library;
  /** Files of the machine that were opened, by their paths, in the order of opening. */
  readonly #opened: Map<string, RandomAccessFile>;
  readonly #sessions = new Map<string, Hdf5Session>();

  private constructor(path: string, file: RandomAccessFile, library: Hdf5Library) {
    this.path = path;
    this.#opened = new Map([[path, file]]);
    this.#library = library;
  }

  /**
   * Opens a file.
   *
   * @param path Its path.
   * @throws {Error} If it is missing or a directory; the message names it.
   * @throws {Hdf5Problem} If it is no HDF5, truncated or damaged.
   */
  static async open(path: string): Promise<LinkedFiles> {
    const file = await RandomAccessFile.open(path);
    try {
      if (file.size < LEAST_BYTES) throw new Hdf5Problem(`it is truncated: it has ${file.size} bytes; copy it again`);
      const files = new LinkedFiles(await Deno.realPath(path), file, await hdf5Library.get());
      files.session(files.path);
      return files;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Files of the machine that were opened so far. */
  get opened(): readonly RandomAccessFile[] {
    return [...this.#opened.values()];
  }

  /** Whether a damaged file has broken the library: {@link LinkedFiles.renew}. */
  get broken(): boolean {
    return this.#library.broken;
  }

  /** Opens all anew where a damaged file has broken the library. */
  async renew(): Promise<void> {
    if (!this.#library.broken) return;
    this.#sessions.clear();
    this.#library = await hdf5Library.get();
  }

  /**
   * An open file.
   *
   * @param path Absolute path, without symbolic links.
   * @throws {Hdf5Problem} If it is no HDF5, or damaged.
   */
  session(path: string): Hdf5Session {
    const known = this.#sessions.get(path);
    if (known) return known;
    const session = this.#library.open(path, this.#opened);
    this.#sessions.set(path, session);
    return session;
  }

  /**
   * A file that a link or a virtual dataset names: in the folder of the file that names it. Who has moved files has moved them
   * together: one that is not at its place is looked for beside the other.
   *
   * @param name Its path, relative to the file that names it, or absolute.
   * @param from The file that names it.
   * @throws {Hdf5Problem} If it is not there, or no HDF5.
   */
  named(name: string, from: string): Hdf5Session {
    const folder = from.replace(/[^/\\]*$/, "");
    const place = /^(?:[/\\]|[A-Za-z]:)/.test(name) ? name : folder + name;
    const path = [place, folder + name.replace(/^.*[/\\]/, "")].map(realPath).find((path) => path !== null);
    if (path === undefined || path === null) throw Hdf5Problem.ofMissing([place]);
    try {
      return this.session(path);
    } catch (error) {
      if (!(error instanceof Hdf5Problem) || error.missing) throw error;
      throw new Hdf5Problem(`part of it lies in ${path}, and ${error.message}`, { cause: error });
    }
  }

  /** How the elements of a dataset are stored. */
  stored({ file, path }: { readonly file: string; readonly path: string }): StoredElements {
    const reference = this.session(file).call((module, id) => module.create_object_reference(id, path));
    const address = Number(new DataView(Uint8Array.from(reference).buffer).getBigUint64(0, true));
    const opened = this.#opened.get(file);
    return opened ? storedElements(opened, address) : { problem: null, unwritten: false };
  }

  /** Closes all. */
  close(): void {
    for (const session of this.#sessions.values()) session.close();
    for (const file of this.#opened.values()) file.close();
    hdf5Library.tidy(this.#library);
  }
}

// --- internal ---

/** Bytes of the shortest header. */
const LEAST_BYTES = 48;

function realPath(path: string): string | null {
  try {
    return Deno.realPathSync(path);
  } catch {
    return null;
  }
}

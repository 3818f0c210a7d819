/**
 * The HDF5 library in WebAssembly, and files that are open in it.
 *
 * @module
 */
import { createHdf5Module, type Hdf5Module, hdf5Plugins } from "../../../packages/h5wasm.ts";
import { FILTER_PLUGINS } from "./filters.ts";
import { HostFiles } from "./host_files.ts";
import { Hdf5Problem } from "./hdf5_problem.ts";
import { type RandomAccessFile, unreadable } from "../random_access_file.ts";

const READ_ONLY = 0;
/** Memory of a library that is let go with its last file. It never shrinks. */
const MOST_IDLE_BYTES = 1 << 26;

/** An HDF5 file that is open in the library. */
export class Hdf5Session {
  readonly #library: Hdf5Library;
  readonly #id: bigint;
  /** The path that it was opened by, absolute and without symbolic links. */
  readonly path: string;
  /** Its files. */
  readonly files: HostFiles;

  /** Use {@link Hdf5Library.open}. */
  constructor(library: Hdf5Library, id: bigint, files: HostFiles, path: string) {
    this.#library = library;
    this.#id = id;
    this.files = files;
    this.path = path;
  }

  /** Whether a file has broken the library: the file can only be opened anew. */
  get broken(): boolean {
    return this.#library.broken;
  }

  /** The library's memory as it is now; a call may leave it elsewhere. */
  get memory(): Uint8Array {
    return this.#library.memory;
  }

  /**
   * Calls the library.
   *
   * @param call What to do, given the file's identity in the library.
   * @throws {Hdf5Problem} For anything that the library complains of, files it looked for in vain included.
   */
  call<T>(call: (module: Hdf5Module, id: bigint) => T): T {
    return this.#library.call(this.files, (module) => call(module, this.#id));
  }

  /**
   * Memory of the library for the time of a call, filled with zeros.
   *
   * @throws {Hdf5Problem} If there is not so much.
   */
  withMemory<T>(bytes: number, use: (pointer: number) => T): T {
    return this.#library.withMemory(bytes, use);
  }

  /** Makes the plugin of a filter available to the library, if there is one. */
  installFilter(id: number): void {
    this.#library.installFilter(id);
  }

  /** Closes the file in the library; those of the machine stay open. */
  close(): void {
    this.#library.close(this.#id, this.files);
  }
}

/** An instance of the library. */
export class Hdf5Library {
  readonly #module: Hdf5Module;
  readonly #diagnostics: string[];
  readonly #plugins: ReadonlyMap<string, URL>;
  #calling: HostFiles | null = null;
  #roots = 0;
  #open = 0;
  #broken = false;

  private constructor(module: Hdf5Module, diagnostics: string[], plugins: ReadonlyMap<string, URL>) {
    this.#module = module;
    this.#diagnostics = diagnostics;
    this.#plugins = plugins;
    const { FS } = module;
    const [open, stat] = [FS.open.bind(FS), FS.stat.bind(FS)];
    const folders = module.get_plugin_search_paths();
    const place = (path: string, opens = false): string => {
      const plugin = folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
      if (!this.#calling || plugin) return path;
      return opens ? this.#calling.provide(path) : this.#calling.placeOf(path);
    };
    FS.open = (path, flags, mode) => open(place(path, true), flags, mode);
    FS.stat = (path, dontFollow) => stat(place(path), dontFollow);
  }

  /**
   * Loads an instance.
   *
   * @throws {Hdf5Problem} If its package is not to be had.
   */
  static async load(): Promise<Hdf5Library> {
    const diagnostics: string[] = [];
    try {
      const module = await createHdf5Module((line) => void diagnostics.push(line));
      return new Hdf5Library(module, diagnostics, await hdf5Plugins());
    } catch (cause) {
      const remedy = "its package npm:h5wasm is kept by Deno once it was run with a network";
      throw new Hdf5Problem(`the library that reads HDF5 cannot be loaded: ${remedy}`, { cause });
    }
  }

  /** Whether a file has broken it: nothing that it says from then on can be trusted. */
  get broken(): boolean {
    return this.#broken;
  }

  /** The library's memory as it is now; a call may leave it elsewhere. */
  get memory(): Uint8Array {
    return this.#module.HEAPU8;
  }

  /** Whether nobody would miss it, and it has grown large. */
  get idleAndLarge(): boolean {
    return this.#open === 0 && this.#module.HEAPU8.length > MOST_IDLE_BYTES;
  }

  /**
   * Opens a file.
   *
   * @param path Its path, absolute and without symbolic links.
   * @param opened Files that are open already, by their paths; what is opened is added.
   * @throws {Hdf5Problem} If the library cannot.
   */
  open(path: string, opened: Map<string, RandomAccessFile>): Hdf5Session {
    const files = new HostFiles(this.#module.FS, `/machine-${++this.#roots}`, path, opened);
    try {
      const id = this.call(files, ({ open }) => open(files.seen(path), READ_ONLY, false, -1, -1));
      if (id < 0n) throw new Hdf5Problem("it is damaged: copy the file again");
      this.#open++;
      return new Hdf5Session(this, id, files, path);
    } catch (error) {
      files.unmount();
      throw error;
    }
  }

  /** Closes a file in the library. */
  close(id: bigint, files: HostFiles): void {
    this.#open--;
    this.#tidily(() => {
      this.#module.close_file(id);
      files.unmount();
    });
    this.#diagnostics.length = 0;
  }

  /**
   * Calls the library.
   *
   * @param files The files on whose behalf.
   * @param call What to do.
   * @throws {Hdf5Problem} As {@link Hdf5Session.call}.
   */
  call<T>(files: HostFiles, call: (module: Hdf5Module) => T): T {
    if (this.#broken) throw new Hdf5Problem("another file has broken the HDF5 library: read it again");
    files.enter();
    this.#diagnostics.length = 0;
    this.#calling = files;
    try {
      const result = call(this.#module);
      if (files.missing.size > 0) throw Hdf5Problem.ofMissing(files.missing);
      const problem = Hdf5Problem.ofDiagnostics(this.#diagnostics);
      if (problem) throw problem;
      return result;
    } catch (error) {
      if (error instanceof Hdf5Problem) throw error;
      // Thrown through the library, which was amidst something.
      this.#broken = true;
      throw Hdf5Problem.ofDiagnostics(this.#diagnostics) ??
        new Hdf5Problem("it is damaged: copy the file again", { cause: error });
    } finally {
      this.#calling = null;
    }
  }

  /**
   * Memory of the library for the time of a call, filled with zeros.
   *
   * @throws {Hdf5Problem} If there is not so much.
   */
  withMemory<T>(bytes: number, use: (pointer: number) => T): T {
    const pointer = this.#module._malloc(Math.max(1, bytes));
    if (pointer === 0) throw new Hdf5Problem(`it needs more memory than HDF5 has here: ${bytes} bytes at once`);
    this.memory.fill(0, pointer, pointer + bytes);
    try {
      return use(pointer);
    } finally {
      this.#tidily(() => this.#module._free(pointer));
    }
  }

  /** Does what follows other work: where a damaged file has ruined the library, there is nothing to put in order. */
  #tidily(end: () => void): void {
    if (this.#broken) return;
    try {
      end();
    } catch {
      this.#broken = true;
    }
  }

  /** Makes the plugin of a filter available to the library, if there is one. */
  installFilter(id: number): void {
    const name = `libH5Z${FILTER_PLUGINS[id] ?? ""}.so`;
    const url = this.#plugins.get(name);
    const [folder] = this.#module.get_plugin_search_paths();
    const { FS } = this.#module;
    if (!url || folder === undefined || FS.analyzePath(`${folder}/${name}`).exists) return;
    FS.mkdirTree(folder);
    try {
      FS.writeFile(`${folder}/${name}`, Deno.readFileSync(url));
    } catch (cause) {
      throw new Hdf5Problem(`its filter ${FILTER_PLUGINS[id]} cannot be loaded: ${unreadable(cause)}`, { cause });
    }
  }
}

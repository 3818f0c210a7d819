/**
 * The HDF5 library of this thread: loaded when the first HDF5 file is opened, and made anew after a file has broken it.
 *
 * @module
 */
import { Hdf5Library } from "./hdf5_library.ts";

/** The library, of which one is enough: an instance takes 20 MB. */
class CurrentLibrary {
  #library: Promise<Hdf5Library> | null = null;

  /** The library, loaded if it was not, or if it was broken. */
  async get(): Promise<Hdf5Library> {
    const loading = this.#library ??= Hdf5Library.load();
    try {
      const library = await loading;
      if (!library.broken) return library;
    } catch (error) {
      if (this.#library === loading) this.#library = null;
      throw error;
    }
    if (this.#library === loading) this.#library = null;
    return await this.get();
  }

  /** Lets go of a library that holds much memory for nobody. */
  tidy(library: Hdf5Library): void {
    if (library.idleAndLarge) this.#library = null;
  }
}

/** The library of this thread. */
export const hdf5Library: CurrentLibrary = new CurrentLibrary();

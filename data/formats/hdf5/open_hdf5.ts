/**
 * Opening HDF5 files. Only who has one loads the library.
 *
 * @module
 */
import { RandomAccessFile } from "../random_access_file.ts";
import { Hdf5File } from "./hdf5_file.ts";
import { hdf5Library } from "./hdf5_library.ts";
import { Hdf5Problem } from "./hdf5_problem.ts";

/**
 * Opens an HDF5 file, of whatever program: MATLAB's of version 7.3, CXI and NeXus are HDF5.
 *
 * @param path The file.
 * @returns The open file; declare it with `await using`, or close it.
 * @throws {Error} If it is missing, a directory, truncated, damaged, or no HDF5; the message names it.
 */
export async function openHdf5(path: string): Promise<Hdf5File> {
  const file = await RandomAccessFile.open(path);
  try {
    if (file.size < LEAST_BYTES) throw new Hdf5Problem(`it is truncated: it has ${file.size} bytes; copy it again`);
    const library = await hdf5Library.get();
    // Links into other files lead from where the file is, not from where a symbolic link to it is.
    const real = await Deno.realPath(path);
    const session = library.open(real, new Map([[real, file]]));
    try {
      return new Hdf5File(path, session);
    } catch (error) {
      session.close();
      throw error;
    }
  } catch (error) {
    file.close();
    if (!(error instanceof Hdf5Problem)) throw error;
    throw new Error(`Cannot read ${path} as ${error.message}`, { cause: error });
  }
}

// --- internal ---

/** Bytes of the shortest header. */
const LEAST_BYTES = 48;

/**
 * Opening HDF5 files. Only who has one loads the library.
 *
 * @module
 */
import { Hdf5File } from "./hdf5_file.ts";
import { Hdf5Problem } from "./hdf5_problem.ts";
import { LinkedFiles } from "./linked_files.ts";

/**
 * Opens an HDF5 file, of whatever program: MATLAB's of version 7.3, CXI and NeXus are HDF5.
 *
 * @param path The file.
 * @returns The open file; declare it with `await using`, or close it.
 * @throws {Error} If it is missing, a directory, truncated, damaged, or no HDF5; the message names it.
 */
export async function openHdf5(path: string): Promise<Hdf5File> {
  let files: LinkedFiles | null = null;
  try {
    files = await LinkedFiles.open(path);
    return new Hdf5File(path, files);
  } catch (error) {
    files?.close();
    if (!(error instanceof Hdf5Problem)) throw error;
    throw new Error(`Cannot read ${path} as ${error.message}`, { cause: error });
  }
}

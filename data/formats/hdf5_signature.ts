/**
 * How HDF5 files are known: a signature at the beginning, or behind a block of the user's own, of which MATLAB's files have
 * one.
 *
 * @module
 */

/** The signature. */
export const HDF5_SIGNATURE = "\x89HDF\r\n\x1a\n";

/** Whether a file that begins so is HDF5. */
export function isHdf5(head: Uint8Array): boolean {
  return PLACES.some((at) => String.fromCharCode(...head.subarray(at, at + HDF5_SIGNATURE.length)) === HDF5_SIGNATURE);
}

// --- internal ---

/** A block of the user's is a power of two long; of those that are larger, none is known. */
const PLACES = [0, 512, 1024, 2048, 4096, 8192];

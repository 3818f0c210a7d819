/**
 * Digests that say which data a result came from.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { RandomAccessFile } from "./random_access_file.ts";

const CHUNK_BYTES = 1 << 22;

/**
 * SHA-256 of an open file, read in pieces: of what its reader reads, though another file may have got its name meanwhile.
 *
 * @param file The file.
 * @returns `sha256:` and 64 hexadecimal digits.
 * @throws {Error} If the file cannot be read.
 */
export function fileDigest(file: RandomAccessFile): string {
  return filesDigest([file]);
}

/**
 * SHA-256 of open files one behind the other, as {@link fileDigest}: of data that lie in several.
 *
 * @param files The files, in an order that is always the same.
 * @returns `sha256:` and 64 hexadecimal digits.
 * @throws {Error} If a file cannot be read.
 */
export function filesDigest(files: readonly RandomAccessFile[]): string {
  const hash = createHash("sha256");
  for (const file of files) {
    const buffer = new Uint8Array(Math.min(CHUNK_BYTES, file.size));
    for (let offset = 0; offset < file.size; offset += buffer.length) {
      const piece = buffer.subarray(0, Math.min(buffer.length, file.size - offset));
      file.readAt(offset, piece);
      hash.update(piece);
    }
  }
  return `sha256:${hash.digest("hex")}`;
}

/**
 * SHA-256 of arrays in memory, in the order given.
 *
 * @param arrays Typed arrays; their bytes are hashed as they lie.
 * @returns `sha256:` and 64 hexadecimal digits.
 */
export function arraysDigest(arrays: readonly ArrayBufferView[]): string {
  const hash = createHash("sha256");
  for (const array of arrays) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return `sha256:${hash.digest("hex")}`;
}

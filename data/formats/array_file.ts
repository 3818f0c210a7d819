/**
 * A file of named arrays, whatever its format: what scans, simulations and reconstructions are read from.
 *
 * @module
 */
import type { NpyArray } from "./npy.ts";
import type { Dtype } from "./npy_header.ts";

/** What a file says of an array before it is read. */
export interface ArrayHeader {
  /** Element type. */
  readonly dtype: Dtype;
  /** Lengths of the axes; none for a scalar. */
  readonly shape: readonly number[];
}

/** An open file of arrays. Close it, or declare it with `await using`. */
export interface ArrayFile extends AsyncDisposable {
  /** Path as it was given. */
  readonly path: string;
  /** Names of the arrays, in the order of the file. */
  readonly keys: readonly string[];
  /** Whether there is an array of this name. */
  has(key: string): boolean;
  /**
   * Type and shape of an array, without reading it.
   *
   * @throws {Error} If there is no such array, or it is damaged; the message names the file and the key.
   */
  header(key: string): Promise<ArrayHeader>;
  /**
   * A whole array, checked against whatever the file has to check it with.
   *
   * @param key Name of the array.
   * @param most Elements that are plausible; an array of more is refused before it is read.
   * @throws {Error} As {@link ArrayFile.header}, and for what cannot be decoded.
   * @throws {RangeError} If it has more elements.
   */
  read(key: string, most?: number): Promise<NpyArray>;
  /**
   * All rows (along the first axis) in order, a few MiB at a time, checked at the end as {@link ArrayFile.read} does.
   *
   * @throws {TypeError} If the array has no rows.
   */
  rows(key: string): AsyncIterable<NpyArray>;
  /** SHA-256 of all that was opened: `sha256:` and 64 hexadecimal digits. */
  digest(): string;
  /** Closes the file. */
  close(): void;
}

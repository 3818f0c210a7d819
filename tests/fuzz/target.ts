/**
 * What is fuzzed: a reader, and what it is given.
 *
 * @module
 */
import type { Random } from "../../data/random/random.ts";

/** A reader of files. */
export interface FuzzTarget {
  /** Its name, for `--target`. */
  readonly name: string;
  /** How the file is called, below a directory of its own. */
  readonly file: string;
  /** A file for the reader. */
  make(random: Random): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Reads it.
   *
   * @param path The file.
   * @returns What came of it, in a form that can be compared.
   * @throws {Error} With one line that names the file, for whatever cannot be read.
   */
  read(path: string): unknown;
  /**
   * What a file must give that gives anything; null where damage need not be noticed, as nothing in the file could tell.
   */
  readonly expected: unknown;
}

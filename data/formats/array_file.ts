/**
 * A file of named arrays, whatever its format: what scans, simulations and reconstructions are read from.
 *
 * @module
 */
import { nearestName } from "../../config/values/nearest_name.ts";
import { nameList, printable } from "../../config/values/printable.ts";
import type { NpyArray } from "./npy.ts";
import type { Dtype } from "./npy_header.ts";

/** What a file says of an array before it is read. */
export interface ArrayHeader {
  /** Element type. */
  readonly dtype: Dtype;
  /** Lengths of the axes; none for a scalar. */
  readonly shape: readonly number[];
  /** How its elements lie in the file. */
  readonly storage: ArrayStorage;
}

/** How the elements of an array lie in a file. */
export interface ArrayStorage {
  /** Shape of the pieces that are read at once; null where it lies in one piece. */
  readonly chunks: readonly number[] | null;
  /** What packs them, such as `gzip`, `shuffle` or `bitshuffle`; in the order of packing. */
  readonly filters: readonly string[];
  /** Whether {@link ArrayFile.slab} reads some rows without reading those before. */
  readonly seekable: boolean;
  /** Whether a place was made for it and nothing was ever written: its elements are all what the file fills up with. */
  readonly unwritten?: boolean;
}

/** What a file says of an array or a group beside its elements, such as `units`. */
export type ArrayAttribute = string | number | readonly number[] | readonly string[];

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
  /**
   * Rows `from` (included) to `to` (excluded) along the first axis. They are not checked against a sum of the whole array,
   * as they are read alone; nothing is waited for, so that whoever needs a few rows has them at once.
   *
   * @param key Name of the array, of a type and storage that is seekable, whose header has been read.
   * @param from First row.
   * @param to Row behind the last.
   * @throws {RangeError} If there are no such rows.
   * @throws {TypeError} If the array cannot be read in pieces; the message says what would do.
   */
  slab(key: string, from: number, to: number): NpyArray;
  /**
   * What the file says of an array, or of the group that it is in, beside its elements; nothing in formats without
   * attributes.
   *
   * @param key Name of an array or a group; the empty name is the file's root.
   */
  attributes(key: string): Promise<Readonly<Record<string, ArrayAttribute>>>;
  /** SHA-256 of all that was opened: `sha256:` and 64 hexadecimal digits. */
  digest(): string;
  /** Closes the file. */
  close(): void;
}

/** The error that a file has no array of a name, with those that it has and the nearest of them. */
export function noSuchArray({ path, keys }: Pick<ArrayFile, "path" | "keys">, key: string): Error {
  const near = nearestName(key, keys);
  const found = keys.length ? `found ${nameList(keys)}` : "it has no arrays";
  return new Error(
    `Cannot read ${path} as it has no array ${printable(key)}: ${found}` +
      `${near ? `; did you mean ${printable(near)}?` : ""}`,
  );
}

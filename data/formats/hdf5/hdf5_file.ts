/**
 * HDF5 files as files of named arrays. A dataset is named by its path without the first slash, `entry_1/data_1/data`; links
 * of every kind are followed, into other files too, which are looked for beside the file.
 *
 * @module
 */
import { printable, shapeText } from "../../../config/values/printable.ts";
import type { ArrayAttribute, ArrayFile, ArrayHeader } from "../array_file.ts";
import { filesDigest } from "../file_digest.ts";
import type { NpyArray } from "../npy.ts";
import { elementCount } from "../npy_header.ts";
import { plausibleSize } from "../zip/zip_directory.ts";
import { absentDataset } from "./absent_dataset.ts";
import { readAttributes } from "./attributes.ts";
import { rowRanges } from "./blocks.ts";
import { boxArray, type DatasetInfo, describeDataset, readBox } from "./dataset.ts";
import { findDatasets } from "./find_datasets.ts";
import { Hdf5Problem } from "./hdf5_problem.ts";
import type { LinkedFiles } from "./linked_files.ts";
import { findObject, type ObjectPlace } from "./object_place.ts";
import { RowCache } from "./row_cache.ts";

/** Rows that are given at once, in bytes. */
const ROWS_BYTES = 1 << 22;
/** The same, where each time much more has to be unpacked than is wanted. */
const MANY_BYTES = 1 << 27;
/** Elements that a dataset of a small file may have. */
const SMALL_ELEMENTS = 1 << 24;
/** Texts beside numbers are notes. */
const MOST_TEXTS = 1 << 18;
const MOST_TEXT_BYTES = 1 << 24;

/** An open HDF5 file. Close it, or declare it with `await using`. */
export class Hdf5File implements ArrayFile {
  readonly #files: LinkedFiles;
  readonly #places: ReadonlyMap<string, ObjectPlace | null>;
  readonly #datasets = new Map<string, DatasetInfo>();
  readonly #cache = new RowCache();
  /** Path as it was given. */
  readonly path: string;
  /**
   * Paths of the datasets, without the first slash, in the order of the file. Links into files that are not there are among
   * them: {@link Hdf5File.header} says so.
   */
  readonly keys: readonly string[];

  /** Use {@link openHdf5}. */
  constructor(path: string, files: LinkedFiles) {
    this.path = path;
    this.#files = files;
    this.#places = findDatasets(files);
    this.keys = [...this.#places.keys()];
  }

  /** Whether there is a dataset at this path, or a link into a file that is not there. */
  has(key: string): boolean {
    if (this.#places.has(key)) return true;
    if (this.#files.broken) return false;
    try {
      return findObject(this.#files, key)?.kind === "dataset";
    } catch (error) {
      if (error instanceof Hdf5Problem) return error.missing;
      throw error;
    }
  }

  /**
   * Type and shape of a dataset, without reading it.
   *
   * @throws {Error} If there is no such dataset, it lies in a file that is not there, or the file is damaged; the message names
   * the file and the key.
   */
  async header(key: string): Promise<ArrayHeader> {
    const dataset = await this.#dataset(key);
    const { type, shape, chunks, filters, unwritten } = dataset;
    const whole = [...shape, ...type.axes];
    const seekable = dataset.problem === null && shape.length > 0 && !isEntangled(dataset);
    return { dtype: type.dtype, shape: whole, storage: { chunks, filters, seekable, unwritten } };
  }

  /**
   * Reads a whole dataset.
   *
   * @param key Its path.
   * @param most Elements that are plausible; a dataset of more is refused before it is read.
   * @throws {Error} As {@link Hdf5File.header}; if its type or a filter is not read; if a file that it lies in is missing.
   * @throws {RangeError} If it has more elements.
   */
  async read(key: string, most = Infinity): Promise<NpyArray> {
    const dataset = await this.#readable(key);
    const { shape, type } = dataset;
    const whole = [...shape, ...type.axes];
    if (elementCount(whole) > most) {
      throw new RangeError(
        `Cannot read ${printable(key)} in ${this.path} as it has more elements than are plausible, ${most}: ` +
          `its shape is ${shapeText(whole)}`,
      );
    }
    const box = { from: shape.map(() => 0), count: shape };
    return await this.#explain(key, () => boxArray(dataset, readBox(this.#files, dataset, box), shape));
  }

  /** All rows in order, some MiB at a time, by whole chunks where they are not larger than that. */
  async *rows(key: string): AsyncGenerator<NpyArray> {
    const dataset = await this.#readable(key);
    const [length, ...rest] = dataset.shape;
    if (length === undefined) {
      throw new TypeError(`Cannot read rows of ${printable(key)} in ${this.path} as it has none: its shape is ()`);
    }
    for (const [from, to] of rowRanges(dataset, [0, length], isEntangled(dataset) ? MANY_BYTES : ROWS_BYTES)) {
      yield await this.#explain(key, () => boxArray(dataset, this.#rows(dataset, from, to), [to - from, ...rest]));
    }
  }

  /** Rows `from` to `to`. Of chunks of many rows, the other rows are kept for a while. */
  slab(key: string, from: number, to: number): NpyArray {
    const place = `Cannot read rows ${from} to ${to} of ${printable(key)} in ${this.path} as`;
    const dataset = this.#datasets.get(key);
    if (!dataset) throw new TypeError(`${place} its header was not read`);
    this.#requireReadable(key, dataset);
    const [length = 0, ...rest] = dataset.shape;
    if (isEntangled(dataset)) {
      const remedy = `h5repack -l CHUNK=${[1, ...rest].join("x")} IN OUT packs each row by itself`;
      throw new TypeError(`${place} many are packed together, ${shapeText(dataset.chunks ?? [])} at a time: ${remedy}`);
    }
    if (!(from >= 0 && to > from && to <= length)) throw new RangeError(`${place} it has ${length} rows`);
    return this.#named(key, () => boxArray(dataset, this.#rows(dataset, from, to), [to - from, ...rest]));
  }

  /**
   * Attributes of a dataset or a group; of the file's root for the empty name.
   *
   * @throws {Error} If there is no such object, or the file is damaged.
   */
  async attributes(key: string): Promise<Readonly<Record<string, ArrayAttribute>>> {
    return await this.#explain(key || "/", () => {
      const place = findObject(this.#files, key);
      if (place === null || place.kind === "other") throw absentDataset(this, key, place);
      return readAttributes(this.#files.session(place.file), place.path || "/");
    });
  }

  /** SHA-256 of the file, and of those that its links led to so far, one behind the other. */
  digest(): string {
    return filesDigest(this.#files.opened);
  }

  /** Closes the file. */
  close(): void {
    this.#files.close();
  }

  /** Closes the file at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  async #dataset(key: string): Promise<DatasetInfo> {
    const known = this.#datasets.get(key);
    if (known) return known;
    const dataset = await this.#explain(key, () => {
      const place = this.#places.get(key) ?? findObject(this.#files, key);
      if (place?.kind !== "dataset") throw absentDataset(this, key, place);
      return describeDataset(this.#files, place);
    });
    this.#datasets.set(key, dataset);
    return dataset;
  }

  async #readable(key: string): Promise<DatasetInfo> {
    const dataset = await this.#dataset(key);
    this.#requireReadable(key, dataset);
    return dataset;
  }

  #requireReadable(key: string, dataset: DatasetInfo): void {
    const place = `Cannot read ${printable(key)} in ${this.path} as`;
    if (dataset.problem !== null) throw new TypeError(`${place} ${dataset.problem}`);
    const shape = [...dataset.shape, ...dataset.type.axes];
    const count = elementCount(shape);
    if (dataset.type.dtype === "S" && (count > MOST_TEXTS || count * dataset.size > MOST_TEXT_BYTES)) {
      throw new RangeError(`${place} it has more text than is meant for notes: its shape is ${shapeText(shape)}`);
    }
    const bytes = this.#files.opened.reduce((sum, { size }) => sum + size, 0);
    if (count <= plausibleSize(bytes, SMALL_ELEMENTS)) return;
    throw new RangeError(
      `${place} it has more elements than ${bytes} bytes plausibly have: its shape is ${shapeText(shape)} ` +
        "(if it is meant, h5repack -f NONE IN OUT writes it unpacked)",
    );
  }

  #rows(dataset: DatasetInfo, from: number, to: number): Uint8Array | string[] {
    const { place, shape, chunks, type } = dataset;
    const rest = shape.slice(1);
    const rowBytes = bytesOfRow(dataset);
    const read = (first: number, last: number): Uint8Array | string[] =>
      readBox(this.#files, dataset, { from: shape.map((_, i) => i === 0 ? first : 0), count: [last - first, ...rest] });
    const step = chunks?.[0] ?? 1;
    if (step === 1 || type.text === "variable" || !RowCache.keeps(step * rowBytes)) return read(from, to);
    const bytes = new Uint8Array((to - from) * rowBytes);
    for (let start = from - from % step; start < to; start += step) {
      const end = Math.min(start + step, shape[0] ?? 0);
      const range = this.#cache.get(`${place.file}\n${place.path}\n${start}`, () => read(start, end) as Uint8Array);
      const [first, last] = [Math.max(start, from), Math.min(end, to)];
      bytes.set(range.subarray((first - start) * rowBytes, (last - start) * rowBytes), (first - from) * rowBytes);
    }
    return bytes;
  }

  async #explain<T>(key: string, read: () => T): Promise<T> {
    await this.#files.renew();
    return this.#named(key, read);
  }

  // What is wrong with the bytes is said by who decodes them; here it learns which file and key they come from.
  #named<T>(key: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      const place = `Cannot read ${printable(key)} in ${this.path} as`;
      if (error instanceof Hdf5Problem) throw new Error(`${place} ${error.message}`, { cause: error });
      if (!(error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError)) throw error;
      const sameKind = error.constructor as new (message: string, options: ErrorOptions) => Error;
      throw new sameKind(`${place} ${error.message}`, { cause: error });
    }
  }
}

// --- internal ---

function bytesOfRow({ shape, size }: DatasetInfo): number {
  return elementCount(shape.slice(1)) * size;
}

/** Whether one row cannot be had without unpacking more than is kept. */
function isEntangled(dataset: DatasetInfo): boolean {
  const { chunks, filters } = dataset;
  return filters.length > 0 && !RowCache.keeps((chunks?.[0] ?? 1) * bytesOfRow(dataset)) && (chunks?.[0] ?? 1) > 1;
}

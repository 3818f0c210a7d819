/**
 * A stack of images that lies in many TIFF files, one or more images in each, as detectors save them: `scan_0001.tif`,
 * `scan_0002.tif`. One file is open at a time, as a system has no thousands.
 *
 * @module
 */
import { type ArrayAttribute, type ArrayFile, type ArrayHeader, noSuchArray } from "../array_file.ts";
import { arraysDigest } from "../file_digest.ts";
import type { NpyArray, RealArray, RealData } from "../npy.ts";
import { shapeText } from "../../../config/values/printable.ts";
import { PAGES, TiffFile } from "./tiff_file.ts";

/** One array `pages` (M, H, W) of the pages of all files, in the natural order of their names: 2 before 10. */
export class ImageStack implements ArrayFile {
  readonly #paths: readonly string[];
  /** The number of the first page of each file, and of all pages. */
  readonly #starts: readonly number[];
  readonly #header: ArrayHeader;
  #open: { readonly number: number; readonly file: TiffFile } | null = null;
  /** Its one array. */
  readonly keys: readonly string[] = [PAGES];

  private constructor(paths: readonly string[], starts: readonly number[], header: ArrayHeader) {
    this.#paths = paths;
    this.#starts = starts;
    this.#header = header;
  }

  /**
   * Looks at the pages of each file.
   *
   * @param paths The files, in any order.
   * @throws {Error} As {@link TiffFile.open}; if pages of one are not as those of the others, the message names both.
   */
  static async open(paths: readonly string[]): Promise<ImageStack> {
    const sorted = paths.toSorted(new Intl.Collator("en", { numeric: true }).compare);
    const starts = [0];
    let first: ArrayHeader | null = null;
    for (const path of sorted) {
      await using file = await TiffFile.open(path);
      const header = await file.header(PAGES);
      first ??= header;
      requireAlike(header, first, [path, sorted[0] ?? ""]);
      starts.push((starts.at(-1) ?? 0) + (header.shape[0] ?? 0));
    }
    if (first === null) throw new RangeError("Cannot read a stack of images as there are no files");
    const { dtype, shape, storage } = first;
    return new ImageStack(sorted, starts, { dtype, storage, shape: [starts.at(-1) ?? 0, ...shape.slice(1)] });
  }

  /** Path of the first file. */
  get path(): string {
    return this.#paths[0] ?? "";
  }

  /** Paths of all files, in their order. */
  get paths(): readonly string[] {
    return this.#paths;
  }

  /** Whether there is an array of this name. */
  has(key: string): boolean {
    return key === PAGES;
  }

  /** Type and shape. */
  header(key: string): Promise<ArrayHeader> {
    return this.has(key) ? Promise.resolve(this.#header) : Promise.reject(noSuchArray(this, key));
  }

  /** All pages of all files. */
  async read(key: string, most = Infinity): Promise<NpyArray> {
    const { shape } = await this.header(key);
    if (shape.reduce((product, side) => product * side, 1) > most) {
      throw new RangeError(
        `Cannot read ${PAGES} in ${this.path} as it has more elements than are plausible, ${most}: its shape is ` +
          shapeText(shape),
      );
    }
    return this.slab(key, 0, shape[0] ?? 0);
  }

  /** All pages in order, a few MiB at a time. */
  async *rows(key: string): AsyncGenerator<NpyArray> {
    await this.header(key);
    for (let number = 0; number < this.#paths.length; number++) yield* this.#file(number).rows(PAGES);
  }

  /** Pages `from` to `to`, of one file or of some. */
  slab(key: string, from: number, to: number): RealArray {
    if (!this.has(key)) throw noSuchArray(this, key);
    const count = this.#starts.at(-1) ?? 0;
    if (!(from >= 0 && to > from && to <= count)) {
      throw new RangeError(`Cannot read rows ${from} to ${to} of ${PAGES} in ${this.path} as it has ${count} rows`);
    }
    const parts: RealArray[] = [];
    for (let number = this.#starts.findLastIndex((start) => start <= from), at = from; at < to; number++) {
      const [start = 0, end = 0] = this.#starts.slice(number, number + 2);
      parts.push(this.#file(number).slab(PAGES, at - start, Math.min(to, end) - start));
      at = Math.min(to, end);
    }
    return joined(parts);
  }

  /** What the first file says. */
  attributes(key: string): Promise<Readonly<Record<string, ArrayAttribute>>> {
    return Promise.resolve().then(() => this.#file(0).attributes(key));
  }

  /** SHA-256 of the digests of all files, one a line. */
  digest(): string {
    const digests = this.#paths.map((_, number) => `${this.#file(number).digest()}\n`);
    return arraysDigest([new TextEncoder().encode(digests.join(""))]);
  }

  /** Closes the file that is open. */
  close(): void {
    this.#open?.file.close();
    this.#open = null;
  }

  /** Closes the file at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  #file(number: number): TiffFile {
    if (this.#open?.number === number) return this.#open.file;
    this.close();
    const file = TiffFile.openSync(this.#paths[number] ?? "");
    this.#open = { number, file };
    return file;
  }
}

// --- internal ---

function requireAlike(header: ArrayHeader, first: ArrayHeader, [path, firstPath]: readonly [string, string]): void {
  const said = ({ dtype, shape }: ArrayHeader): string => `${shape.slice(1).join(" × ")} of type ${dtype}`;
  if (said(header) === said(first)) return;
  throw new TypeError(
    `Cannot read ${path} as an image of a stack as its pages are ${said(header)}: those of ${firstPath} are ${
      said(first)
    }; ` +
      "name only the files of one scan",
  );
}

type DataType = new (length: number) => RealData;

/** Arrays of equal type and shape but for their rows, one behind the other. */
function joined(parts: readonly RealArray[]): RealArray {
  const [first] = parts;
  if (first === undefined || parts.length === 1) {
    return first ?? { kind: "real", dtype: "u1", shape: [0], data: new Uint8Array() };
  }
  const data = new (first.data.constructor as DataType)(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return {
    ...first,
    shape: [parts.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0), ...first.shape.slice(1)],
    data,
  };
}

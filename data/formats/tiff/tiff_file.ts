/**
 * TIFF files as stacks of pages, each read when it is wanted: of detectors, of tifffile, and of ImageJ.
 *
 * @module
 */
import { type ArrayAttribute, type ArrayFile, type ArrayHeader, noSuchArray } from "../array_file.ts";
import { fileDigest } from "../file_digest.ts";
import { decodeElements, type NpyArray, type RealArray } from "../npy.ts";
import { RandomAccessFile } from "../random_access_file.ts";
import { readPage } from "./read_page.ts";
import { elementType, readFormat } from "./tiff_directory.ts";
import type { TiffFormat } from "./tiff_fields.ts";
import { type PagePlaces, pagePlaces } from "./page_places.ts";

/** The name of the only array of a TIFF file. */
export const PAGES = "pages";

/** Bytes that are read at once of all rows. */
const CHUNK_BYTES = 1 << 22;

/** An open TIFF file: one array `pages` (M, H, W), whatever M. */
export class TiffFile implements ArrayFile {
  readonly #file: RandomAccessFile;
  readonly #format: TiffFormat;
  readonly #places: PagePlaces;
  readonly #header: ArrayHeader & { readonly dtype: NonNullable<ReturnType<typeof elementType>> };
  /** Its one array. */
  readonly keys: readonly string[] = [PAGES];

  private constructor(file: RandomAccessFile) {
    this.#file = file;
    this.#format = readFormat(file);
    this.#places = pagePlaces(file, this.#format);
    const { page, count } = this.#places;
    const dtype = elementType(page);
    if (dtype === null) throw new SyntaxError("its pixels are no numbers");
    const filters = PACKINGS.get(page.compression);
    this.#header = {
      dtype,
      shape: [count, page.height, page.width],
      storage: { chunks: [1, page.height, page.width], filters: filters ? [filters] : [], seekable: true },
    };
  }

  /**
   * Opens a file and looks at each of its pages, but not at their pixels.
   *
   * @throws {Error} If it is missing, damaged, of pages that are not alike, or of pixels that are not read; the message names
   * it and the remedy.
   */
  static async open(path: string): Promise<TiffFile> {
    return TiffFile.#of(await RandomAccessFile.open(path));
  }

  /** As {@link TiffFile.open}, for who cannot wait. */
  static openSync(path: string): TiffFile {
    return TiffFile.#of(RandomAccessFile.openSync(path));
  }

  static #of(file: RandomAccessFile): TiffFile {
    try {
      return new TiffFile(file);
    } catch (error) {
      file.close();
      throw explained(file.path, error);
    }
  }

  /** Path as it was given. */
  get path(): string {
    return this.#file.path;
  }

  /** Whether there is an array of this name. */
  has(key: string): boolean {
    return key === PAGES;
  }

  /** Type and shape. */
  header(key: string): Promise<ArrayHeader> {
    if (!this.has(key)) return Promise.reject(noSuchArray(this, key));
    return Promise.resolve(this.#header);
  }

  /** All pages. */
  async read(key: string, most = Infinity): Promise<NpyArray> {
    const { shape: [count = 0, height = 0, width = 0] } = await this.header(key);
    if (count * height * width > most) {
      throw new RangeError(
        `Cannot read ${PAGES} in ${this.path} as it has more elements than are plausible, ${most}: its shape is ` +
          `(${count}, ${height}, ${width})`,
      );
    }
    return this.#pages(0, count);
  }

  /** All pages in order, a few MiB at a time. */
  async *rows(key: string): AsyncGenerator<NpyArray> {
    const { shape: [count = 0, height = 1, width = 1] } = await this.header(key);
    const step = Math.max(1, Math.floor(CHUNK_BYTES / (height * width * this.#places.page.bits / 8)));
    for (let from = 0; from < count; from += step) yield this.#pages(from, Math.min(count, from + step));
  }

  /** Pages `from` to `to`. */
  slab(key: string, from: number, to: number): RealArray {
    if (!this.has(key)) throw noSuchArray(this, key);
    if (!(from >= 0 && to > from && to <= this.#places.count)) {
      throw new RangeError(
        `Cannot read rows ${from} to ${to} of ${PAGES} in ${this.path} as it has ${this.#places.count} rows`,
      );
    }
    return this.#pages(from, to);
  }

  /** What the program that wrote the file says of it, as `description`. */
  attributes(key: string): Promise<Readonly<Record<string, ArrayAttribute>>> {
    if (key !== "" && !this.has(key)) return Promise.reject(noSuchArray(this, key));
    const { description } = this.#places;
    const attributes: Readonly<Record<string, ArrayAttribute>> = description === "" ? {} : { description };
    return Promise.resolve(attributes);
  }

  /** SHA-256 of the file: `sha256:` and 64 hexadecimal digits. */
  digest(): string {
    return fileDigest(this.#file);
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }

  /** Closes the file at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  #pages(from: number, to: number): RealArray {
    const { dtype, shape: [, height = 0, width = 0] } = this.#header;
    const itemSize = Number(dtype.slice(1));
    const pageBytes = height * width * itemSize;
    const bytes = new Uint8Array((to - from) * pageBytes);
    for (let number = from; number < to; number++) {
      try {
        bytes.set(
          readPage(this.#file, this.#places.pageAt(number), this.#format.littleEndian),
          (number - from) * pageBytes,
        );
      } catch (error) {
        throw explained(`page ${number} of ${this.path}`, error);
      }
    }
    const header = {
      dtype,
      itemSize,
      bigEndian: !this.#format.littleEndian,
      fortranOrder: false,
      shape: [],
      headerBytes: 0,
    };
    try {
      const pages = decodeElements(header, bytes, [to - from, height, width]);
      if (pages.kind === "real") return pages;
    } catch (error) {
      // Of 64-bit integers.
      if (error instanceof RangeError) {
        throw new RangeError(`Cannot read ${this.path} as ${error.message}`, { cause: error });
      }
      throw error;
    }
    throw new TypeError(`Cannot read ${this.path} as its pixels are no numbers`);
  }
}

// --- internal ---

/** Names of packings, by TIFF's numbers. */
const PACKINGS: ReadonlyMap<number, string> = new Map([
  [5, "lzw"],
  [8, "deflate"],
  [32946, "deflate"],
  [32773, "packbits"],
]);

/** Errors that are the end of a sentence, named. */
function explained(place: string, error: unknown): unknown {
  if (error instanceof SyntaxError) {
    return new SyntaxError(`Cannot read ${place} as ${error.message}`, { cause: error });
  }
  return error;
}

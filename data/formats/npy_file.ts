/**
 * NPY files: one array without a name, which gets that of its file, as files of several arrays have it.
 *
 * @module
 */
import { type ArrayAttribute, type ArrayFile, type ArrayHeader, noSuchArray } from "./array_file.ts";
import { fileDigest } from "./file_digest.ts";
import type { NpyArray } from "./npy.ts";
import { elementCount, type NpyHeader } from "./npy_header.ts";
import { type NpyBytes, NpyStream } from "./npy_stream.ts";
import { RandomAccessFile } from "./random_access_file.ts";

/** An open NPY file. Its one key is the name of the file without folder and ending: `xcoords` of `run7/xcoords.npy`. */
export class NpyFile implements ArrayFile, Disposable {
  readonly #file: RandomAccessFile;
  readonly #array: NpyStream;
  /** The name of its array. */
  readonly keys: readonly [string];

  private constructor(file: RandomAccessFile, array: NpyStream) {
    this.#file = file;
    this.#array = array;
    this.keys = [/([^/\\]+?)(?:\.npy)?$/i.exec(file.path)?.[1] ?? file.path];
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws {Error} If it is missing, no NPY file, truncated, of Python objects or of a type that is not read; the message
   * names it.
   */
  static async open(path: string): Promise<NpyFile> {
    const file = await RandomAccessFile.open(path);
    try {
      return new NpyFile(file, await NpyStream.open(bytesOf(file)));
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Path as it was given. */
  get path(): string {
    return this.#file.path;
  }

  /** Whether there is an array of this name. */
  has(key: string): boolean {
    return this.keys.includes(key);
  }

  /** Type and shape. */
  header(key: string): Promise<NpyHeader & ArrayHeader> {
    return Promise.resolve().then(() => this.#of(key).header);
  }

  /** The whole array, as {@link ArrayFile.read}. */
  async read(key: string, most = Infinity): Promise<NpyArray> {
    return await this.#of(key).read(most);
  }

  /** All rows in order, a few MiB at a time; of Fortran order, 128 MiB. */
  async *rows(key: string): AsyncGenerator<NpyArray> {
    yield* this.#of(key).rows();
  }

  /** Rows `from` to `to`, where the array is of row-major order. */
  slab(key: string, from: number, to: number): NpyArray {
    return this.#of(key).slab(from, to);
  }

  /** None: NPY files have no attributes. */
  attributes(): Promise<Readonly<Record<string, ArrayAttribute>>> {
    return Promise.resolve({});
  }

  /** SHA-256 of the file: `sha256:` and 64 hexadecimal digits. */
  digest(): string {
    return fileDigest(this.#file);
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }

  /** Closes the file at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Closes the file at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  #of(key: string): NpyStream {
    if (!this.has(key)) throw noSuchArray(this, key);
    return this.#array;
  }
}

// --- internal ---

const CHUNK_BYTES = 1 << 20;

function bytesOf(file: RandomAccessFile): NpyBytes {
  return {
    name: file.path,
    size: file.size,
    filters: [],
    remedy: "save it with numpy.save(file, numpy.ascontiguousarray(…))",
    chunks: () => chunksOf(file),
    readRange: (offset, into) => Promise.resolve(file.readAt(offset, into)),
    readAt: (offset, into) => file.readAt(offset, into),
    checkHeader: (header) => checkFileSize(header, file.size),
    checkDamage: () => Promise.resolve(),
  };
}

async function* chunksOf(file: RandomAccessFile): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < file.size; done += CHUNK_BYTES) {
    const chunk = new Uint8Array(Math.min(CHUNK_BYTES, file.size - done));
    file.readAt(done, chunk);
    yield await Promise.resolve(chunk);
  }
}

function checkFileSize({ dtype, shape, headerBytes, itemSize }: NpyHeader, size: number): void {
  if (dtype === "O") {
    throw new TypeError(
      "it is a pickle of Python objects, which is a program and is never run: where you trust it, load it in Python " +
        "and save numbers, numpy.save(file, array.astype(float))",
    );
  }
  const wanted = headerBytes + elementCount(shape) * itemSize;
  if (size < wanted) {
    throw new SyntaxError(`it is truncated: its header says ${wanted} bytes, it has ${size}; copy the file again`);
  }
  if (size > wanted) {
    throw new SyntaxError(
      `something follows its array: its header says ${wanted} bytes, it has ${size}; save one array a file, or several ` +
        "with numpy.savez",
    );
  }
}

/**
 * Reading an NPY array from wherever its bytes lie, a member of an archive or a file of its own: whole, some rows, or all
 * rows in order.
 *
 * @module
 */
import type { ArrayHeader } from "./array_file.ts";
import { FortranScatter } from "./fortran_order.ts";
import { decodeElements, type NpyArray, type RealArray, type RealData } from "./npy.ts";
import { elementCount, NPY_PREFIX_BYTES, type NpyHeader, npyHeaderBytes, parseNpyHeader } from "./npy_header.ts";
import { shapeText } from "../../config/values/printable.ts";

/** The bytes of an NPY array, header included. */
export interface NpyBytes {
  /** As messages name it, such as `diffraction in scan.npz`. */
  readonly name: string;
  /** How many there are. */
  readonly size: number;
  /** What packs them, in the order of packing; nothing where they can be read at any offset. */
  readonly filters: readonly string[];
  /** How to save the array so that some of its rows can be read, for messages. */
  readonly remedy: string;
  /** All of them in order, each chunk a buffer of its own; checked at the end against what there is to check with. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Fills `into` with those that begin at `offset`. */
  readRange(offset: number, into: Uint8Array): Promise<void>;
  /** The same without waiting; only where nothing packs them. */
  readAt(offset: number, into: Uint8Array): void;
  /**
   * Holds the header of the array against what else is known of its size.
   *
   * @throws {SyntaxError | RangeError} If they do not agree; the message is the end of a sentence.
   */
  checkHeader(header: NpyHeader): void;
  /** Called before a header or elements are called wrong: throws where the bytes are known to be damaged. */
  checkDamage(): Promise<void>;
}

const CHUNK_BYTES = 1 << 22;
/** Bytes of rows of Fortran order that are put together at once. */
const REORDERED_BYTES = 1 << 27;

/** Makes the elements of an array of real numbers. */
type RealDataType = new (length: number) => RealData;

/** An NPY array whose header has been read. */
export class NpyStream {
  readonly #bytes: NpyBytes;
  /** What its header says, and how it lies in the file. */
  readonly header: NpyHeader & ArrayHeader;

  private constructor(bytes: NpyBytes, header: NpyHeader) {
    this.#bytes = bytes;
    this.header = { ...header, storage: storageOf(header, bytes) };
  }

  /**
   * Reads the header.
   *
   * @throws {Error} If it is damaged, of a type that is not supported, or does not fit the bytes; the message names them.
   */
  static async open(bytes: NpyBytes): Promise<NpyStream> {
    return await explain(bytes, async () => {
      const prefix = await first(bytes, NPY_PREFIX_BYTES);
      const header = parseNpyHeader(await first(bytes, npyHeaderBytes(prefix)));
      bytes.checkHeader(header);
      return new NpyStream(bytes, header);
    });
  }

  /**
   * The whole array.
   *
   * @param most Elements that are plausible; an array of more is refused before it is read.
   * @throws {RangeError} If it has more elements.
   * @throws {Error} If its bytes are damaged or cannot be decoded.
   */
  async read(most = Infinity): Promise<NpyArray> {
    const { header } = this;
    const { name, size } = this.#bytes;
    // Each element of a pickle takes at least one byte.
    const count = header.dtype === "O" ? size - header.headerBytes : elementCount(header.shape);
    if (count > most) {
      throw new RangeError(
        `Cannot read ${name} as it has more elements than are plausible, ${most}: ` +
          `its shape is ${shapeText(header.shape)}`,
      );
    }
    const elements = new Uint8Array(size - header.headerBytes);
    let done = -header.headerBytes;
    for await (const chunk of this.#bytes.chunks()) {
      elements.set(done < 0 ? chunk.subarray(-done) : chunk, Math.max(0, done));
      done += chunk.length;
    }
    return this.#decode(header, elements, header.shape);
  }

  /**
   * All rows in order, a few MiB at a time, checked at the end: the whole array never needs to be in memory. Of Fortran
   * order, in which the first row is complete only at the end of the file, more rows come at a time, and the file is read
   * once for each 128 MiB.
   *
   * @throws {TypeError} If it has no rows.
   */
  async *rows(): AsyncGenerator<NpyArray> {
    const { header } = this;
    if (header.shape.length === 0 || header.dtype === "O") {
      throw new TypeError(
        `Cannot read rows of ${this.#bytes.name} as it has none: its shape is ${shapeText(header.shape)}`,
      );
    }
    if (header.fortranOrder) yield* this.#reordered();
    else yield* this.#slices(header);
  }

  /**
   * Rows `from` to `to`, unchecked: of bytes that are not packed, in row-major order.
   *
   * @throws {TypeError} If they cannot be read alone; the message says what would do.
   * @throws {RangeError} If there are no such rows.
   */
  slab(from: number, to: number): NpyArray {
    const { header } = this;
    const [length = 0, ...rest] = header.shape;
    const place = `Cannot read rows ${from} to ${to} of ${this.#bytes.name} as`;
    if (!header.storage.seekable) {
      const why = header.fortranOrder ? "they are spread over the file" : "all before must be unpacked";
      throw new TypeError(`${place} ${why}: ${this.#bytes.remedy}`);
    }
    if (!(from >= 0 && to > from && to <= length)) throw new RangeError(`${place} it has ${length} rows`);
    const rowBytes = elementCount(rest) * header.itemSize;
    const bytes = new Uint8Array((to - from) * rowBytes);
    this.#bytes.readAt(header.headerBytes + from * rowBytes, bytes);
    try {
      return decodeElements(header, bytes, [to - from, ...rest]);
    } catch (error) {
      throw named(this.#bytes, error);
    }
  }

  /** Slices along the first axis of a header in row-major order, a few MiB at a time. */
  async *#slices(header: NpyHeader): AsyncGenerator<NpyArray> {
    const [length = 0, ...rest] = header.shape;
    const sliceBytes = elementCount(rest) * header.itemSize;
    const step = Math.max(1, Math.floor(CHUNK_BYTES / Math.max(1, sliceBytes)));
    let filling = new Uint8Array(Math.min(step, length) * sliceBytes);
    let filled = -header.headerBytes;
    let done = 0;
    for await (const chunk of this.#bytes.chunks()) {
      for (let at = 0; at < chunk.length;) {
        const take = Math.min(chunk.length - at, filled < 0 ? -filled : filling.length - filled);
        if (filled >= 0) filling.set(chunk.subarray(at, at + take), filled);
        filled += take;
        at += take;
        if (filled < filling.length || filled === 0) continue;
        const [bytes, count] = [filling, filling.length / sliceBytes];
        yield await this.#decode(header, bytes, [count, ...rest]);
        done += count;
        filling = new Uint8Array(Math.min(step, length - done) * sliceBytes);
        filled = 0;
      }
    }
  }

  /** Rows of Fortran order, as many at a time as may be held; for each such block all bytes are read once. */
  async *#reordered(): AsyncGenerator<NpyArray> {
    const { shape: [length = 0, ...rest], itemSize } = this.header;
    const step = Math.max(1, Math.floor(REORDERED_BYTES / (elementCount(rest) * Math.max(4, itemSize))));
    let from = 0;
    do {
      const block = await this.#block(from, Math.min(length, from + step));
      yield block;
      // What is not of real numbers is small, and comes whole.
      from += block.shape[0] ?? length;
    } while (from < length);
  }

  /** Rows `from` to `to` of Fortran order: its axes reversed, the array is one in row-major order. */
  async #block(from: number, to: number): Promise<NpyArray> {
    const { shape: [length = 0, ...rest] } = this.header;
    const shape = [to - from, ...rest];
    const scatter = new FortranScatter(shape);
    let block: RealArray | null = null;
    const runs = { ...this.header, fortranOrder: false, shape: [elementCount(rest), length] };
    for await (const slices of this.#slices(runs)) {
      if (slices.kind !== "real") return await this.read();
      block ??= { ...slices, shape, data: new (slices.data.constructor as RealDataType)(elementCount(shape)) };
      if (to - from === length) scatter.place(slices.data, block.data);
      else {
        for (let at = 0; at < slices.data.length; at += length) {
          scatter.place(slices.data.subarray(at + from, at + to), block.data);
        }
      }
    }
    return block ?? await this.read();
  }

  #decode(header: NpyHeader, elements: Uint8Array, shape: readonly number[]): Promise<NpyArray> {
    return explain(this.#bytes, () => decodeElements(header, elements, shape));
  }
}

// --- internal ---

async function first(bytes: NpyBytes, count: number): Promise<Uint8Array> {
  const beginning = new Uint8Array(Math.min(count, bytes.size));
  await bytes.readRange(0, beginning);
  return beginning;
}

// Errors of decoding say what is wrong with the bytes; here they learn which those are. What fails its checksum is damage,
// whatever else is wrong with it.
async function explain<T>(bytes: NpyBytes, decode: () => T | Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (error) {
    if (isOfDecoding(error)) await bytes.checkDamage();
    throw named(bytes, error);
  }
}

function named({ name }: NpyBytes, error: unknown): unknown {
  if (!isOfDecoding(error)) return error;
  const sameKind = error.constructor as new (message: string, options: ErrorOptions) => Error;
  return new sameKind(`Cannot read ${name} as ${error.message}`, { cause: error });
}

function isOfDecoding(error: unknown): error is Error {
  return error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError;
}

function storageOf({ dtype, fortranOrder, shape }: NpyHeader, { filters }: NpyBytes): ArrayHeader["storage"] {
  const inOrder = !fortranOrder || shape.length === 1;
  return { chunks: null, filters, seekable: filters.length === 0 && dtype !== "O" && shape.length > 0 && inOrder };
}

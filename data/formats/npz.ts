/**
 * NPZ files: a ZIP archive of NPY arrays, one for each key. Opening reads the directory and the headers; arrays are read
 * whole, or as a stream of rows (the first axis).
 *
 * @module
 */
import { nearestName } from "../../config/values/nearest_name.ts";
import type { ArrayAttribute, ArrayFile, ArrayHeader } from "./array_file.ts";
import { FortranScatter } from "./fortran_order.ts";
import { decodeElements, type NpyArray, type RealArray, type RealData } from "./npy.ts";
import { elementCount, NPY_PREFIX_BYTES, type NpyHeader, npyHeaderBytes, parseNpyHeader } from "./npy_header.ts";
import { arrayMembers, checkSize } from "./npz_members.ts";
import { nameList, printable, shapeText } from "../../config/values/printable.ts";
import { ZipReader } from "./zip.ts";
import { STORED, type ZipMember } from "./zip_directory.ts";

const CHUNK_BYTES = 1 << 22;
/** Larger members are not read to their end only to say why their header is wrong. */
const MOST_CHECKED_BYTES = 1 << 26;

/** Makes the elements of an array of real numbers. */
type RealDataType = new (length: number) => RealData;

/** An open NPZ file. Close it, or declare it with `using`. */
export class NpzFile implements ArrayFile, Disposable {
  readonly #zip: ZipReader;
  readonly #members: ReadonlyMap<string, ZipMember>;
  readonly #headers = new Map<string, NpyHeader & ArrayHeader>();
  /** Path as it was given. */
  readonly path: string;
  /** Names of the arrays, in the order of the file. */
  readonly keys: readonly string[];

  /** Use {@link openNpz}. */
  constructor(path: string, zip: ZipReader, members: ReadonlyMap<string, ZipMember>) {
    this.path = path;
    this.#zip = zip;
    this.#members = members;
    this.keys = [...members.keys()];
  }

  /** Whether there is an array of this name. */
  has(key: string): boolean {
    return this.#members.has(key);
  }

  /**
   * Type and shape of an array, without reading it.
   *
   * @throws {Error} If there is no such array, or it is damaged; the message names the file and the key.
   */
  async header(key: string): Promise<NpyHeader & ArrayHeader> {
    const known = this.#headers.get(key);
    if (known) return known;
    const member = this.#member(key);
    const parsed = await this.#explain(key, async () => {
      const prefix = await this.#zip.read(member, NPY_PREFIX_BYTES);
      const parsed = parseNpyHeader(await this.#zip.read(member, npyHeaderBytes(prefix)));
      checkSize(parsed, member);
      return parsed;
    });
    const header = { ...parsed, storage: storageOf(parsed, member) };
    this.#headers.set(key, header);
    return header;
  }

  /**
   * Reads a whole array and checks its CRC.
   *
   * @param key Name of the array.
   * @param most Elements that are plausible; an array of more is refused before it is read.
   * @throws {Error} As {@link NpzFile.header}, and for what cannot be decoded.
   * @throws {RangeError} If it has more elements.
   */
  async read(key: string, most = Infinity): Promise<NpyArray> {
    const header = await this.header(key);
    const member = this.#member(key);
    // Each element of a pickle takes at least one byte.
    const count = header.dtype === "O" ? member.size - header.headerBytes : elementCount(header.shape);
    if (count > most) {
      throw new RangeError(
        `Cannot read ${printable(key)} in ${this.path} as it has more elements than are plausible, ${most}: ` +
          `its shape is ${shapeText(header.shape)}`,
      );
    }
    const bytes = await this.#zip.read(member);
    return this.#explain(key, () => decodeElements(header, bytes.subarray(header.headerBytes), header.shape));
  }

  /**
   * All rows in order, a few MiB at a time, checked against the CRC at the end: the whole array never needs to be in
   * memory, unless it is of Fortran order, in which the last row is complete only at the end of the file.
   */
  async *rows(key: string): AsyncGenerator<NpyArray> {
    const header = await this.header(key);
    if (header.shape.length === 0 || header.dtype === "O") {
      throw new TypeError(
        `Cannot read rows of ${printable(key)} in ${this.path} as it has none: its shape is ${shapeText(header.shape)}`,
      );
    }
    if (header.fortranOrder) yield await this.#reordered(key, header);
    else yield* this.#slices(key, header);
  }

  /** Rows `from` to `to`, unchecked: of stored members of row-major order. */
  async slab(key: string, from: number, to: number): Promise<NpyArray> {
    const header = await this.header(key);
    const [length = 0, ...rest] = header.shape;
    const place = `Cannot read rows ${from} to ${to} of ${printable(key)} in ${this.path} as`;
    if (!header.storage.seekable) {
      const why = header.fortranOrder ? "they are spread over the file" : "all before must be unpacked";
      throw new TypeError(`${place} ${why}: save it with numpy.savez(file, ${key}=numpy.ascontiguousarray(…))`);
    }
    if (!(from >= 0 && to > from && to <= length)) throw new RangeError(`${place} it has ${length} rows`);
    const rowBytes = elementCount(rest) * header.itemSize;
    const bytes = new Uint8Array((to - from) * rowBytes);
    await this.#zip.readRange(this.#member(key), header.headerBytes + from * rowBytes, bytes);
    return this.#explain(key, () => decodeElements(header, bytes, [to - from, ...rest]));
  }

  /** None: NPZ files have no attributes. */
  attributes(): Promise<Readonly<Record<string, ArrayAttribute>>> {
    return Promise.resolve({});
  }

  /** Slices along the first axis of a header in row-major order, a few MiB at a time. */
  async *#slices(key: string, header: NpyHeader): AsyncGenerator<NpyArray> {
    const [length = 0, ...rest] = header.shape;
    const sliceBytes = elementCount(rest) * header.itemSize;
    const step = Math.max(1, Math.floor(CHUNK_BYTES / Math.max(1, sliceBytes)));
    let filling = new Uint8Array(Math.min(step, length) * sliceBytes);
    let filled = -header.headerBytes;
    let done = 0;
    for await (const chunk of this.#zip.chunks(this.#member(key))) {
      for (let at = 0; at < chunk.length;) {
        const take = Math.min(chunk.length - at, filled < 0 ? -filled : filling.length - filled);
        if (filled >= 0) filling.set(chunk.subarray(at, at + take), filled);
        filled += take;
        at += take;
        if (filled < filling.length || filled === 0) continue;
        const [bytes, count] = [filling, filling.length / sliceBytes];
        yield await this.#explain(key, () => decodeElements(header, bytes, [count, ...rest]));
        done += count;
        filling = new Uint8Array(Math.min(step, length - done) * sliceBytes);
        filled = 0;
      }
    }
  }

  /** An array of Fortran order, held once: its axes reversed, it is one in row-major order. */
  async #reordered(key: string, header: NpyHeader): Promise<NpyArray> {
    const { shape } = header;
    const scatter = new FortranScatter(shape);
    let whole: RealArray | null = null;
    for await (const slices of this.#slices(key, { ...header, fortranOrder: false, shape: shape.toReversed() })) {
      if (slices.kind !== "real") return await this.read(key);
      whole ??= { ...slices, shape, data: new (slices.data.constructor as RealDataType)(elementCount(shape)) };
      scatter.place(slices.data, whole.data);
    }
    return whole ?? await this.read(key);
  }

  /** SHA-256 of the file: `sha256:` and 64 hexadecimal digits. */
  digest(): string {
    return this.#zip.digest();
  }

  /** Closes the file. */
  close(): void {
    this.#zip.close();
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

  #member(key: string): ZipMember {
    const member = this.#members.get(key);
    if (member) return member;
    const near = nearestName(key, this.keys);
    const found = this.keys.length ? `found ${nameList(this.keys)}` : "it has no arrays";
    throw new Error(
      `Cannot read ${this.path} as it has no array ${printable(key)}: ${found}` +
        `${near ? `; did you mean ${printable(near)}?` : ""}`,
    );
  }

  // Errors of decoding say what is wrong with the bytes; here they learn which file and key they come from. What fails its
  // CRC is damage, whatever else is wrong with it.
  async #explain<T>(key: string, decode: () => T | Promise<T>): Promise<T> {
    try {
      return await decode();
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError)) throw error;
      const member = this.#member(key);
      if (member.size <= MOST_CHECKED_BYTES) await this.#zip.check(member);
      const sameKind = error.constructor as new (message: string, options: ErrorOptions) => Error;
      throw new sameKind(`Cannot read ${printable(key)} in ${this.path} as ${error.message}`, { cause: error });
    }
  }
}

/**
 * Opens an NPZ file.
 *
 * @param path The file.
 * @returns The open file; declare it with `using`, or close it.
 * @throws {Error} If it is missing, a directory, truncated, or no ZIP archive; the message names it.
 * @example
 * ```ts
 * import { openNpz, realArray, writeNpz } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile({ suffix: ".npz" });
 * await writeNpz(path, { counts: realArray(new Float32Array(12), [3, 4]) });
 * using file = await openNpz(path);
 * assertEquals(file.keys, ["counts"]);
 * assertEquals((await file.header("counts")).shape, [3, 4]);
 * assertEquals((await file.read("counts")).kind, "real");
 * ```
 */
export async function openNpz(path: string): Promise<NpzFile> {
  const zip = await ZipReader.open(path);
  try {
    return new NpzFile(path, zip, await arrayMembers(zip, path));
  } catch (error) {
    zip.close();
    throw error;
  }
}

// --- internal ---

function storageOf({ dtype, fortranOrder, shape }: NpyHeader, { method }: ZipMember): ArrayHeader["storage"] {
  const seekable = method === STORED && dtype !== "O" && shape.length > 0 && (!fortranOrder || shape.length === 1);
  return { chunks: null, filters: method === STORED ? [] : ["deflate"], seekable };
}

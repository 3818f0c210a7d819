/**
 * Texts of an HDF5 file: they lie in a heap, and elements say where (HDF5 file format specification 3.0, III.E).
 *
 * @module
 */
import { joinedBytes } from "../../arrays/joined_bytes.ts";
import { integer, padded } from "./little_endian.ts";

/** Texts that lie in one heap. */
export class TextHeap {
  readonly #texts: Uint8Array[] = [];
  /** Where the heap will be. */
  readonly #address: number;
  #size = HEADER_BYTES;

  /** @param address Where in the file the heap will be. */
  constructor(address: number) {
    this.#address = address;
  }

  /** Bytes of the heap; none without texts. */
  get size(): number {
    return this.#texts.length === 0 ? 0 : Math.max(LEAST_BYTES, this.#size + HEADER_BYTES);
  }

  /**
   * Adds a text.
   *
   * @returns The element that says where it is.
   * @throws {RangeError} If there are more than can be told apart.
   */
  add(text: string): Uint8Array {
    const bytes = new TextEncoder().encode(text);
    if (bytes.length === 0) return new Uint8Array(16);
    if (this.#texts.length === MOST_TEXTS) {
      throw new RangeError(`Cannot write HDF5 as there must be at most ${MOST_TEXTS} texts in a file`);
    }
    this.#texts.push(bytes);
    this.#size += HEADER_BYTES + padded(bytes.length);
    return joinedBytes(integer(bytes.length, 4), integer(this.#address, 8), integer(this.#texts.length, 4));
  }

  /** The heap's bytes. */
  bytes(): Uint8Array {
    const all = new Uint8Array(this.size);
    if (all.length === 0) return all;
    all.set(joinedBytes(new TextEncoder().encode("GCOL"), Uint8Array.of(1, 0, 0, 0), integer(all.length, 8)));
    let at = HEADER_BYTES;
    const put = (index: number, count: number, bytes: Uint8Array): void => {
      all.set(
        joinedBytes(integer(index, 2), integer(index === 0 ? 0 : 1, 2), integer(0, 4), integer(count, 8), bytes),
        at,
      );
      at += HEADER_BYTES + padded(bytes.length);
    };
    this.#texts.forEach((text, i) => put(i + 1, text.length, text));
    // What is left over is an object of its own, its header included.
    put(0, all.length - at, new Uint8Array());
    return all;
  }
}

// --- internal ---

/** Of the heap, and of each object in it. */
const HEADER_BYTES = 16;
const LEAST_BYTES = 4096;
const MOST_TEXTS = 0xffff;

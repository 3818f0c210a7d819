/**
 * Rows of chunked datasets that were unpacked: a chunk holds many rows, and who wants one often wants the next.
 *
 * @module
 */

/** Bytes that are kept. */
const MOST_BYTES = 1 << 26;

/** The last ranges of rows that were read, oldest first. */
export class RowCache {
  readonly #ranges = new Map<string, Uint8Array>();
  #bytes = 0;

  /**
   * A range of rows, read if it is not kept.
   *
   * @param name What is unique about it.
   * @param read Reads it.
   */
  get(name: string, read: () => Uint8Array): Uint8Array {
    const known = this.#ranges.get(name);
    const bytes = known ?? read();
    if (known) this.#ranges.delete(name);
    else this.#bytes += bytes.length;
    this.#ranges.set(name, bytes);
    for (const [oldest, { length }] of this.#ranges) {
      if (this.#bytes <= MOST_BYTES || oldest === name) break;
      this.#ranges.delete(oldest);
      this.#bytes -= length;
    }
    return bytes;
  }

  /** Whether ranges of so many bytes are kept. */
  static keeps(bytes: number): boolean {
    return bytes <= MOST_BYTES;
  }
}

/**
 * The fields of a TIFF directory: a tag, a type, and values that lie in the field or elsewhere in the file.
 *
 * @module
 */
import type { RandomAccessFile } from "../random_access_file.ts";

/** How numbers lie in a file. */
export interface TiffFormat {
  readonly littleEndian: boolean;
  /** Offsets of 64 bits. */
  readonly big: boolean;
  /** Where the first directory is. */
  readonly first: number;
}

/** What is wrong where nothing better can be said. */
export const DAMAGED = "it is damaged: copy the file again";

/**
 * Bytes of a file.
 *
 * @throws {SyntaxError} If it has none there; the message is the end of a sentence.
 */
export function readBytes(file: RandomAccessFile, offset: number, length: number): DataView {
  if (!(offset + length <= file.size)) {
    throw new SyntaxError(`it is truncated: ${offset + length} bytes wanted, it has ${file.size}; copy the file again`);
  }
  const bytes = new Uint8Array(length);
  file.readAt(offset, bytes);
  return new DataView(bytes.buffer);
}

/** The fields of a directory by their tags. */
export class TiffFields {
  readonly #file: RandomAccessFile;
  readonly #format: TiffFormat;
  readonly #view: DataView;
  readonly #places = new Map<number, number>();

  /**
   * @param file The file.
   * @param format How its numbers lie.
   * @param view The entries of the directory.
   */
  constructor(file: RandomAccessFile, format: TiffFormat, view: DataView) {
    this.#file = file;
    this.#format = format;
    this.#view = view;
    const entryBytes = format.big ? 20 : 12;
    for (let at = 0; at + entryBytes <= view.byteLength; at += entryBytes) {
      this.#places.set(view.getUint16(at, format.littleEndian), at);
    }
  }

  /** Whether there is a field. */
  has(tag: number): boolean {
    return this.#places.has(tag);
  }

  /** The first number of a field. */
  number(tag: number, absent: number): number {
    return this.numbers(tag)[0] ?? absent;
  }

  /**
   * All numbers of a field; none where there is no such field, or it has no whole numbers.
   *
   * @throws {SyntaxError} If it is damaged.
   */
  numbers(tag: number): readonly number[] {
    const { values, type, count } = this.#values(tag, MOST_VALUES);
    const { littleEndian } = this.#format;
    return Array.from({ length: count }, (_, i) => {
      if (type === 1) return values.getUint8(i);
      if (type === 3) return values.getUint16(2 * i, littleEndian);
      if (type === 4 || type === 13) return values.getUint32(4 * i, littleEndian);
      return Number(values.getBigUint64(8 * i, littleEndian));
    });
  }

  /** The text of a field; empty where there is none. */
  text(tag: number): string {
    const { values, type } = this.#values(tag, Infinity);
    return type === 2 ? new TextDecoder().decode(values).replace(/\0+$/, "") : "";
  }

  #values(tag: number, most: number): { readonly values: DataView; readonly type: number; readonly count: number } {
    const at = this.#places.get(tag);
    const nothing = { values: new DataView(new ArrayBuffer(0)), type: 0, count: 0 };
    if (at === undefined) return nothing;
    const { littleEndian, big } = this.#format;
    const view = this.#view;
    const type = view.getUint16(at + 2, littleEndian);
    const size = VALUE_BYTES.get(type);
    if (size === undefined) return nothing;
    const count = big ? Number(view.getBigUint64(at + 4, littleEndian)) : view.getUint32(at + 4, littleEndian);
    const [place, room] = big ? [at + 12, 8] : [at + 8, 4];
    if (count > most) throw new SyntaxError(DAMAGED);
    const length = type === 2 ? Math.min(count, MOST_TEXT_BYTES) : count * size;
    if (count * size <= room) return { values: new DataView(view.buffer, place, length), type, count };
    const offset = big ? Number(view.getBigUint64(place, littleEndian)) : view.getUint32(place, littleEndian);
    return { values: readBytes(this.#file, offset, length), type, count };
  }
}

// --- internal ---

/** A list of more is none of strips. */
const MOST_VALUES = 1 << 22;
const MOST_TEXT_BYTES = 1 << 16;
/** Bytes of a value, by its type: of whole numbers without a sign, and of text. */
const VALUE_BYTES: ReadonlyMap<number, number> = new Map([[1, 1], [2, 1], [3, 2], [4, 4], [13, 4], [16, 8], [18, 8]]);

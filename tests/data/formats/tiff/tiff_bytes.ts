/**
 * TIFF files of every kind that is read, made by the definition (TIFF 6.0, BigTIFF).
 *
 * @module
 */
import type { RealArray } from "../../../../data/formats/npy.ts";
import { npyElements } from "./elements.ts";
import { pack, predict } from "./pack.ts";

/** A value of a field: whole numbers of 32 bits, or a text. */
export type FieldValue = number | string | readonly number[];

/** How to write pages. */
export interface TiffOptions {
  readonly littleEndian: boolean;
  readonly big: boolean;
  /** TIFF's number: 1, 5, 8, or 32773. */
  readonly compression: number;
  readonly predictor: number;
  /** Rows and columns of a block; columns null for strips. */
  readonly block: readonly [rows: number, columns: number | null];
  /** More fields of the first page, or other values of them, by tag. */
  readonly fields?: ReadonlyMap<number, FieldValue>;
  /** Pages that get a directory; all by default. */
  readonly directories?: number;
}

/** Strips of all rows, not packed. */
export const PLAIN: TiffOptions = {
  littleEndian: true,
  big: false,
  compression: 1,
  predictor: 1,
  block: [1 << 16, null],
};

const FORMATS: Readonly<Record<string, number>> = { u: 1, i: 2, f: 3 };

/** A stack of pages (M, H, W) as a file. */
export function tiffBytes(pages: RealArray, options: TiffOptions): Uint8Array<ArrayBuffer> {
  const [count = 0, height = 0, width = 0] = pages.shape;
  const size = Number(pages.dtype.slice(1));
  const { littleEndian, predictor, compression, block: [rows, columns] } = options;
  const out = new Output(options);
  let link = out.header();
  const bytes = npyElements(pages, littleEndian);
  const pageBytes = height * width * size;
  // Pixels first, so that those of all pages lie one behind the other.
  const places = Array.from({ length: count }, (_, number) => {
    const page = bytes.subarray(number * pageBytes, (number + 1) * pageBytes);
    return blocksOf(page, [height, width, size], options).map((block) => {
      const packed = pack(predict(block, predictor, { columns: columns ?? width, size, littleEndian }), compression);
      return [out.put(packed), packed.length] as const;
    });
  });
  places.slice(0, options.directories ?? count).forEach((blocks, number) => {
    const [offsets, lengths] = [blocks.map(([at]) => at), blocks.map(([, length]) => length)];
    const fields = new Map<number, FieldValue>([
      ...[[256, width], [257, height], [258, 8 * size], [259, compression], [262, 1], [277, 1]] as const,
      ...(columns === null
        ? [[273, offsets], [278, rows], [279, lengths]] as const
        : [[322, columns], [323, rows], [324, offsets], [325, lengths]] as const),
      ...[[317, predictor], [339, FORMATS[pages.dtype[0] ?? ""] ?? 1]] as const,
    ]);
    if (number === 0) options.fields?.forEach((value, tag) => fields.set(tag, value));
    link = out.directory([...fields].toSorted(([a], [b]) => a - b), link);
  });
  return out.bytes();
}

/** Bytes that grow, and places in them that are written later. */
class Output {
  #bytes = new Uint8Array(1 << 12);
  #length = 0;
  readonly #options: TiffOptions;

  constructor(options: TiffOptions) {
    this.#options = options;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  put(bytes: Uint8Array): number {
    const at = this.#length + this.#length % 2;
    while (at + bytes.length > this.#bytes.length) {
      const more = new Uint8Array(2 * this.#bytes.length);
      more.set(this.#bytes);
      this.#bytes = more;
    }
    this.#bytes.set(bytes, at);
    this.#length = at + bytes.length;
    return at;
  }

  /** Begins the file, and tells where the place of the first directory goes. */
  header(): number {
    const { littleEndian, big } = this.#options;
    this.put(new TextEncoder().encode(littleEndian ? "II" : "MM"));
    this.put(this.#number(big ? 43 : 42, 2));
    if (big) this.put(new Uint8Array([...this.#number(8, 2), ...this.#number(0, 2)]));
    return this.put(this.#number(0, big ? 8 : 4));
  }

  /** Writes a directory, and its place where that goes; tells where the place of the next goes. */
  directory(fields: readonly (readonly [number, FieldValue])[], link: number): number {
    const [countBytes, wide] = this.#options.big ? [8, 8] as const : [2, 4] as const;
    const entries = fields.map(([tag, value]) => {
      const numbers = typeof value === "number" ? [value] : value;
      const data = typeof numbers === "string"
        ? new TextEncoder().encode(`${numbers}\0`)
        : new Uint8Array(numbers.flatMap((each) => [...this.#number(each, 4)]));
      const [type, count] = typeof numbers === "string" ? [2, data.length] : [4, numbers.length];
      const inside = new Uint8Array(wide);
      inside.set(data.length <= wide ? data : this.#number(this.put(data), wide));
      return [...this.#number(tag, 2), ...this.#number(type, 2), ...this.#number(count, wide), ...inside];
    });
    const last = this.#number(0, wide);
    const at = this.put(new Uint8Array([...this.#number(fields.length, countBytes), ...entries.flat(), ...last]));
    this.#bytes.set(this.#number(at, wide), link);
    return this.#length - wide;
  }

  #number(value: number, bytes: 2 | 4 | 8): Uint8Array {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(value), this.#options.littleEndian);
    const all = new Uint8Array(view.buffer);
    return this.#options.littleEndian ? all.subarray(0, bytes) : all.subarray(8 - bytes);
  }
}

function blocksOf(
  page: Uint8Array,
  [height, width, size]: readonly [number, number, number],
  { block: [rows, columns] }: TiffOptions,
): Uint8Array[] {
  const across = columns ?? width;
  const blocks: Uint8Array[] = [];
  for (let top = 0; top < height; top += rows) {
    for (let left = 0; left < width; left += across) {
      const lines = columns === null ? Math.min(rows, height - top) : rows;
      const bytes = new Uint8Array(lines * across * size).fill(99);
      for (let line = 0; line < Math.min(lines, height - top); line++) {
        const start = ((top + line) * width + left) * size;
        bytes.set(page.subarray(start, start + Math.min(across, width - left) * size), line * across * size);
      }
      blocks.push(bytes);
    }
  }
  return blocks;
}

/**
 * An imported scan as it is written: patterns and masks come while they are.
 *
 * @module
 */
import type { NpyArray } from "../formats/npy.ts";
import { realArray } from "../formats/npy_encode.ts";
import { streamedArray } from "../formats/streamed_array.ts";
import type { ScanWithoutPatterns } from "../writing/arrays_beside_patterns.ts";
import type { ScanStream } from "../writing/scan_stream.ts";
import type { MaskedImage } from "./steps/masked_image.ts";

/** What is written. */
export interface ImportedContent {
  /** All but the patterns. */
  readonly scan: ScanWithoutPatterns;
  /** Valid pixels of all patterns, N × N; null where each has its own. */
  readonly mask: Uint8Array | null;
  /** The patterns as intensities, from the first each time it is called. */
  readonly patterns: () => AsyncIterable<MaskedImage>;
}

/**
 * A scan to write.
 *
 * @param content What is written. A mask that masks nothing is left out.
 */
export function importedStream({ scan, mask, patterns }: ImportedContent): ScanStream {
  const { count, patchSize } = scan;
  const shape = [count, patchSize, patchSize];
  const written = mask === null
    ? streamedArray({ dtype: "u1", shape }, masks(patterns(), patchSize))
    : mask.every((valid) => valid === 1)
    ? null
    : realArray(mask, [patchSize, patchSize]);
  return {
    ...scan,
    patterns: streamedArray({ dtype: "f4", shape }, amplitudes(patterns(), patchSize)),
    measurement: "amplitude",
    mask: written,
  };
}

// --- internal ---

/** Values that are written at once. */
const MOST_VALUES = 1 << 20;

async function* amplitudes(patterns: AsyncIterable<MaskedImage>, patchSize: number): AsyncGenerator<NpyArray> {
  const block = new Block(patchSize, (length) => new Float32Array(length));
  for await (const { values } of patterns) {
    const target = block.next();
    for (let i = 0; i < values.length; i++) target[i] = Math.sqrt(values[i] ?? 0);
    if (block.isFull) yield block.take();
  }
  if (block.count > 0) yield block.take();
}

async function* masks(patterns: AsyncIterable<MaskedImage>, patchSize: number): AsyncGenerator<NpyArray> {
  const block = new Block(patchSize, (length) => new Uint8Array(length));
  for await (const { valid } of patterns) {
    block.next().set(valid);
    if (block.isFull) yield block.take();
  }
  if (block.count > 0) yield block.take();
}

/** Images that are written together. */
class Block<T extends Float32Array | Uint8Array> {
  count = 0;
  readonly #side: number;
  readonly #most: number;
  readonly #values: T;

  constructor(side: number, make: (length: number) => T) {
    this.#side = side;
    this.#most = Math.max(1, Math.floor(MOST_VALUES / (side * side)));
    this.#values = make(this.#most * side * side);
  }

  get isFull(): boolean {
    return this.count === this.#most;
  }

  /** Where the next image goes. */
  next(): T {
    const pixels = this.#side * this.#side;
    return this.#values.subarray(this.count * pixels, ++this.count * pixels) as T;
  }

  take(): NpyArray {
    const count = this.count;
    this.count = 0;
    return realArray(this.#values.subarray(0, count * this.#side * this.#side), [count, this.#side, this.#side]);
  }
}

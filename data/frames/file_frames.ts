/**
 * Images that stay in their file: they are read when they are asked for, and some are kept. What is read are the bits that
 * an array of all images in memory would have, masked pixels filled.
 *
 * @module
 */
import { requireVersion } from "../files/file_version.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { openArrays } from "../formats/open/open_arrays.ts";
import { toAmplitudes } from "./amplitudes.ts";
import { FrameCache } from "./frame_cache.ts";
import { fillImages } from "./fill_masked.ts";
import type { FrameFile, Frames } from "./frames.ts";
import type { Masks } from "./masks.ts";

/** Images in a file that is open. Declare it with `using`, or dispose of it. */
export class FileFrames implements Frames {
  readonly #file: ArrayFile;
  readonly #source: FrameFile;
  readonly #masks: Masks | null;
  #cache: FrameCache;
  /** None. */
  readonly held = null;

  private constructor(file: ArrayFile, source: FrameFile, masks: Masks | null) {
    this.#file = file;
    this.#masks = masks;
    this.#cache = new FrameCache(source.cacheBytes, source.count);
    this.#source = source;
  }

  /**
   * Opens the file.
   *
   * @param source Where the images lie.
   * @param masks Which of their pixels are valid.
   * @throws {Error} If it cannot be read, or is no longer what it was.
   */
  static async open(source: FrameFile, masks: Masks | null): Promise<FileFrames> {
    requireVersion(source.path, source.version, placeOf(source));
    const file = await openArrays(source.path);
    try {
      await file.header(source.key);
      return new FileFrames(file, source, masks);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Images M. */
  get count(): number {
    return this.#source.count;
  }

  /** Side N in pixels. */
  get patchSize(): number {
    return this.#source.patchSize;
  }

  /**
   * Copies images, in the order asked for; the file is read in its own.
   *
   * @throws {Error} If the file cannot be read, is gone, or was changed.
   */
  read(numbers: Int32Array, into: Float32Array): void {
    const pixels = this.patchSize ** 2;
    const wanted = new Map<number, number[]>();
    numbers.forEach((number, place) => {
      const kept = this.#cache.get(number);
      if (kept) into.set(kept, place * pixels);
      else wanted.set(number, [...wanted.get(number) ?? [], place]);
    });
    if (wanted.size === 0) return;
    requireVersion(this.#source.path, this.#source.version, placeOf(this.#source));
    for (const [from, to] of runs([...wanted.keys()], Math.max(1, Math.floor(MOST_BYTES / (4 * pixels))))) {
      const images = this.#readRun(from, to);
      for (let number = from; number < to; number++) {
        const image = images.subarray((number - from) * pixels, (number - from + 1) * pixels);
        for (const place of wanted.get(number) ?? []) into.set(image, place * pixels);
        this.#cache.keep(number, image);
      }
    }
  }

  /** What other threads open, of which each may keep a part of the images. */
  lend(threads: number): FrameFile {
    this.#cache = new FrameCache(0, this.count);
    return { ...this.#source, cacheBytes: this.#source.cacheBytes / threads };
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#file.close();
  }

  #readRun(from: number, to: number): Float32Array {
    const { key, patchSize, measurement } = this.#source;
    const rows = this.#file.slab(key, from, to);
    if (rows.kind !== "real") throw new TypeError(`${placeOf(this.#source)} they are not real numbers`);
    const images = new Float32Array((to - from) * patchSize ** 2);
    toAmplitudes(rows.data, measurement, images);
    if (this.#masks) fillImages(images, this.#masks, from);
    return images;
  }
}

// --- internal ---

/** Bytes of images that are read at once. */
const MOST_BYTES = 1 << 24;

function placeOf({ path }: FrameFile): string {
  return `Cannot read patterns of ${path} as`;
}

/** Numbers in ascending runs without gaps, each of at most so many: first, and the one behind the last. */
function* runs(numbers: number[], most: number): Generator<readonly [number, number]> {
  numbers.sort((a, b) => a - b);
  for (let first = 0; first < numbers.length;) {
    const from = numbers[first] ?? NaN;
    let length = 1;
    while (length < most && numbers[first + length] === from + length) length++;
    yield [from, from + length];
    first += length;
  }
}

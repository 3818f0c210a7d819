/**
 * Images of a scan by their number, wherever they lie: what is made of images asks for those it needs, and does not know
 * whether all of them are in memory.
 *
 * @module
 */
import type { FileVersion } from "../files/file_version.ts";

/** Where images lie in a file: all that another thread needs to read them too. */
export interface FrameFile {
  /** The file. */
  readonly path: string;
  /** What it was when its images were looked at. */
  readonly version: FileVersion;
  /** Name of the array of patterns, (M, N, N); its rows can be read alone. */
  readonly key: string;
  /** Patterns M. */
  readonly count: number;
  /** Side N in pixels. */
  readonly patchSize: number;
  /** What its numbers are. */
  readonly measurement: "amplitude" | "intensity";
  /** Bytes of images that may be kept in memory. */
  readonly cacheBytes: number;
}

/** The images of a scan: M amplitudes of N × N pixels, row-major, DC at pixel [N/2, N/2]. Those in a file
 * are read while it is open: dispose of them, or declare them with `using`. */
export interface Frames extends Disposable {
  /** Images M. */
  readonly count: number;
  /** Side N in pixels. */
  readonly patchSize: number;
  /** All of them, (M, N, N), where they are in memory, in one piece; not to be changed. */
  readonly held: Float32Array | null;
  /**
   * The images of several scans, one scan behind the other; each has its own memory or file.
   *
   * @default they are of one scan
   */
  readonly parts?: readonly Frames[];
  /**
   * Copies images, one behind the other in the order asked for.
   *
   * @param numbers Their numbers, from 0; one may be asked for twice.
   * @param into Gets them: as many times N² values as there are numbers.
   * @throws {Error} If they cannot be read.
   */
  read(numbers: Int32Array, into: Float32Array): void;
  /**
   * Leaves the memory for images to other threads, that will read them from here on.
   *
   * @param threads How many.
   * @returns Where each of them reads; null where images are in memory, and where each part lends its own.
   */
  lend(threads: number): FrameFile | null;
}

/**
 * Images that are in memory; they are not copied.
 *
 * @param held (M, N, N) amplitudes.
 * @param patchSize Side N.
 */
export function heldFrames(held: Float32Array, patchSize: number): Frames {
  const pixels = patchSize * patchSize;
  return {
    count: held.length / pixels,
    patchSize,
    held,
    read: (numbers, into) =>
      numbers.forEach((number, i) => into.set(held.subarray(number * pixels, (number + 1) * pixels), i * pixels)),
    lend: () => null,
    [Symbol.dispose]: () => undefined,
  };
}

/** Whether images are in memory, in one piece or in several. */
export function areHeld(frames: Frames): boolean {
  return (frames.parts ?? [frames]).every(({ held }) => held !== null);
}

/** One image, N × N: a view where images are in memory, not to be changed, and else a copy. */
export function frameImage(frames: Frames, number: number): Float32Array {
  const pixels = frames.patchSize ** 2;
  if (frames.held) return frames.held.subarray(number * pixels, (number + 1) * pixels);
  return readFrames(frames, Int32Array.of(number));
}

/** Copies of some images, one behind the other. */
export function readFrames(frames: Frames, numbers: Int32Array): Float32Array {
  const images = new Float32Array(numbers.length * frames.patchSize ** 2);
  frames.read(numbers, images);
  return images;
}

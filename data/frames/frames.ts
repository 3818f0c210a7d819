/**
 * Images of a scan by their number, wherever they lie: what is made of images asks for those it needs, and does not know
 * whether all of them are in memory.
 *
 * @module
 */

/** The images of a scan: M amplitudes of N × N pixels, row-major, DC at pixel [N/2, N/2]. */
export interface Frames {
  /** Images M. */
  readonly count: number;
  /** Side N in pixels. */
  readonly patchSize: number;
  /** All of them, (M, N, N), where they are in memory; not to be changed. */
  readonly held: Float32Array | null;
  /**
   * Copies images, one behind the other in the order asked for.
   *
   * @param numbers Their numbers, from 0; one may be asked for twice.
   * @param into Gets them: as many times N² values as there are numbers.
   * @throws {Error} If they cannot be read.
   */
  read(numbers: Int32Array, into: Float32Array): void;
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
  };
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

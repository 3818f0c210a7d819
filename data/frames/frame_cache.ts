/**
 * Images that were read, as many as there is room for. Those that came first stay: a training asks for every image once an
 * epoch in ever new orders, and a cache that gives way to the latest would have given way to each before its turn.
 *
 * @module
 */

/** Keeps copies of images up to a size. */
export class FrameCache {
  readonly #images = new Map<number, Float32Array>();
  #room: number;

  /** @param bytes Room for images. */
  constructor(bytes: number) {
    this.#room = bytes;
  }

  /** The image of a number, not to be changed; undefined where it is not kept. */
  get(number: number): Float32Array | undefined {
    return this.#images.get(number);
  }

  /** Keeps a copy of an image that is not kept yet, if there is room. */
  keep(number: number, image: Float32Array): void {
    if (image.byteLength > this.#room || this.#images.has(number)) return;
    this.#room -= image.byteLength;
    this.#images.set(number, image.slice());
  }
}

/**
 * Images that are asked for again and again, as many as there is room for. Those that were asked for once are not kept:
 * inference looks at each image once. Those that are kept stay: a training asks for every image once an epoch in ever new
 * orders, and a cache that gives way to the latest would have given way to each before its turn.
 *
 * @module
 */

/** Keeps copies of images up to a size. */
export class FrameCache {
  readonly #images = new Map<number, Float32Array>();
  readonly #asked: Uint8Array;
  #room: number;

  /**
   * @param bytes Room for images.
   * @param count Images that there are.
   */
  constructor(bytes: number, count: number) {
    this.#room = bytes;
    this.#asked = new Uint8Array(count);
  }

  /** The image of a number, not to be changed; undefined where it is not kept. */
  get(number: number): Float32Array | undefined {
    return this.#images.get(number);
  }

  /** Keeps a copy of an image that was read, if there is room and it was read before. */
  keep(number: number, image: Float32Array): void {
    const again = this.#asked[number] === 1;
    this.#asked[number] = 1;
    if (!again || image.byteLength > this.#room) return;
    this.#room -= image.byteLength;
    this.#images.set(number, image.slice());
  }
}

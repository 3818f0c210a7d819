/**
 * Which pixels of images were measured: gaps of the detector, dead and hot pixels, and a beam stop are masked. One mask
 * serves all images, or each has its own; those are kept as bits, a 32nd of what their images need, so that they are in
 * memory also where images are not.
 *
 * @module
 */

/** Masks of the images of a scan: 1 where a pixel is valid, 0 where it is masked. */
export interface Masks {
  /** Side N in pixels. */
  readonly patchSize: number;
  /** The mask of all images, (N, N); null where each has its own. */
  readonly shared: Uint8Array | null;
  /** Where each image has its own: {@link MaskBits} of all of them; else null. */
  readonly bits: Uint8Array | null;
}

/**
 * Masks of images: one for all of them, or one for each.
 *
 * @param mask (N, N) or (M, N, N).
 * @param patchSize Side N.
 */
export function masksOf(mask: Uint8Array, patchSize: number): Masks {
  const pixels = patchSize * patchSize;
  if (mask.length === pixels) return { patchSize, shared: mask, bits: null };
  const packed = new MaskBits(mask.length / pixels, pixels);
  mask.forEach((valid, i) => {
    if (valid !== 0) packed.setValid(Math.floor(i / pixels), i % pixels);
  });
  return { patchSize, shared: null, bits: packed.bytes };
}

/** Packs the masks of images, eight pixels a byte, each image beginning with a byte; all are masked until they are set. */
export class MaskBits {
  readonly #stride: number;
  /** The packed masks, in memory that threads share. */
  readonly bytes: Uint8Array;

  /**
   * @param count Images.
   * @param pixels Pixels of each.
   */
  constructor(count: number, pixels: number) {
    this.#stride = strideOf(pixels);
    this.bytes = new Uint8Array(new SharedArrayBuffer(count * this.#stride));
  }

  /** Sets a pixel of an image valid. */
  setValid(image: number, pixel: number): void {
    const at = image * this.#stride + (pixel >> 3);
    this.bytes[at] = (this.bytes[at] ?? 0) | (1 << (pixel & 7));
  }
}

/**
 * Masks of the images of several scans, one scan behind the other, as masks of each image.
 *
 * @param parts The masks of each scan, and how many images it has; null where every pixel is valid.
 * @param patchSize Side N.
 */
export function joinedMasks(
  parts: readonly { readonly masks: Masks | null; readonly count: number }[],
  patchSize: number,
): Masks {
  const stride = strideOf(patchSize * patchSize);
  const bits = new Uint8Array(new SharedArrayBuffer(stride * parts.reduce((sum, { count }) => sum + count, 0)));
  let from = 0;
  for (const { masks, count } of parts) {
    const own = bits.subarray(from, from += count * stride);
    if (masks?.bits) own.set(masks.bits);
    else {
      const packed = new MaskBits(1, patchSize * patchSize);
      for (let p = 0; p < patchSize * patchSize; p++) if (masks?.shared?.[p] !== 0) packed.setValid(0, p);
      for (let image = 0; image < count; image++) own.set(packed.bytes, image * stride);
    }
  }
  return { patchSize, shared: null, bits };
}

/**
 * Masks of some images that follow each other, in the same memory.
 *
 * @param masks Masks of more images.
 * @param from Number of the first.
 * @param to Number behind the last.
 */
export function sliceMasks(masks: Masks, from: number, to: number): Masks {
  const stride = strideOf(masks.patchSize ** 2);
  return { ...masks, bits: masks.bits && masks.bits.subarray(from * stride, to * stride) };
}

/** How many pixels of each image are valid, of masks that are the same for all of them. */
export function validPixelsOf(masks: Masks | null, patchSize: number): number {
  return masks?.shared ? masks.shared.reduce((sum, valid) => sum + (valid === 0 ? 0 : 1), 0) : patchSize ** 2;
}

/** The mask of one image, N × N, not to be changed; null where every pixel is valid. */
export function frameMask(masks: Masks | null, number: number): Uint8Array | null {
  return masks && (masks.shared ?? readMasks(masks, Int32Array.of(number)));
}

/** Whether a pixel of an image is masked. */
export function isMasked({ patchSize, shared, bits }: Masks, image: number, pixel: number): boolean {
  if (shared) return shared[pixel] === 0;
  const byte = bits?.[image * strideOf(patchSize * patchSize) + (pixel >> 3)] ?? 0;
  return (byte >> (pixel & 7) & 1) === 0;
}

/** Copies of the masks of some images, one behind the other, (numbers, N, N). */
export function readMasks({ patchSize, shared, bits }: Masks, numbers: Int32Array): Uint8Array {
  const pixels = patchSize * patchSize;
  const stride = strideOf(pixels);
  const read = new Uint8Array(numbers.length * pixels);
  numbers.forEach((number, i) => {
    if (shared) return read.set(shared, i * pixels);
    const from = number * stride;
    for (let p = 0; p < pixels; p++) read[i * pixels + p] = ((bits?.[from + (p >> 3)] ?? 0) >> (p & 7)) & 1;
  });
  return read;
}

/**
 * In how many of some images each pixel is valid, as a share, N × N; null where that is all of them.
 *
 * @param masks The masks.
 * @param numbers Numbers of the images.
 */
export function validShares(masks: Masks | null, numbers: Int32Array): Float64Array | null {
  if (!masks) return null;
  if (masks.shared) return Float64Array.from(masks.shared);
  const shares = new Float64Array(masks.patchSize ** 2);
  for (const number of numbers) {
    frameMask(masks, number)?.forEach((valid, p) => shares[p] = (shares[p] ?? 0) + valid);
  }
  return shares.map((count) => count / numbers.length);
}

// --- internal ---

function strideOf(pixels: number): number {
  return Math.ceil(pixels / 8);
}

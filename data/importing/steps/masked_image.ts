/**
 * A square image with the pixels that can be trusted, as the steps of an import hand it on.
 *
 * @module
 */

/** Intensities and which of them are valid. */
export interface MaskedImage {
  /** Pixels along a side. */
  readonly side: number;
  /** Intensities, row by row; 0 where a pixel is masked. */
  readonly values: Float64Array;
  /** 1 = valid. */
  readonly valid: Uint8Array;
}

/** An image of zeros, all valid. */
export function emptyImage(side: number): MaskedImage {
  return { side, values: new Float64Array(side * side), valid: new Uint8Array(side * side).fill(1) };
}

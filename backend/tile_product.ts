/**
 * The inner loop of every convolution on the CPU: a 4 × 4 tile of a matrix product, in plain JavaScript.
 *
 * Both factors come packed: four numbers for each step of the sum, one after the other. They are float64 because
 * JavaScript engines convert every float32 they load; doing so once while packing makes the loop several times faster.
 *
 * @module
 */

/** Rows and columns of a tile. */
export const TILE = 4;

/** Where the tile's factors start, and where it is added. */
export interface TilePlace {
  /** Number of terms of the sum. */
  readonly length: number;
  /** First element of the left factor. */
  readonly left: number;
  /** First element of the right factor. */
  readonly right: number;
  /** First element of the tile in the result. */
  readonly target: number;
  /** Elements of a row of the result. */
  readonly stride: number;
}

/**
 * Adds Σ_k left[4k + i] · right[4k + j] to element (i, j) of a tile of the result.
 *
 * @param result Row-major matrix, at least 4 × 4 from `place.target` on.
 * @param left Packed rows.
 * @param right Packed columns.
 * @param place Offsets into the three.
 */
export function addTileProduct(
  result: Float64Array,
  left: Float64Array,
  right: Float64Array,
  place: TilePlace,
): void {
  let { left: a, right: b } = place;
  let c00 = 0, c01 = 0, c02 = 0, c03 = 0, c10 = 0, c11 = 0, c12 = 0, c13 = 0;
  let c20 = 0, c21 = 0, c22 = 0, c23 = 0, c30 = 0, c31 = 0, c32 = 0, c33 = 0;
  for (let k = 0; k < place.length; k++, a += TILE, b += TILE) {
    const a0 = left[a] as number, a1 = left[a + 1] as number, a2 = left[a + 2] as number, a3 = left[a + 3] as number;
    const b0 = right[b] as number,
      b1 = right[b + 1] as number,
      b2 = right[b + 2] as number,
      b3 = right[b + 3] as number;
    c00 += a0 * b0, c01 += a0 * b1, c02 += a0 * b2, c03 += a0 * b3;
    c10 += a1 * b0, c11 += a1 * b1, c12 += a1 * b2, c13 += a1 * b3;
    c20 += a2 * b0, c21 += a2 * b1, c22 += a2 * b2, c23 += a2 * b3;
    c30 += a3 * b0, c31 += a3 * b1, c32 += a3 * b2, c33 += a3 * b3;
  }
  let at = place.target;
  result[at] = (result[at] as number) + c00, result[at + 1] = (result[at + 1] as number) + c01;
  result[at + 2] = (result[at + 2] as number) + c02, result[at + 3] = (result[at + 3] as number) + c03;
  at += place.stride;
  result[at] = (result[at] as number) + c10, result[at + 1] = (result[at + 1] as number) + c11;
  result[at + 2] = (result[at + 2] as number) + c12, result[at + 3] = (result[at + 3] as number) + c13;
  at += place.stride;
  result[at] = (result[at] as number) + c20, result[at + 1] = (result[at + 1] as number) + c21;
  result[at + 2] = (result[at + 2] as number) + c22, result[at + 3] = (result[at + 3] as number) + c23;
  at += place.stride;
  result[at] = (result[at] as number) + c30, result[at + 1] = (result[at + 1] as number) + c31;
  result[at + 2] = (result[at + 2] as number) + c32, result[at + 3] = (result[at + 3] as number) + c33;
}

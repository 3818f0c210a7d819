/**
 * Some rows of an array, in the order asked for.
 *
 * @module
 */

/** Arrays whose rows can be taken. */
type Rows = Float32Array | Float64Array | Int32Array | Uint8Array;

/**
 * Copies some rows.
 *
 * @param array Rows of equal length, one behind the other.
 * @param indices Numbers of the rows.
 * @param length Elements of a row.
 * @returns An array of the same kind.
 */
export function takeRows<T extends Rows>(array: T, indices: Int32Array, length: number): T {
  const taken = new (array.constructor as new (length: number) => T)(indices.length * length);
  indices.forEach((index, i) => taken.set(array.subarray(index * length, (index + 1) * length), i * length));
  return taken;
}

/**
 * Arrays that lie in shared memory: workers read them in place, where of others they need a copy.
 *
 * @module
 */

/**
 * An array of zeros in shared memory, as long as it is needed by anyone.
 *
 * @param length Numbers.
 */
export function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}

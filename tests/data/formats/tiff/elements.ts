/**
 * Numbers of arrays as bytes, in either byte order.
 *
 * @module
 */
import type { RealArray } from "../../../../data/formats/npy.ts";
import { encodeElements } from "../../../../data/formats/npy_encode.ts";

/** The elements of an array, one behind the other. */
export function npyElements(array: RealArray, littleEndian: boolean): Uint8Array {
  const bytes = Uint8Array.from([...encodeElements(array)].flatMap((chunk) => [...chunk]));
  const size = array.dtype === "bool" ? 1 : Number(array.dtype.slice(1));
  for (let at = 0; !littleEndian && at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
  return bytes;
}

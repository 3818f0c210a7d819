/**
 * The modes of a probe as one array.
 *
 * @module
 */
import type { ComplexImage } from "../complex_image.ts";
import { complexArray, type WritableArray } from "../formats/npy_encode.ts";

/** Modes of size × size pixels: (N, N) of one, (P, N, N) of several. */
export function probeArray(modes: readonly ComplexImage[], size: number): WritableArray {
  const joined = (part: "re" | "im"): Float32Array => {
    const values = new Float32Array(modes.length * size * size);
    modes.forEach((mode, index) => values.set(mode[part], index * size * size));
    return values;
  };
  const shape = modes.length === 1 ? [size, size] : [modes.length, size, size];
  return complexArray({ re: joined("re"), im: joined("im") }, shape);
}

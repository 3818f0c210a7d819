/**
 * Arrays of any type and shape, for tests of whoever writes or reads them.
 *
 * @module
 */
import fc from "fast-check";
import type { NpyArray } from "../../../data/formats/npy.ts";
import { complexArray, realArray } from "../../../data/formats/npy_encode.ts";

/** An array of numbers, real or complex. */
export type Numbers = Extract<NpyArray, { kind: "real" | "complex" }>;

/** The same array, `counts` rows at a time, and again from the first count. */
export async function* inPieces(array: Numbers, counts: readonly number[]): AsyncGenerator<Numbers> {
  const [length = 0, ...rest] = array.shape;
  const size = rest.reduce((product, side) => product * side, 1);
  for (let row = 0, piece = 0; row < length; piece++) {
    const count = Math.min(length - row, counts[piece % counts.length] ?? 1);
    const [from, to] = [row * size, (row + count) * size];
    const shape = [count, ...rest];
    yield await Promise.resolve(
      array.kind === "real"
        ? { ...array, shape, data: array.data.slice(from, to) }
        : { ...array, shape, re: array.re.slice(from, to), im: array.im.slice(from, to) },
    );
    row += count;
  }
}

/** Arrays of one to four axes, some of length 0, of every type of numbers. */
export const arrayOfNumbers: fc.Arbitrary<Numbers> = fc.tuple(
  fc.constantFrom("f2", "f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "bool", "c8", "c16"),
  fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 4 }),
).map(([dtype, shape]): Numbers => {
  const size = shape.reduce((product, side) => product * side, 1);
  const plain = Array.from({ length: size }, (_, i) => (dtype === "bool" ? i % 2 : i % 100));
  switch (dtype) {
    case "c8":
      return complexArray({ re: Float32Array.from(plain), im: new Float32Array(size).fill(-1) }, shape);
    case "c16":
      return complexArray({ re: Float64Array.from(plain), im: new Float64Array(size).fill(-1) }, shape);
    case "f2":
      return { kind: "real", dtype, shape, data: Float32Array.from(plain) };
    case "i8":
    case "u8":
      return { kind: "real", dtype, shape, data: Float64Array.from(plain) };
    case "bool":
      return { kind: "real", dtype, shape, data: Uint8Array.from(plain) };
    case "f4":
      return realArray(Float32Array.from(plain), shape);
    case "f8":
      return realArray(Float64Array.from(plain), shape);
    case "i1":
      return realArray(Int8Array.from(plain), shape);
    case "u1":
      return realArray(Uint8Array.from(plain), shape);
    case "i2":
      return realArray(Int16Array.from(plain), shape);
    case "u2":
      return realArray(Uint16Array.from(plain), shape);
    case "i4":
      return realArray(Int32Array.from(plain), shape);
    default:
      return realArray(Uint32Array.from(plain), shape);
  }
});

/**
 * Typed arrays as NPY arrays: little-endian, row-major, in chunks, so that a large array is never copied as a whole.
 *
 * @module
 */
import type { ComplexArray, RealArray, RealData, TextArray } from "./npy.ts";
import { type Dtype, elementCount, encodeNpyHeader, type RealDtype } from "./npy_header.ts";
import { type StreamedArray, streamedRows } from "./streamed_array.ts";

/** Any array that can be written from memory. */
export type WritableArray = RealArray | ComplexArray | TextArray;

/** An array as it is written. */
export interface EncodedNpy {
  /** Bytes in all. */
  readonly size: number;
  readonly chunks: Iterable<Uint8Array>;
}

const CHUNK_ELEMENTS = 1 << 18;
const DTYPES: ReadonlyMap<string, RealDtype> = new Map<string, RealDtype>([
  ["Float32Array", "f4"],
  ["Float64Array", "f8"],
  ["Int8Array", "i1"],
  ["Uint8Array", "u1"],
  ["Int16Array", "i2"],
  ["Uint16Array", "u2"],
  ["Int32Array", "i4"],
  ["Uint32Array", "u4"],
]);

/**
 * An array of real numbers to write, of the element type that the typed array has.
 *
 * @param data Elements, row-major.
 * @param shape Lengths of the axes; by default one axis.
 * @returns The array.
 * @throws {TypeError} If the typed array has no NumPy type of its own.
 * @example
 * ```ts
 * import { realArray } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(realArray(new Float32Array(6), [2, 3]).dtype, "f4");
 * ```
 */
export function realArray(data: RealData, shape: readonly number[] = [data.length]): RealArray {
  const dtype = DTYPES.get(data.constructor.name);
  if (!dtype) throw new TypeError(`Cannot make an array as its elements have no NumPy type: ${data.constructor.name}`);
  return { kind: "real", dtype, shape, data };
}

/**
 * An array of complex numbers to write: `c8` from single, `c16` from double precision.
 *
 * @param parts Real and imaginary parts, row-major, of equal length and precision.
 * @param shape Lengths of the axes; by default one axis.
 * @returns The array.
 * @example
 * ```ts
 * import { complexArray } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(complexArray({ re: new Float32Array(4), im: new Float32Array(4) }, [2, 2]).dtype, "c8");
 * ```
 */
export function complexArray(
  parts: Pick<ComplexArray, "re" | "im">,
  shape: readonly number[] = [parts.re.length],
): ComplexArray {
  const dtype = parts.re instanceof Float32Array ? "c8" : "c16";
  return { kind: "complex", dtype, shape, re: parts.re, im: parts.im };
}

/**
 * A string to write, as a scalar array of type `U`.
 *
 * @param text The string.
 * @returns The array.
 * @example
 * ```ts
 * import { textScalar } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(textScalar("siemens star").shape, []);
 * ```
 */
export function textScalar(text: string): TextArray {
  return { kind: "text", dtype: "U", shape: [], data: [text] };
}

/** An array as it is written while it comes. */
export interface StreamedNpy {
  /** Bytes in all. */
  readonly size: number;
  /** They can be walked once. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Writes an array as NPY.
 *
 * @param array The array.
 * @returns Its bytes in chunks; `chunks` can be walked once or more.
 * @throws {TypeError} If the typed array does not hold what `dtype` says.
 * @throws {RangeError} If the number of elements does not fit the shape, or an element of `i8` or `u8` is no whole
 * number of its range (when `chunks` is walked).
 */
export function encodeNpy(array: WritableArray): EncodedNpy {
  const elements = encodeElements(array);
  const width = array.kind === "text" ? textWidth(array) : 0;
  const header = encodeNpyHeader(width > 0 ? `<U${width}` : descrOf(array.dtype), array.shape);
  const size = header.length + elementCount(array.shape) * (4 * width || itemSizeOf(array.dtype));
  return { size, chunks: { [Symbol.iterator]: () => walk(header, elements) } };
}

/**
 * Writes an array that comes in pieces as NPY: the same bytes as {@link encodeNpy} makes of it whole.
 *
 * @param array The array.
 * @returns Its bytes in chunks, which throw what {@link encodeNpy} and {@link streamedRows} do when they are walked.
 */
export function encodeStreamedNpy(array: StreamedArray): StreamedNpy {
  const header = encodeNpyHeader(descrOf(array.dtype), array.shape);
  const size = header.length + elementCount(array.shape) * itemSizeOf(array.dtype);
  return { size, chunks: walkStream(header, array) };
}

/**
 * The elements of an array as bytes, little-endian, some at a time.
 *
 * @param array The array.
 * @throws {TypeError | RangeError} As {@link encodeNpy}.
 */
export function encodeElements(array: WritableArray): Iterable<Uint8Array> {
  const count = elementCount(array.shape);
  const length = array.kind === "complex" ? array.re.length : array.data.length;
  if (length !== count || (array.kind === "complex" && array.im.length !== count)) {
    throw new RangeError(`Cannot write an array as its shape (${array.shape}) does not fit its ${length} elements`);
  }
  if (array.kind !== "text") requireHeld(array);
  return { [Symbol.iterator]: () => pieces(array) };
}

// --- internal ---

/** NumPy's name of an element type; text has its width beside. */
function descrOf(dtype: Dtype): string {
  if (dtype === "bool") return "|b1";
  return `${itemSizeOf(dtype) === 1 ? "|" : "<"}${dtype}`;
}

function itemSizeOf(dtype: Dtype): number {
  return dtype === "bool" ? 1 : Number(dtype.slice(1));
}

function textWidth({ data }: TextArray): number {
  return Math.max(1, ...data.map((text) => [...text].length));
}

/** Whether the typed array holds what `dtype` says. */
function requireHeld(array: RealArray | ComplexArray): void {
  if (array.kind === "complex") {
    const double = array.re instanceof Float64Array;
    if (double !== array.im instanceof Float64Array || double !== (array.dtype === "c16")) throw mismatch(array);
    return;
  }
  const { dtype, data } = array;
  const held = dtype === "f2" ? "f4" : dtype === "i8" || dtype === "u8" ? "f8" : dtype === "bool" ? "u1" : dtype;
  if (DTYPES.get(data.constructor.name) !== held) throw mismatch(array);
}

function mismatch(array: RealArray | ComplexArray): TypeError {
  const held = array.kind === "real" ? array.data : array.re;
  return new TypeError(`Cannot write an array as ${array.dtype} is not held by a ${held.constructor.name}`);
}

function* walk(header: Uint8Array, elements: Iterable<Uint8Array>): Generator<Uint8Array> {
  yield header;
  yield* elements;
}

async function* walkStream(header: Uint8Array, array: StreamedArray): AsyncGenerator<Uint8Array> {
  yield header;
  for await (const rows of streamedRows(array)) yield* encodeElements(rows);
}

function* pieces(array: WritableArray): Generator<Uint8Array> {
  const width = array.kind === "text" ? textWidth(array) : 0;
  for (let from = 0; from < elementCount(array.shape); from += CHUNK_ELEMENTS) {
    const to = from + CHUNK_ELEMENTS;
    if (array.kind === "text") yield bytesOf(textCodes(array.data.slice(from, to), width));
    else if (array.kind === "real") yield bytesOf(stored(array.data.subarray(from, to), array.dtype));
    else yield bytesOf(interleave(array.re.subarray(from, to), array.im.subarray(from, to)));
  }
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function stored(data: RealData, dtype: RealDtype): ArrayBufferView {
  if (dtype === "f2") return Float16Array.from(data);
  if (dtype === "i8") return BigInt64Array.from(data, (value) => wholeNumber(value, -(2 ** 53)));
  if (dtype === "u8") return BigUint64Array.from(data, (value) => wholeNumber(value, 0));
  return data;
}

function wholeNumber(value: number, least: number): bigint {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`Cannot write an array as a 64-bit integer must be whole and within range: ${value}`);
  }
  return BigInt(value);
}

function interleave(re: Float32Array | Float64Array, im: Float32Array | Float64Array): ArrayBufferView {
  const pairs = re instanceof Float32Array ? new Float32Array(2 * re.length) : new Float64Array(2 * re.length);
  for (let i = 0; i < re.length; i++) {
    pairs[2 * i] = re[i] ?? 0;
    pairs[2 * i + 1] = im[i] ?? 0;
  }
  return pairs;
}

function textCodes(texts: readonly string[], width: number): Uint32Array {
  const codes = new Uint32Array(texts.length * width);
  texts.forEach((text, i) => codes.set([...text].map((character) => character.codePointAt(0) ?? 0), i * width));
  return codes;
}

/**
 * NPY arrays as typed arrays: row-major, little-endian, complex numbers as two real arrays.
 *
 * | NumPy | here |
 * |---|---|
 * | f4 f8 i1 u1 i2 u2 i4 u4 | the typed array of the same name |
 * | f2 | Float32Array |
 * | i8 u8 | Float64Array; a value beyond ±2⁵³ is an error |
 * | bool | Uint8Array of 0 and 1 |
 * | c8, c16 | `re` and `im`, Float32Array or Float64Array |
 * | U, S | strings; bytes are taken for UTF-8 |
 * | O | the pickle, unread |
 *
 * @module
 */
import { FortranScatter } from "./fortran_order.ts";
import { elementCount, type NpyHeader, parseNpyHeader, type RealDtype } from "./npy_header.ts";
import { shapeText } from "../../config/values/printable.ts";

/** Typed arrays that hold the elements of a real array. */
export type RealData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** An array of real numbers, row-major. */
export interface RealArray {
  /** Real numbers. */
  readonly kind: "real";
  /** Element type in the file. */
  readonly dtype: RealDtype;
  /** Lengths of the axes; none for a scalar. */
  readonly shape: readonly number[];
  /** Elements. */
  readonly data: RealData;
}

/** An array of complex numbers, row-major. */
export interface ComplexArray {
  /** Complex numbers. */
  readonly kind: "complex";
  /** Element type in the file: single or double precision. */
  readonly dtype: "c8" | "c16";
  /** Lengths of the axes; none for a scalar. */
  readonly shape: readonly number[];
  /** Real parts. */
  readonly re: Float32Array | Float64Array;
  /** Imaginary parts. */
  readonly im: Float32Array | Float64Array;
}

/** An array of strings, row-major. */
export interface TextArray {
  /** Strings. */
  readonly kind: "text";
  /** Element type in the file: characters or bytes. Written are characters. */
  readonly dtype: "U" | "S";
  /** Lengths of the axes; none for a scalar. */
  readonly shape: readonly number[];
  /** Elements. */
  readonly data: readonly string[];
}

/** An array of Python objects: only its pickle, which is never executed. */
export interface ObjectArray {
  /** Python objects. */
  readonly kind: "object";
  /** Element type in the file. */
  readonly dtype: "O";
  /** Lengths of the axes; none for a scalar. */
  readonly shape: readonly number[];
  /** Bytes of the pickle. */
  readonly pickle: Uint8Array;
}

/** Any array that can be read. */
export type NpyArray = RealArray | ComplexArray | TextArray | ObjectArray;

/**
 * Reads a whole NPY array.
 *
 * @param bytes The array, header included. They may be changed and kept: hand over a copy if they are needed again.
 * @returns The array.
 * @throws {SyntaxError} If it is no NPY array, or its length is not what its header says.
 * @throws {TypeError} If the element type is not supported.
 * @throws {RangeError} If a 64-bit integer is beyond ±2⁵³, or text is longer than any that is meant.
 */
export function decodeNpy(bytes: Uint8Array): NpyArray {
  const header = parseNpyHeader(bytes);
  return decodeElements(header, bytes.subarray(header.headerBytes), header.shape);
}

/**
 * Reads elements of a known type.
 *
 * @param header Their type and order.
 * @param bytes The elements. They may be changed and kept.
 * @param shape Their shape: the header's, or that of some of its rows.
 * @returns The array.
 */
export function decodeElements(header: NpyHeader, bytes: Uint8Array, shape: readonly number[]): NpyArray {
  const { dtype } = header;
  if (dtype === "O") return { kind: "object", dtype, shape, pickle: bytes };
  const wanted = elementCount(shape) * header.itemSize;
  if (bytes.length !== wanted) {
    throw new SyntaxError(
      `its length does not fit its shape ${shapeText(shape)}: ${wanted} bytes wanted, it has ${bytes.length}`,
    );
  }
  const own = header.bigEndian ? swapBytes(bytes, header) : bytes;
  if (dtype === "U" || dtype === "S") {
    return { kind: "text", dtype, shape, data: order(readText(own, header, shape), header, shape) };
  }
  if (dtype !== "c8" && dtype !== "c16") {
    return { kind: "real", dtype, shape, data: order(readReal(own, dtype), header, shape) };
  }
  const pairs = dtype === "c8" ? aligned(own, Float32Array) : aligned(own, Float64Array);
  const re = pairs.slice(0, pairs.length / 2);
  const im = pairs.slice(0, pairs.length / 2);
  for (let i = 0; i < re.length; i++) {
    re[i] = pairs[2 * i] ?? 0;
    im[i] = pairs[2 * i + 1] ?? 0;
  }
  return { kind: "complex", dtype, shape, re: order(re, header, shape), im: order(im, header, shape) };
}

// --- internal ---

/** Text beside numbers is a note, not a library. */
const MOST_TEXT_BYTES = 1 << 24;
/** Each is decoded by itself: millions of empty ones, which are small in a compressed file, take seconds. */
const MOST_TEXTS = 1 << 18;
const UTF8 = new TextDecoder();

interface View<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): T;
}

// A typed array needs its elements at a multiple of their size; NumPy's own headers always see to that.
function aligned<T>(bytes: Uint8Array, view: View<T>): T {
  const own = bytes.byteOffset % view.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new view(own.buffer, own.byteOffset, own.byteLength / view.BYTES_PER_ELEMENT);
}

function readReal(bytes: Uint8Array, dtype: RealDtype): RealData {
  switch (dtype) {
    case "f4":
      return aligned(bytes, Float32Array);
    case "f8":
      return aligned(bytes, Float64Array);
    case "i1":
      return aligned(bytes, Int8Array);
    case "u1":
    case "bool":
      return bytes;
    case "i2":
      return aligned(bytes, Int16Array);
    case "u2":
      return aligned(bytes, Uint16Array);
    case "i4":
      return aligned(bytes, Int32Array);
    case "u4":
      return aligned(bytes, Uint32Array);
    case "f2":
      return Float32Array.from(aligned(bytes, Float16Array));
    case "i8":
      return exactNumbers(aligned(bytes, BigInt64Array));
    case "u8":
      return exactNumbers(aligned(bytes, BigUint64Array));
    default:
      return dtype satisfies never;
  }
}

/** Greatest integers of 64 bits, by which detectors mark bad pixels: they are taken for the nearest power of two. */
const MARKS_64: ReadonlySet<bigint> = new Set([2n ** 63n - 1n, 2n ** 64n - 1n]);

function exactNumbers(integers: BigInt64Array | BigUint64Array): Float64Array {
  const numbers = new Float64Array(integers.length);
  integers.forEach((integer: bigint, i: number) => {
    const number = Number(integer);
    if (!Number.isSafeInteger(number) && !MARKS_64.has(integer)) {
      throw new RangeError(
        `a 64-bit integer is beyond ±2^53: element ${i} is ${integer}; write the array in double precision`,
      );
    }
    numbers[i] = number;
  });
  return numbers;
}

function swapBytes(bytes: Uint8Array, { dtype, itemSize }: NpyHeader): Uint8Array {
  const size = dtype === "U" ? 4 : dtype === "S" ? 1 : dtype === "c8" || dtype === "c16" ? itemSize / 2 : itemSize;
  for (let at = 0; at < bytes.length; at += size) {
    for (let low = at, high = at + size - 1; low < high; low++, high--) {
      const byte = bytes[low] ?? 0;
      bytes[low] = bytes[high] ?? 0;
      bytes[high] = byte;
    }
  }
  return bytes;
}

function readText(bytes: Uint8Array, header: NpyHeader, shape: readonly number[]): string[] {
  if (bytes.length > MOST_TEXT_BYTES) {
    throw new RangeError(`text must have at most ${MOST_TEXT_BYTES} bytes: it has ${bytes.length}`);
  }
  const count = elementCount(shape);
  if (count > MOST_TEXTS) throw new RangeError(`there must be at most ${MOST_TEXTS} texts: it has ${count}`);
  const units = header.dtype === "U" ? aligned(bytes, Uint32Array) : bytes;
  const width = header.itemSize / units.BYTES_PER_ELEMENT;
  return Array.from({ length: count }, (_, i) => {
    const from = i * width;
    // NumPy fills up with NULs.
    let to = from + width;
    while (to > from && units[to - 1] === 0) to--;
    return units instanceof Uint32Array ? characters(units.subarray(from, to)) : UTF8.decode(units.subarray(from, to));
  });
}

function characters(codes: Uint32Array): string {
  const wrong = codes.find((code) => code > 0x10ffff);
  if (wrong !== undefined) throw new SyntaxError(`it has a character beyond Unicode: ${wrong}`);
  let text = "";
  // In pieces, as a function takes only so many arguments.
  for (let at = 0; at < codes.length; at += 4096) text += String.fromCodePoint(...codes.subarray(at, at + 4096));
  return text;
}

function order<T extends RealData | string[]>(elements: T, header: NpyHeader, shape: readonly number[]): T {
  if (!header.fortranOrder || shape.length < 2) return elements;
  const target = elements.slice() as T;
  new FortranScatter(shape).place<number | string>(elements, target);
  return target;
}

/**
 * Headers of NPY arrays: a magic string, a version, and a Python dictionary that says how the bytes are to be read
 * (NumPy enhancement proposal 1; versions 1, 2 and 3).
 *
 * @module
 */

/** Element types of real arrays, by NumPy's names; `bool` is 0 and 1. */
export type RealDtype = "f2" | "f4" | "f8" | "i1" | "u1" | "i2" | "u2" | "i4" | "u4" | "i8" | "u8" | "bool";

/** All element types that can be read: real, complex (`c8`, `c16`), text (`U`) and pickled objects (`O`). */
export type Dtype = RealDtype | "c8" | "c16" | "U" | "O";

/** What an NPY header says. */
export interface NpyHeader {
  /** Element type. */
  readonly dtype: Dtype;
  /** Bytes of an element; 0 for objects, whose size is not known. */
  readonly itemSize: number;
  /** Whether the most significant byte comes first. */
  readonly bigEndian: boolean;
  /** Whether the first index runs fastest in the file. */
  readonly fortranOrder: boolean;
  /** Lengths of the axes; none for a scalar. */
  readonly shape: readonly number[];
  /** Where the elements begin. */
  readonly headerBytes: number;
}

/** Bytes by which every header can be measured with {@link npyHeaderBytes}. */
export const NPY_PREFIX_BYTES = 12;

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const NAMES: ReadonlySet<string> = new Set(
  ["f2", "f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "c8", "c16"] satisfies Dtype[],
);

/** Number of elements of a shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * Length of a header of which the first {@link NPY_PREFIX_BYTES} are given.
 *
 * @throws {SyntaxError} If the bytes are no NPY array, or of an unknown version.
 */
export function npyHeaderBytes(bytes: Uint8Array): number {
  if (bytes.length < NPY_PREFIX_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new SyntaxError("it is no NPY array");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint8(6);
  if (version < 1 || version > 3) {
    throw new SyntaxError(`only NPY versions 1 to 3 are known: its version is ${version}`);
  }
  return version === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
}

/**
 * Reads a header.
 *
 * @param bytes The beginning of an NPY array, at least {@link npyHeaderBytes} long.
 * @returns What it says.
 * @throws {SyntaxError} If it is no header, or is cut off.
 * @throws {TypeError} If the element type is not supported.
 */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  const headerBytes = npyHeaderBytes(bytes);
  if (headerBytes > bytes.length) throw new SyntaxError("its NPY header is truncated");
  const text = new TextDecoder().decode(bytes.subarray(bytes[6] === 1 ? 10 : 12, headerBytes));
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\dL,\s]*)\)/.exec(text)?.[1];
  const descr = /'descr'\s*:\s*(?:'([^']*)'|(\[.*\]))/.exec(text);
  if (order === undefined || shape === undefined || !descr) throw new SyntaxError(`its NPY header is damaged: ${text}`);
  return {
    ...parseDescr(descr[1] ?? descr[2] ?? ""),
    fortranOrder: order === "True",
    shape: (shape.match(/\d+/g) ?? []).map(Number),
    headerBytes,
  };
}

/**
 * Writes a header of version 1 in row-major order, padded so that the elements are aligned to 64 bytes.
 *
 * @param descr NumPy's name of the element type, byte order included, such as `<f4`.
 * @param shape Lengths of the axes.
 */
export function encodeNpyHeader(descr: string, shape: readonly number[]): Uint8Array {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${axes}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length).fill(0x20);
  bytes.set(MAGIC);
  bytes.set([1, 0, (length - 10) & 0xff, (length - 10) >> 8], 6);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[length - 1] = 0x0a;
  return bytes;
}

// --- internal ---

function parseDescr(descr: string): Pick<NpyHeader, "dtype" | "itemSize" | "bigEndian"> {
  const match = /^([<>|=]?)([a-zA-Z])(\d*)$/.exec(descr);
  const bigEndian = match?.[1] === ">";
  const kind = match?.[2] ?? "";
  const size = Number(match?.[3] ?? 0);
  const name = `${kind}${size}`;
  if (NAMES.has(name)) return { dtype: name as Dtype, itemSize: size, bigEndian };
  if (name === "b1") return { dtype: "bool", itemSize: 1, bigEndian };
  if (kind === "U") return { dtype: "U", itemSize: 4 * size, bigEndian };
  if (kind === "O") return { dtype: "O", itemSize: 0, bigEndian };
  throw new TypeError(`only numbers, booleans and unicode text are supported: its element type is ${descr}`);
}

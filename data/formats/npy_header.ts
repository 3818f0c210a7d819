/**
 * Headers of NPY arrays: a magic string, a version, and a Python dictionary that says how the bytes are to be read
 * (NumPy enhancement proposal 1; versions 1, 2 and 3).
 *
 * @module
 */
import { nameList, printable, shapeText } from "../../config/values/printable.ts";
import { parsePythonLiteral, type PythonValue } from "./text/python_literal.ts";

/** Element types of real arrays, by NumPy's names; `bool` is 0 and 1. */
export type RealDtype = "f2" | "f4" | "f8" | "i1" | "u1" | "i2" | "u2" | "i4" | "u4" | "i8" | "u8" | "bool";

/** All element types that can be read: real, complex (`c8`, `c16`), text (`U`, `S`) and pickled objects (`O`). */
export type Dtype = RealDtype | "c8" | "c16" | "U" | "S" | "O";

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

/** A header of more bytes is no header; NumPy reads 10 000 at most. */
const MOST_HEADER_BYTES = 1 << 16;
/** No array has more axes, as in NumPy before version 2. */
const MOST_AXES = 32;
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const NAMES: ReadonlySet<string> = new Set(
  ["f2", "f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "c8", "c16"] satisfies Dtype[],
);

/** Number of elements of a shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Whether bytes begin as every NPY array does. */
export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/**
 * Length of a header of which the first {@link NPY_PREFIX_BYTES} are given.
 *
 * @throws {SyntaxError} If the bytes are no NPY array, of an unknown version, or the header is too long to be one.
 */
export function npyHeaderBytes(bytes: Uint8Array): number {
  if (!isNpy(bytes)) throw new SyntaxError("it is no NPY array");
  if (bytes.length < NPY_PREFIX_BYTES) throw new SyntaxError("its NPY header is truncated: copy the file again");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint8(6);
  if (version < 1 || version > 3) {
    throw new SyntaxError(`only NPY versions 1 to 3 are known: its version is ${version}`);
  }
  const length = version === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
  if (length <= MOST_HEADER_BYTES) return length;
  throw new SyntaxError(`its NPY header must have at most ${MOST_HEADER_BYTES} bytes: it has ${length}`);
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
  if (headerBytes > bytes.length) throw new SyntaxError("its NPY header is truncated: copy the file again");
  const text = new TextDecoder().decode(bytes.subarray(bytes[6] === 1 ? 10 : 12, headerBytes));
  const fields = parseFields(text);
  const fortranOrder = fields.get("fortran_order");
  const shape = fields.get("shape");
  const descr = fields.get("descr");
  if (typeof fortranOrder !== "boolean" || !isShape(shape) || descr === undefined) throw damaged(text);
  if (shape.length > MOST_AXES) throw new SyntaxError(`it must have at most ${MOST_AXES} axes: it has ${shape.length}`);
  if (!Number.isSafeInteger(elementCount(shape) * 16)) {
    throw new SyntaxError(`it has more elements than there can be: its shape is ${shapeText(shape)}`);
  }
  return { ...parseDescr(descr), fortranOrder, shape, headerBytes };
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

function damaged(text: string): SyntaxError {
  return new SyntaxError(`its NPY header is damaged: ${printable(text.trim())}`);
}

function parseFields(text: string): ReadonlyMap<string, PythonValue> {
  try {
    const fields = parsePythonLiteral(text);
    if (fields instanceof Map) return fields;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw damaged(text);
}

function isShape(value: PythonValue | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && Number(length) >= 0);
}

type Element = Pick<NpyHeader, "dtype" | "itemSize" | "bigEndian">;

function parseDescr(descr: PythonValue): Element {
  if (typeof descr !== "string") return parseFieldsOf(descr);
  const match = /^([<>|=]?)([a-zA-Z])(\d*)$/.exec(descr);
  const bigEndian = match?.[1] === ">";
  const kind = match?.[2] ?? "";
  const size = Number(match?.[3] ?? 0);
  const name = `${kind}${size}`;
  if (NAMES.has(name)) return { dtype: name as Dtype, itemSize: size, bigEndian };
  if (name === "b1") return { dtype: "bool", itemSize: 1, bigEndian };
  if (kind === "O") return { dtype: "O", itemSize: 0, bigEndian };
  if ((kind === "U" || kind === "S") && size > 0) {
    return { dtype: kind, itemSize: kind === "U" ? 4 * size : size, bigEndian };
  }
  throw new TypeError(`${unsupported(kind, size)}: its element type is ${printable(descr)}`);
}

function unsupported(kind: string, size: number): string {
  if (kind === "f" || kind === "g") {
    return "of floating point numbers 16, 32 and 64 bits are supported (save it as float64)";
  }
  if (kind === "c" || kind === "G") return "of complex numbers 64 and 128 bits are supported (save it as complex128)";
  if ((kind === "U" || kind === "S") && size === 0) return "text of no characters has no size";
  return "only numbers, booleans and text are supported";
}

/** Names of the two fields of a complex number, as HDF5 files and MATLAB have it. */
const COMPLEX_FIELDS: ReadonlySet<string> = new Set(["r,i", "re,im", "real,imag"]);

/** A structured type: a pair of real numbers that is a complex one, under any name. */
function parseFieldsOf(descr: PythonValue): Element {
  const fields = Array.isArray(descr) ? descr : [];
  const names = fields.map((field) => Array.isArray(field) && typeof field[0] === "string" ? field[0] : "?");
  const types = fields.map((field) => Array.isArray(field) && field.length === 2 ? field[1] : null);
  const [re, im] = types;
  if (fields.length === 2 && COMPLEX_FIELDS.has(names.join()) && typeof re === "string" && re === im) {
    const { dtype, itemSize, bigEndian } = parseDescr(re);
    if (dtype === "f4") return { dtype: "c8", itemSize: 2 * itemSize, bigEndian };
    if (dtype === "f8") return { dtype: "c16", itemSize: 2 * itemSize, bigEndian };
  }
  throw new TypeError(
    `of structured elements only complex numbers of two floats r, i are supported (save each field as an array of ` +
      `its own): its fields are ${nameList(names)}`,
  );
}

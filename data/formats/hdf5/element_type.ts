/**
 * Element types of HDF5, and how their elements become typed arrays. The library hands them over little-endian.
 *
 * | HDF5 | here |
 * |---|---|
 * | integers, bits, enumerations of 1, 2, 4, 8 bytes | as integers of NPY: beyond ±2⁵³ an error |
 * | the enumeration FALSE, TRUE | `bool` |
 * | floating point of 2, 4, 8 bytes | as of NPY |
 * | two floats r, i or re, im or real, imag | `c8`, `c16` |
 * | text of fixed and of variable length | `S` |
 * | arrays of these | more axes |
 * | all else: other compounds, references, opaque, variable length | `O`, which is not read |
 *
 * @module
 */
import type { Hdf5Metadata } from "../../../packages/h5wasm.ts";
import { nameList } from "../../../config/values/printable.ts";
import type { Dtype, RealDtype } from "../npy_header.ts";

/** What the elements of a dataset or an attribute are. */
export interface ElementType {
  /** Element type as NPY has it; `O` for what cannot be read. */
  readonly dtype: Dtype;
  /** Bytes of an element in memory, of one that is itself an array of all that is in it. */
  readonly size: number;
  /** Axes of an element that is itself an array. */
  readonly axes: readonly number[];
  /** Whether they are big-endian in memory, as enumerations stay that are so in the file. */
  readonly bigEndian: boolean;
  /** Of complex numbers: where the parts lie in an element. */
  readonly parts: readonly [re: number, im: number];
  /** Of text: whether it is of variable length, and what fills it up. */
  readonly text: "variable" | "ended" | "nul" | "space";
  /** Why it cannot be read, as the end of a sentence; null if it can. */
  readonly problem: string | null;
}

/** Says what the elements of a dataset or an attribute are. */
export function elementType(metadata: Hdf5Metadata): ElementType {
  const { type, size, array_type } = metadata;
  if (type === CLASS.array && array_type) {
    const inner = elementType({ ...array_type, shape: [] });
    const axes = [...array_type.shape ?? [], ...inner.axes];
    if (inner.text === "variable" && inner.dtype === "S") return unread("its elements are arrays of text");
    return { ...inner, size, axes };
  }
  const bigEndian = type === CLASS.enumeration && !metadata.littleEndian;
  const plain: ElementType = { dtype: "O", size, axes: [], bigEndian, parts: [0, 0], text: "ended", problem: null };
  if (type === CLASS.text) {
    return { ...plain, dtype: "S", text: metadata.vlen ? "variable" : FILLED[metadata.strpad ?? 0] ?? "ended" };
  }
  if (type === CLASS.compound) return complexType(metadata, plain);
  const dtype = realType(metadata);
  if (dtype !== null) return { ...plain, dtype };
  if (type === CLASS.complex && (size === 8 || size === 16)) {
    return { ...plain, dtype: size === 8 ? "c8" : "c16", parts: [0, size / 2] };
  }
  return unread(UNREAD[type] ?? "its elements are of a type that is not known", size);
}

// --- internal ---

const CLASS = { integer: 0, float: 1, text: 3, bits: 4, compound: 6, enumeration: 8, array: 10, complex: 11 };
const FILLED = ["ended", "nul", "space"] as const;
const UNREAD: Readonly<Record<number, string>> = {
  0: "its elements are integers of an odd size: save it as int32 or int64",
  1: "its elements are floating point numbers of an odd size: save it as float64",
  2: "its elements are times: save it as float64",
  4: "its elements are bits of an odd size: save it as uint8",
  5: "its elements are opaque bytes, which only the program that wrote them knows",
  7: "its elements are references to other datasets, as MATLAB's cells and structures have them: save what they refer " +
    "to as datasets of their own",
  8: "its elements are an enumeration of an odd size: save it as int32",
  9: "its elements are lists of different lengths: save it as an array",
  11: "its elements are complex numbers of an odd size: save it as complex64 or complex128",
};
const PARTS: ReadonlySet<string> = new Set(["r,i", "re,im", "real,imag"]);

function unread(problem: string, size = 0): ElementType {
  return { dtype: "O", size, axes: [], bigEndian: false, parts: [0, 0], text: "ended", problem };
}

function realType({ type, size, signed, enum_type }: Hdf5Metadata): RealDtype | null {
  if (type === CLASS.float) return size === 2 ? "f2" : size === 4 ? "f4" : size === 8 ? "f8" : null;
  if (type !== CLASS.integer && type !== CLASS.bits && type !== CLASS.enumeration) return null;
  if (![1, 2, 4, 8].includes(size)) return null;
  if (type === CLASS.enumeration && size === 1 && isBoolean(enum_type?.members ?? {})) return "bool";
  const letter = signed && type !== CLASS.bits ? "i" : "u";
  return `${letter}${size}` as RealDtype;
}

function isBoolean(members: Readonly<Record<string, number>>): boolean {
  const names = Object.keys(members);
  return names.length === 2 && names.every((name) => members[name] === (name.toUpperCase() === "TRUE" ? 1 : 0)) &&
    names.map((name) => name.toUpperCase()).sort().join() === "FALSE,TRUE";
}

function complexType({ size, compound_type }: Hdf5Metadata, plain: ElementType): ElementType {
  const members = compound_type?.members ?? [];
  const names = members.map(({ name }) => name.toLowerCase());
  const [first, second] = members;
  const ordered = PARTS.has(names.join())
    ? [first, second]
    : PARTS.has(names.toReversed().join())
    ? [second, first]
    : [];
  const [re, im] = ordered;
  if (re && im && re.type === CLASS.float && im.type === CLASS.float && re.size === im.size) {
    const dtype = re.size === 4 ? "c8" : re.size === 8 ? "c16" : null;
    if (dtype !== null) return { ...plain, dtype, parts: [re.offset, im.offset] };
  }
  return unread(
    `its elements are records of ${
      nameList(members.map(({ name }) => name))
    }, which are not read: save each field as ` +
      "an array of its own",
    size,
  );
}

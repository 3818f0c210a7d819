/**
 * The safetensors format: named arrays and a table of strings in one block of bytes. The file starts with the length of a
 * JSON header (64 bits, little-endian), then comes the header, then the arrays' bytes without gaps. The header names each
 * array's type, shape and place; its key `__metadata__` holds the strings. Arrays are written as float32, and read as
 * float32 from whatever type of numbers they have.
 *
 * @module
 */
import { parseJson } from "./json_file.ts";
import { printable, shapeText } from "../../config/values/printable.ts";
import { TENSOR_TYPES, type TensorType } from "./safetensors_types.ts";

/** A named array: row-major, float32. */
export interface NamedArray {
  /** Lengths of the axes; none for a scalar. */
  readonly shape: readonly number[];
  /** Elements. */
  readonly data: Float32Array;
}

/** What a block of safetensors bytes holds. */
export interface SafetensorsContent {
  /** Arrays by name, in the order of the header. */
  readonly arrays: Map<string, NamedArray>;
  /** Strings by name. */
  readonly metadata: Record<string, string>;
}

/**
 * Writes arrays as safetensors bytes, in the order of the map.
 *
 * @param arrays Arrays by name; `__metadata__` is not a name.
 * @param metadata Strings stored beside them.
 * @returns The bytes of a file.
 * @throws {TypeError} If an array's length is not the product of its shape, or its name is reserved.
 *
 * @example
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = encodeSafetensors(new Map([["w", { shape: [2], data: new Float32Array([1, 2]) }]]), { note: "hi" });
 * const { arrays, metadata } = decodeSafetensors(bytes);
 * assertEquals(arrays.get("w")?.data, new Float32Array([1, 2]));
 * assertEquals(metadata, { note: "hi" });
 * ```
 */
export function encodeSafetensors(
  arrays: ReadonlyMap<string, NamedArray>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const entries: [string, unknown][] = [[METADATA, metadata]];
  let offset = 0;
  for (const [name, { shape, data }] of arrays) {
    if (name === METADATA) {
      throw new TypeError(`Cannot write an array as its name is reserved: current value is ${name}`);
    }
    if (sizeOf(shape) !== data.length) {
      throw new TypeError(
        `Cannot write array ${name} as its shape [${shape}] does not fit its length: current value is ${data.length}`,
      );
    }
    entries.push([name, { dtype: "F32", shape, data_offsets: [offset, offset += data.byteLength] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + offset).fill(SPACE, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(json, 8);
  const body = new Float32Array(bytes.buffer, start);
  let position = 0;
  for (const { data } of arrays.values()) {
    body.set(data, position);
    position += data.length;
  }
  return bytes;
}

/**
 * Reads safetensors bytes. The arrays are copies.
 *
 * @param bytes The bytes of a file.
 * @returns Arrays in the order of the header, and the strings.
 * @throws {SyntaxError} If the bytes are truncated, the header is not what it should be, or arrays overlap, leave gaps or
 * bytes behind.
 * @throws {TypeError} If an array is not of numbers.
 *
 * @example
 * ```ts
 * import { decodeSafetensors } from "@exitwave/exitwave";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => decodeSafetensors(new Uint8Array(3)), SyntaxError, "truncated");
 * ```
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsContent {
  const { start, entries, metadata } = parseSafetensorsHeader(bytes, bytes.length);
  const arrays = new Map<string, NamedArray>();
  for (const [name, { shape, type, begin, end }] of entries) {
    arrays.set(name, { shape, data: type.read(bytes.slice(start + begin, start + end)) });
  }
  return { arrays, metadata };
}

/** What stands before the arrays. */
export interface SafetensorsHeader {
  /** Where the arrays begin, in bytes. */
  readonly start: number;
  /** Shape of every array, and where it is: bytes [begin, end) from `start` on. */
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  /** The strings. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Place of an array in a file. */
export interface SafetensorsEntry {
  readonly shape: readonly number[];
  readonly type: TensorType;
  readonly begin: number;
  readonly end: number;
}

/** Bytes that tell {@link safetensorsStart}. */
export const SAFETENSORS_PREFIX = 8;

/**
 * Where the arrays begin, so that what stands before them can be read.
 *
 * @param prefix The first bytes of a file.
 * @param size Bytes of the file.
 * @throws {SyntaxError} If it is another kind of file or truncated.
 */
export function safetensorsStart(prefix: Uint8Array, size: number): number {
  if (size < SAFETENSORS_PREFIX) fail(`the file is truncated: current value is ${size} bytes`);
  const length = Number(new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true));
  if (length > LONGEST_HEADER) fail(`it is another kind of file: its header would have ${length} bytes`);
  if (SAFETENSORS_PREFIX + length <= size) return SAFETENSORS_PREFIX + length;
  return fail(`the header is truncated, it needs ${length} bytes: current value is ${size - SAFETENSORS_PREFIX} bytes`);
}

/**
 * Reads what stands before the arrays.
 *
 * @param bytes The bytes of a file, at least up to its arrays.
 * @param size Bytes of the file.
 * @throws {SyntaxError | TypeError} As {@link decodeSafetensors}.
 */
export function parseSafetensorsHeader(bytes: Uint8Array, size: number): SafetensorsHeader {
  const start = safetensorsStart(bytes, size);
  const header = parse(bytes.subarray(SAFETENSORS_PREFIX, start));
  if (!isRecord(header)) fail("the header is not a JSON object");
  const { [METADATA]: metadata = {}, ...rest } = header;
  const entries = new Map(
    Object.entries(rest).map(([name, value]) => [name, entryOf(name, value, size - start)] as const),
  );
  checkCover([...entries].map(([name, { begin, end }]) => [name, begin, end]), size - start);
  return { start, entries, metadata: stringsOf(metadata) };
}

// --- internal ---

const METADATA = "__metadata__";
const SPACE = 32;
/** Bytes; the format allows no more. */
const LONGEST_HEADER = 100_000_000;

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function fail(reason: string): never {
  throw new SyntaxError(`Cannot read safetensors as ${reason}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(json: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder("utf-8", { fatal: true }).decode(json));
  } catch (error) {
    const reason = error instanceof SyntaxError ? `: ${error.message}` : "";
    throw new SyntaxError(`Cannot read safetensors as the header is not JSON${reason}`, { cause: error });
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function entryOf(key: string, value: unknown, available: number): SafetensorsEntry {
  const name = printable(key);
  if (!isRecord(value)) fail(`the header entry of ${name} is not an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  const type = typeof dtype === "string" ? TENSOR_TYPES.get(dtype) : undefined;
  if (!type) {
    const found = typeof dtype === "string" ? printable(dtype) : "no text";
    const types = [...TENSOR_TYPES.keys()].join(", ");
    throw new TypeError(
      `Cannot read safetensors as ${name} must have one of the types ${types}: current value is ${found}`,
    );
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) fail(`${name} has no valid shape`);
  const [begin, end] = Array.isArray(offsets) ? offsets : [];
  if (!isCount(begin) || !isCount(end)) fail(`${name} has no valid data_offsets`);
  if (end > available) fail(`${name} is truncated, it ends at byte ${end}: current value is ${available} bytes`);
  if (end - begin !== type.bytes * sizeOf(shape)) {
    fail(`${name} of shape ${shapeText(shape)} does not fit its ${end - begin} bytes`);
  }
  return { shape, type, begin, end };
}

function checkCover(ranges: [string, number, number][], length: number): void {
  let position = 0;
  for (const [name, begin, end] of ranges.toSorted((a, b) => a[1] - b[1] || a[2] - b[2])) {
    if (begin < position) fail(`${printable(name)} overlaps another array at byte ${begin}`);
    if (begin > position) fail(`bytes ${position} to ${begin} belong to no array`);
    position = end;
  }
  if (position !== length) fail(`bytes ${position} to ${length} belong to no array`);
}

function stringsOf(metadata: unknown): Record<string, string> {
  if (!isRecord(metadata)) fail("its metadata is not an object");
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== "string") fail(`the metadata of ${printable(key)} is not a string`);
  }
  return metadata as Record<string, string>;
}

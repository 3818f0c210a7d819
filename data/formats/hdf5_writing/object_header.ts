/**
 * Groups and datasets as HDF5's object headers: messages that say what they are (HDF5 file format specification 3.0, IV.A).
 * They hold no times: equal content makes equal files.
 *
 * @module
 */
import { shapeText } from "../../../config/values/printable.ts";
import { type Dtype, elementCount } from "../npy_header.ts";
import { datatypeMessage, elementBytes } from "./datatype.ts";
import { joinedBytes } from "../../arrays/joined_bytes.ts";
import { integer, NOWHERE, terminated } from "./little_endian.ts";
import { lookup3 } from "./lookup3.ts";

/** A message: its type, and its bytes. */
export type Message = readonly [type: number, bytes: Uint8Array];

/** Where the elements of a dataset lie. */
export interface DatasetPlace {
  /** Element type. */
  readonly dtype: Dtype;
  /** Lengths of the axes. */
  readonly shape: readonly number[];
  /** Whether each row is a chunk. */
  readonly chunked: boolean;
  /** Where the first element is. */
  readonly address: number;
}

/**
 * An object header of some messages.
 *
 * @throws {RangeError} If one is longer than a message can be: a list of numbers as an attribute.
 */
export function objectHeader(messages: readonly Message[]): Uint8Array {
  const longest = Math.max(0, ...messages.map(([, bytes]) => bytes.length));
  if (longest > 0xffff) {
    throw new RangeError(`Cannot write HDF5 as an attribute must have at most 65535 bytes: it has ${longest}`);
  }
  const body = joinedBytes(
    ...messages.map(([type, bytes]) =>
      joinedBytes(Uint8Array.of(type), integer(bytes.length, 2), Uint8Array.of(0), bytes)
    ),
  );
  // Version 2; the size of what follows takes four bytes.
  const header = joinedBytes(new TextEncoder().encode("OHDR"), Uint8Array.of(2, 2), integer(body.length, 4), body);
  return joinedBytes(header, integer(lookup3(header), 4));
}

/** Messages of a dataset. */
export function datasetMessages({ dtype, shape, chunked, address }: DatasetPlace): Message[] {
  return [
    [0x01, dataspace(shape)],
    [0x03, datatypeMessage(dtype)],
    // Zeros where nothing was written; space is taken at once where each row is a chunk.
    [0x05, Uint8Array.of(3, chunked ? 0x09 : 0x0a)],
    [0x08, chunked ? chunkLayout(dtype, shape, address) : plainLayout(dtype, shape, address)],
  ];
}

/** Messages of a group, but for its links. */
export function groupMessages(): Message[] {
  return [[0x02, joinedBytes(Uint8Array.of(0, 0), integer(NOWHERE, 8), integer(NOWHERE, 8))], [
    0x0a,
    Uint8Array.of(0, 0),
  ]];
}

/** A name in a group for what has an address in the file, or a path. */
export function linkMessage(name: string, target: number | string): Message {
  const bytes = new TextEncoder().encode(name);
  const named = joinedBytes(integer(bytes.length, 2), bytes);
  // The name is UTF-8, and its length takes two bytes.
  if (typeof target === "number") return [0x06, joinedBytes(Uint8Array.of(1, 0x11, 1), named, integer(target, 8))];
  const path = new TextEncoder().encode(target);
  return [0x06, joinedBytes(Uint8Array.of(1, 0x19, 1, 1), named, integer(path.length, 2), path)];
}

/**
 * An attribute.
 *
 * @param name Its name.
 * @param type Element type and shape.
 * @param elements Its elements as they lie in the file.
 */
export function attributeMessage(
  name: string,
  { dtype, shape }: Pick<DatasetPlace, "dtype" | "shape">,
  elements: Uint8Array,
): Message {
  const [type, space, bytes] = [datatypeMessage(dtype), dataspace(shape), terminated(name)];
  const sizes = joinedBytes(integer(bytes.length, 2), integer(type.length, 2), integer(space.length, 2));
  return [0x0c, joinedBytes(Uint8Array.of(3, 0), sizes, Uint8Array.of(1), bytes, type, space, elements)];
}

// --- internal ---

function dataspace(shape: readonly number[]): Uint8Array {
  return joinedBytes(
    Uint8Array.of(2, shape.length, 0, shape.length === 0 ? 0 : 1),
    ...shape.map((side) => integer(side, 8)),
  );
}

function plainLayout(dtype: Dtype, shape: readonly number[], address: number): Uint8Array {
  const size = elementCount(shape) * elementBytes(dtype);
  return joinedBytes(Uint8Array.of(3, 1), integer(size === 0 ? NOWHERE : address, 8), integer(size, 8));
}

/** Chunks lie one behind the other, so that no table is needed to find them: the library calls that an implicit index. */
function chunkLayout(dtype: Dtype, shape: readonly number[], address: number): Uint8Array {
  const sides = [1, ...shape.slice(1), elementBytes(dtype)];
  if (elementCount(sides) >= 2 ** 32) {
    throw new RangeError(`Cannot write HDF5 as a chunk is too large: the shape of the array is ${shapeText(shape)}`);
  }
  // As many bytes as the longest side needs: the library insists on it.
  const width = Math.floor(Math.log2(Math.max(...sides)) / 8) + 1;
  return joinedBytes(
    Uint8Array.of(4, 2, 0, sides.length, width),
    ...sides.map((side) => integer(side, width)),
    Uint8Array.of(2),
    integer(address, 8),
  );
}

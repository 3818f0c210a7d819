/**
 * Writing HDF5 files, from their first byte to their last: all sizes are known beforehand, so arrays are written as they
 * come, and never held. Read by HDF5 1.10 and later, which is 2016's.
 *
 * @module
 */
import { printable } from "../../../config/values/printable.ts";
import { writeAll, writeAtomically } from "../atomic_write.ts";
import { encodeElements, type WritableArray } from "../npy_encode.ts";
import { elementCount } from "../npy_header.ts";
import { type StreamedArray, streamedRows } from "../streamed_array.ts";
import { elementBytes } from "./datatype.ts";
import type { Hdf5Attribute, Hdf5Dataset, Hdf5Group, Hdf5Node } from "./hdf5_tree.ts";
import { joinedBytes } from "../../arrays/joined_bytes.ts";
import { integer, NOWHERE, padded } from "./little_endian.ts";
import { lookup3 } from "./lookup3.ts";
import {
  attributeMessage,
  datasetMessages,
  groupMessages,
  linkMessage,
  type Message,
  objectHeader,
} from "./object_header.ts";
import { TextHeap } from "./text_heap.ts";

/**
 * Writes an HDF5 file, atomically. Equal content makes equal files. Numbers lie in it unpacked, little-endian; an array that
 * comes in pieces lies in chunks of one row. Memory is that of the arrays given, and of a few rows of those that come.
 *
 * @param path Where to write; an existing file is replaced.
 * @param root What the file holds.
 * @throws {Error} If the file cannot be written.
 * @throws {TypeError | RangeError} If an array is not what its type and shape say, or a name is empty or has a slash. What
 * the source of a streamed array throws.
 */
export async function writeHdf5(path: string, root: Hdf5Group): Promise<void> {
  const { head, arrays } = layOut(root);
  await writeAtomically(path, async (file) => {
    writeAll(file, head);
    for (const { size, chunks } of arrays) {
      let written = 0;
      for await (const chunk of chunks) {
        writeAll(file, chunk);
        written += chunk.length;
      }
      if (written !== size) {
        throw new RangeError(`Cannot write ${path} as ${size} bytes were announced: ${written} came`);
      }
      writeAll(file, new Uint8Array(padded(size) - size));
    }
  });
}

// --- internal ---

/** A group or a dataset, and where it lies. */
interface Entry {
  readonly node: Hdf5Group | Hdf5Dataset;
  /** What is in a group: entries, or paths of links. */
  readonly members: readonly (readonly [name: string, Entry | string])[];
  /** Where its header is. */
  header: number;
  /** Where the elements of a dataset are. */
  elements: number;
}

/** The elements of a dataset as bytes. */
interface Elements {
  readonly size: number;
  readonly chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

const SUPERBLOCK_BYTES = 48;

/** All before the elements, and the elements of every dataset in order. */
function layOut(root: Hdf5Group): { head: Uint8Array; arrays: readonly Elements[] } {
  const entry = entryOf(root, "/");
  const entries = [...walk(entry)];
  // What headers say of places does not change their sizes: those are found first, then where all things are.
  const draft = new TextHeap(0);
  let at = SUPERBLOCK_BYTES;
  for (const each of entries) {
    each.header = at;
    at = padded(at + headerOf(each, draft).length);
    elementsOf(each, draft);
  }
  const heap = new TextHeap(at);
  at += draft.size;
  const headBytes = at;
  for (const each of entries) {
    each.elements = at;
    at += padded(elementsSize(each));
  }
  const head = new Uint8Array(headBytes);
  const arrays: Elements[] = [];
  for (const each of entries) {
    head.set(headerOf(each, heap), each.header);
    const elements = elementsOf(each, heap);
    if (elements) arrays.push(elements);
  }
  head.set(superblock(entry.header, at));
  const texts = heap.bytes();
  head.set(texts, headBytes - texts.length);
  return { head, arrays };
}

function entryOf(node: Hdf5Group | Hdf5Dataset, path: string): Entry {
  const members = node.kind === "group" ? Object.entries(node.members) : [];
  return {
    node,
    members: members.map(([name, member]) => [requireName(name, path), memberOf(member, path + name)]),
    header: 0,
    elements: 0,
  };
}

function memberOf(node: Hdf5Node, path: string): Entry | string {
  return node.kind === "link" ? node.target : entryOf(node, `${path}/`);
}

function requireName(name: string, path: string): string {
  if (name !== "" && name !== "." && !/[\0/]/.test(name)) return name;
  throw new RangeError(
    `Cannot write HDF5 as the name of what is in ${printable(path)} must have no slash and not be empty: ` +
      `current value is ${printable(name)}`,
  );
}

function* walk(entry: Entry): Generator<Entry> {
  yield entry;
  for (const [, member] of entry.members) if (typeof member !== "string") yield* walk(member);
}

function superblock(root: number, end: number): Uint8Array {
  const bytes = joinedBytes(
    Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 3, 8, 8, 0),
    ...[0, NOWHERE, end, root].map((address) => integer(address, 8)),
  );
  return joinedBytes(bytes, integer(lookup3(bytes), 4));
}

function headerOf({ node, members, elements }: Entry, heap: TextHeap): Uint8Array {
  const attributes = Object.entries(node.attributes ?? {}).map(([name, value]) => attributeOf(name, value, heap));
  const own: Message[] = node.kind === "group"
    ? groupMessages()
    : datasetMessages({ ...node.array, chunked: isChunked(node.array), address: elements });
  const links = members.map(([name, member]) => linkMessage(name, typeof member === "string" ? member : member.header));
  return objectHeader([...own, ...links, ...attributes]);
}

function attributeOf(name: string, value: Hdf5Attribute, heap: TextHeap): Message {
  if (typeof value === "string") return attributeMessage(name, { dtype: "U", shape: [] }, heap.add(value));
  const values = Float64Array.from(typeof value === "number" ? [value] : value);
  const shape = typeof value === "number" ? [] : [values.length];
  return attributeMessage(name, { dtype: "f8", shape }, new Uint8Array(values.buffer));
}

function isChunked(array: WritableArray | StreamedArray): boolean {
  return array.kind === "streamed" && array.shape.length > 1 && !array.shape.includes(0);
}

function elementsSize({ node }: Entry): number {
  return node.kind === "dataset" ? elementCount(node.array.shape) * elementBytes(node.array.dtype) : 0;
}

function elementsOf(entry: Entry, heap: TextHeap): Elements | null {
  const { node } = entry;
  if (node.kind === "group") return null;
  const { array } = node;
  const size = elementsSize(entry);
  if (array.kind === "streamed") return { size, chunks: streamedBytes(array) };
  const chunks = encodeElements(array);
  return { size, chunks: array.kind === "text" ? array.data.map((text) => heap.add(text)) : chunks };
}

async function* streamedBytes(array: StreamedArray): AsyncGenerator<Uint8Array> {
  for await (const rows of streamedRows(array)) yield* encodeElements(rows);
}

/**
 * One dataset of an HDF5 file: what it is, and its elements.
 *
 * @module
 */
import type { NpyArray } from "../npy.ts";
import { elementCount } from "../npy_header.ts";
import { type Block, type BlockedShape, blocks } from "./blocks.ts";
import { decodeHdf5 } from "./decode_elements.ts";
import { type ElementType, elementType } from "./element_type.ts";
import { filterNames, unknownFilter } from "./filters.ts";
import type { Hdf5Session } from "./hdf5_library.ts";
import { takeTexts } from "./variable_text.ts";

/** Bytes that are read from the library at once. */
const MOST_BYTES = 1 << 25;
/** A chunk is unpacked whole. */
const MOST_CHUNK_BYTES = 1 << 28;

/** What a file says of a dataset. */
export interface DatasetInfo extends BlockedShape {
  /** Its path in the file, with the first slash. */
  readonly path: string;
  /** What its elements are. */
  readonly type: ElementType;
  /** What packs its chunks. */
  readonly filters: readonly string[];
  /** Why its elements cannot be read, as the end of a sentence; null if they can. */
  readonly problem: string | null;
}

/**
 * Says what a dataset is.
 *
 * @throws {Hdf5Problem} If the file is damaged there.
 */
export function describeDataset(session: Hdf5Session, path: string): DatasetInfo {
  const [metadata, filters] = session.call((module, id) =>
    [module.get_dataset_metadata(id, path), module.get_dataset_filters(id, path)] as const
  );
  const type = elementType(metadata);
  const { chunks } = metadata;
  for (const { id } of filters) session.installFilter(id);
  const chunkBytes = elementCount(chunks ?? []) * type.size;
  const problem = type.problem ?? unknownFilter(filters) ??
    (chunks && chunkBytes > MOST_CHUNK_BYTES
      ? `its chunks are too large, ${chunkBytes} bytes: h5repack -l CHUNK=1x… IN OUT writes it in smaller ones`
      : null);
  return { path, type, shape: metadata.shape ?? [0], chunks, size: type.size, filters: filterNames(filters), problem };
}

/**
 * Reads a box of elements.
 *
 * @param session The file.
 * @param dataset The dataset, of a type that can be read.
 * @param box The box.
 * @returns Its elements, little-endian, in row-major order; of text of variable length the texts.
 * @throws {Hdf5Problem} If the file is damaged there, or parts of it are missing.
 */
export function readBox(
  session: Hdf5Session,
  dataset: DatasetInfo,
  box: Block,
): Uint8Array | string[] {
  const { path, size, type } = dataset;
  const total = elementCount(box.count);
  const texts: string[] = [];
  const bytes = new Uint8Array(type.text === "variable" ? 0 : total * size);
  let at = 0;
  for (const { from, count } of total === 0 ? [] : blocks(dataset, box, MOST_BYTES)) {
    const length = elementCount(count) * size;
    const place = selection(from, count);
    session.withMemory(length, (pointer) => {
      session.call((module, id) => module.get_dataset_data(id, path, ...place, BigInt(pointer)));
      if (type.text === "variable") texts.push(...takeTexts(session, { path, attribute: "", pointer, count }));
      else bytes.set(session.memory.subarray(pointer, pointer + length), at);
    });
    at += length;
  }
  return type.text === "variable" ? texts : bytes;
}

/**
 * Elements of a dataset as an array.
 *
 * @param dataset What they are.
 * @param elements What {@link readBox} gave.
 * @param shape Their shape.
 */
export function boxArray({ type }: DatasetInfo, elements: Uint8Array | string[], shape: readonly number[]): NpyArray {
  if (Array.isArray(elements)) return { kind: "text", dtype: "S", shape, data: elements };
  return decodeHdf5(type, elements, shape);
}

// --- internal ---

type Selection = readonly [count: bigint[] | null, offset: bigint[] | null, strides: bigint[] | null];

/** As the library wants it; a scalar has nothing to select from. */
function selection(from: readonly number[], count: readonly number[]): Selection {
  return count.length === 0 ? [null, null, null] : [count.map(BigInt), from.map(BigInt), count.map(() => 1n)];
}

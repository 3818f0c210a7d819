/**
 * One dataset of an HDF5 file: what it is, and its elements.
 *
 * @module
 */
import { printable } from "../../../config/values/printable.ts";
import type { Hdf5Metadata } from "../../../packages/h5wasm.ts";
import type { NpyArray } from "../npy.ts";
import { elementCount } from "../npy_header.ts";
import { type Block, type BlockedShape, blocks } from "./blocks.ts";
import { decodeHdf5 } from "./decode_elements.ts";
import { type ElementType, elementType } from "./element_type.ts";
import { filterNames, unknownFilter } from "./filters.ts";
import { Hdf5Problem } from "./hdf5_problem.ts";
import type { LinkedFiles } from "./linked_files.ts";
import { findObject, type ObjectPlace } from "./object_place.ts";
import { takeTexts } from "./variable_text.ts";

/** Bytes that are read from the library at once. */
const MOST_BYTES = 1 << 25;
/** A chunk is unpacked whole. */
const MOST_CHUNK_BYTES = 1 << 28;

/** What a file says of a dataset. */
export interface DatasetInfo extends BlockedShape {
  /** Where it is. */
  readonly place: ObjectPlace;
  /** What its elements are. */
  readonly type: ElementType;
  /** What packs its chunks. */
  readonly filters: readonly string[];
  /** Their numbers. */
  readonly filterIds: readonly number[];
  /** Whether nothing was ever written to it. */
  readonly unwritten: boolean;
  /** Why its elements cannot be read, as the end of a sentence; null if they can. */
  readonly problem: string | null;
}

/**
 * Says what a dataset is.
 *
 * @throws {Hdf5Problem} If the file is damaged there, or it is made of datasets that are not there.
 */
export function describeDataset(files: LinkedFiles, place: ObjectPlace): DatasetInfo {
  const { file, path } = place;
  const [metadata, filters] = files.session(file).call((module, id) =>
    [module.get_dataset_metadata(id, path), module.get_dataset_filters(id, path)] as const
  );
  requireSources(files, file, metadata);
  const type = elementType(metadata);
  const stored = files.stored(place);
  const { chunks } = metadata;
  const chunkBytes = elementCount(chunks ?? []) * type.size;
  const problem = type.problem ?? stored.problem ?? unknownFilter(filters) ??
    (chunks && chunkBytes > MOST_CHUNK_BYTES
      ? `its chunks are too large, ${chunkBytes} bytes: h5repack -l CHUNK=1x… IN OUT writes it in smaller ones`
      : null);
  return {
    place,
    type,
    shape: metadata.shape ?? [0],
    chunks,
    size: type.size,
    filters: filterNames(filters),
    filterIds: filters.map(({ id }) => id),
    unwritten: stored.unwritten && metadata.total_size > 0,
    problem,
  };
}

/**
 * Reads a box of elements.
 *
 * @param files The files.
 * @param dataset The dataset, of a type that can be read.
 * @param box The box.
 * @returns Its elements, little-endian, in row-major order; of text of variable length the texts.
 * @throws {Hdf5Problem} If the file is damaged there, or parts of it are missing.
 */
export function readBox(files: LinkedFiles, dataset: DatasetInfo, box: Block): Uint8Array | string[] {
  const { place: { file, path }, size, type } = dataset;
  const session = files.session(file);
  for (const id of dataset.filterIds) session.installFilter(id);
  const total = elementCount(box.count);
  const texts: string[] = [];
  const bytes = new Uint8Array(type.text === "variable" ? 0 : total * size);
  let at = 0;
  for (const { from, count } of total === 0 ? [] : blocks(dataset, box, MOST_BYTES)) {
    const length = elementCount(count) * size;
    const selected = selection(from, count);
    session.withMemory(length, (pointer) => {
      session.call((module, id) => module.get_dataset_data(id, path, ...selected, BigInt(pointer)));
      if (session.files.pastEnd) throw new Hdf5Problem("a file that it lies in is truncated: copy it again");
      if (type.text === "variable") {
        for (const text of takeTexts(session, { path, attribute: "", pointer, count })) texts.push(text);
      } else bytes.set(session.memory.subarray(pointer, pointer + length), at);
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

/** Of a virtual dataset, each source must be there: where one is not, the library gives fill values. */
function requireSources(files: LinkedFiles, file: string, { virtual_sources = [] }: Hdf5Metadata): void {
  const seen = new Set<string>();
  for (const { file_name, dset_name } of virtual_sources) {
    const name = `${file_name}\n${dset_name}`;
    // Names with numbers in them stand for as many files as there are.
    if (seen.has(name) || name.includes("%")) continue;
    seen.add(name);
    const source = file_name === "." ? files.session(file) : files.named(file_name, file);
    if (findObject(files, dset_name, source.path)?.kind === "dataset") continue;
    throw new Hdf5Problem(`it is made of ${printable(dset_name)} in ${source.path}, which is not there`);
  }
}

type Selection = readonly [count: bigint[] | null, offset: bigint[] | null, strides: bigint[] | null];

/** As the library wants it; a scalar has nothing to select from. */
function selection(from: readonly number[], count: readonly number[]): Selection {
  return count.length === 0 ? [null, null, null] : [count.map(BigInt), from.map(BigInt), count.map(() => 1n)];
}

/**
 * A small HDF5 file, written by the library itself: a scan with chunks, filters, attributes and links.
 *
 * @module
 */
import { createHdf5Module, type Hdf5Module } from "../../../../packages/h5wasm.ts";

/** What the library writes with, which the program has no use for. */
interface Writer extends Hdf5Module {
  create_group(file: bigint, name: string): number;
  create_dataset(file: bigint, name: string, pointer: bigint, metadata: unknown): number;
  create_attribute(file: bigint, object: string, name: string, pointer: bigint, metadata: unknown): number;
  create_soft_link(file: bigint, target: string, name: string): number;
  create_external_link(file: bigint, path: string, target: string, name: string): number;
}

const CREATE = 2;
/** The format of HDF5 1.10, which is the newest that is in use. */
const NEWEST = 2;
const FLOAT = { type: 1, signed: false };
const INTEGER = { type: 0, signed: false };
const PARTS = ["r", "i"].map((name, i) => ({
  ...FLOAT,
  name,
  size: 4,
  offset: 4 * i,
  vlen: false,
  littleEndian: true,
}));
const COMPLEX = { type: 6, signed: false, compound_type: { nmembers: 2, members: PARTS } };
const TEXT = { type: 3, signed: false, cset: 1 };

/** How a dataset is written. */
interface Dataset {
  readonly type: object;
  readonly data: ArrayBufferView;
  readonly shape: readonly number[];
  readonly chunks?: readonly number[];
  /** Number of a filter. */
  readonly filter?: number;
}

const METADATA = new TextEncoder().encode('{"physics_parameters": {"nphotons": 1e6}}');

const DATASETS: Readonly<Record<string, Dataset>> = {
  diffraction: {
    type: INTEGER,
    data: Uint16Array.from({ length: 256 }, (_, i) => 1 + (i * 7) % 50),
    shape: [4, 8, 8],
    chunks: [2, 8, 8],
    filter: 1,
  },
  xcoords: { type: FLOAT, data: Float64Array.of(5, 6, 7, 8), shape: [4] },
  ycoords: { type: FLOAT, data: Float64Array.of(5, 6, 8, 7), shape: [4], chunks: [2], filter: 3 },
  probeGuess: { type: COMPLEX, data: new Float32Array(128).fill(0.5), shape: [8, 8] },
  _metadata: { type: TEXT, data: METADATA, shape: [] },
  "entry/mask": { type: INTEGER, data: new Uint8Array(64).fill(1), shape: [8, 8], chunks: [4, 4], filter: 2 },
};

/**
 * The file.
 *
 * @param newest Whether it is of the newest format, which has checksums.
 */
export async function tinyHdf5(newest: boolean): Promise<Uint8Array<ArrayBuffer>> {
  const module = await createHdf5Module((line) => {
    throw new Error(line);
  }) as Writer;
  const format = newest ? NEWEST : -1;
  const file = module.open("/tiny.h5", CREATE, false, format, format);
  module.create_group(file, "entry");
  for (const [name, dataset] of Object.entries(DATASETS)) {
    withCopy(module, dataset.data, (pointer) => module.create_dataset(file, name, pointer, metadata(dataset)));
  }
  const units = { type: TEXT, data: new TextEncoder().encode("px"), shape: [] };
  withCopy(module, units.data, (pointer) => {
    module.create_attribute(file, "xcoords", "units", pointer, metadata(units));
  });
  module.create_soft_link(file, "/diffraction", "entry/data");
  module.create_external_link(file, "lost.h5", "/x", "entry/lost");
  module.close_file(file);
  return readAll(module, "/tiny.h5");
}

function metadata({ type, data, shape, chunks, filter }: Dataset): object {
  const count = shape.reduce((product, length) => product * length, 1);
  return {
    ...{ vlen: false, littleEndian: true, ...type, size: data.byteLength / count, shape: shape.map(BigInt) },
    ...{ maxshape: shape.map(BigInt), chunks: chunks?.map(BigInt) ?? null },
    ...(filter ? { compression: filter, compression_opts: filter === 1 ? [4] : [] } : {}),
  };
}

function withCopy(module: Writer, data: ArrayBufferView, use: (pointer: bigint) => void): void {
  const pointer = module._malloc(data.byteLength);
  module.HEAPU8.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), pointer);
  use(BigInt(pointer));
  module._free(pointer);
}

function readAll(module: Writer, path: string): Uint8Array<ArrayBuffer> {
  const { FS } = module as unknown as { FS: { readFile(path: string): Uint8Array<ArrayBuffer> } };
  return FS.readFile(path).slice();
}

/**
 * h5wasm: the HDF5 library in WebAssembly, and h5wasm-plugins: its filters. The package makes one instance of the library
 * when it is imported; here is the factory, so that a program has none before it needs one, and a new one when a file has
 * broken the old.
 *
 * @module
 */
import { registerHooks } from "node:module";

/** The functions of h5wasm's module that are used. Names of the library's own are as it has them. */
export interface Hdf5Module {
  /** Memory of the module; a new view after it has grown. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  /** Files as the module sees them. */
  readonly FS: Hdf5FileSystem;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  open(path: string, mode: number, trackOrder: boolean, lowest: number, highest: number): bigint;
  close_file(file: bigint): number;
  get_names(file: bigint, path: string, recursive: boolean): string[];
  get_type(file: bigint, path: string): number;
  get_symbolic_link(file: bigint, path: string): string | null;
  get_external_link(file: bigint, path: string): { readonly filename?: string; readonly obj_path?: string };
  get_dataset_metadata(file: bigint, path: string): Hdf5Metadata;
  get_dataset_filters(file: bigint, path: string): Hdf5Filter[];
  get_dataset_data(
    file: bigint,
    path: string,
    count: readonly bigint[] | null,
    offset: readonly bigint[] | null,
    strides: readonly bigint[] | null,
    pointer: bigint,
  ): number;
  get_attribute_names(file: bigint, path: string): string[];
  get_attribute_metadata(file: bigint, path: string, name: string): Hdf5Metadata;
  get_attribute_data(file: bigint, path: string, name: string, pointer: bigint): number;
  reclaim_vlen_memory(file: bigint, path: string, attribute: string, pointer: bigint): number;
  reclaim_vlen_memory_count(
    file: bigint,
    path: string,
    attribute: string,
    pointer: bigint,
    count: readonly bigint[],
  ): number;
  create_object_reference(file: bigint, path: string): Uint8Array;
  get_plugin_search_paths(): string[];
}

/** Type and shape of a dataset or an attribute, and of what its elements consist of. */
export interface Hdf5Metadata {
  /** Class of the type: 0 integer, 1 float, 3 text, 4 bits, 6 compound, 8 enumeration, 9 variable length, 10 array … */
  readonly type: number;
  /** Bytes of an element. */
  readonly size: number;
  readonly signed: boolean;
  readonly littleEndian: boolean;
  /** Whether it is text of variable length. */
  readonly vlen: boolean;
  /** Lengths of the axes; null where there are no elements at all. */
  readonly shape: readonly number[] | null;
  readonly total_size: number;
  readonly chunks: readonly number[] | null;
  /** 0 ends with NUL, 1 is filled with NULs, 2 with spaces. */
  readonly strpad?: number;
  readonly compound_type?: { readonly members: readonly Hdf5Member[] };
  readonly enum_type?: { readonly type: number; readonly members: Readonly<Record<string, number>> };
  readonly array_type?: Hdf5Metadata;
  readonly ref_type?: string;
  readonly virtual_sources?: readonly { readonly file_name: string; readonly dset_name: string }[];
}

/** A field of a compound type. */
export interface Hdf5Member extends Hdf5Metadata {
  readonly name: string;
  readonly offset: number;
}

/** A step of the pipeline that packs chunks. */
export interface Hdf5Filter {
  readonly id: number;
  readonly name: string;
  readonly cd_values: readonly number[];
}

/** A file or a folder in the module. */
export interface Hdf5Node {
  stream_ops: Readonly<Record<string, unknown>>;
}

/** Emscripten's file system in memory. */
export interface Hdf5FileSystem {
  open(path: string, flags: number | string, mode?: number): unknown;
  stat(path: string, dontFollow?: boolean): unknown;
  analyzePath(path: string): { readonly exists: boolean };
  lookupPath(path: string): { readonly node: Hdf5Node };
  mkdirTree(path: string): void;
  cwd(): string;
  chdir(path: string): void;
  writeFile(path: string, bytes: Uint8Array): void;
  unlink(path: string): void;
}

/**
 * Makes an instance of the library, without plugins.
 *
 * @param printErr Gets the lines that the library has to say, of errors above all.
 */
export async function createHdf5Module(printErr: (line: string) => void): Promise<Hdf5Module> {
  const { default: factory } = await hdf5Packages();
  return await factory({ print: printErr, printErr });
}

/** Files of the plugins, by what the library calls them. */
export async function hdf5Plugins(): Promise<ReadonlyMap<string, URL>> {
  const { base_url, plugin_names } = await hdf5Packages();
  return new Map(plugin_names.map((name) => [`libH5Z${name}.so`, new URL(`${base_url}/plugins/libH5Z${name}.so`)]));
}

interface Hdf5Packages {
  readonly default: (options: Readonly<Record<string, unknown>>) => Promise<Hdf5Module>;
  readonly base_url: string;
  readonly plugin_names: readonly string[];
}

async function hdf5Packages(): Promise<Hdf5Packages> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const found = next(specifier, context);
      return { ...found, url: found.url.replace(/\/h5wasm\/([^?]*)\/hdf5_hl\.js$/, "/h5wasm/$1/hdf5_util.js") };
    },
  });
  try {
    return await import("./h5wasm_packages.ts") as unknown as Hdf5Packages;
  } finally {
    hooks.deregister();
  }
}

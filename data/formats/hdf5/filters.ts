/**
 * Filters that pack the chunks of HDF5 datasets: their names, and which of them can be undone.
 *
 * @module
 */
import type { Hdf5Filter } from "../../../packages/h5wasm.ts";
import { printable } from "../../../config/values/printable.ts";

/** Plugins of filters, by the filters' registered numbers. */
export const FILTER_PLUGINS: Readonly<Record<number, string>> = {
  307: "bz2",
  32000: "lzf",
  32001: "blosc",
  32004: "lz4",
  32008: "bshuf",
  32013: "zfp",
  32015: "zstd",
  32019: "jpeg",
  32022: "bitgroom",
  32023: "bitround",
  32026: "blosc2",
};

/** Names of filters, packed in the order of the list. */
export function filterNames(filters: readonly Hdf5Filter[]): string[] {
  return filters.map(({ id, name }) => NAMES[id] ?? (name === "" ? `filter ${id}` : printable(name)));
}

/**
 * What of a pipeline cannot be undone here.
 *
 * @param filters The pipeline.
 * @returns The end of a sentence that names the filter and what to do; null if all can be undone.
 */
export function unknownFilter(filters: readonly Hdf5Filter[]): string | null {
  for (const filter of filters) {
    const { id, name, cd_values } = filter;
    if (id in FILTER_PLUGINS) {
      const inside = id === BLOSC ? BLOSC_WITHOUT[cd_values[6] ?? 0] : undefined;
      if (inside === undefined) continue;
      return `it is packed by blosc with ${inside} inside, which is not read: ${REPACK}`;
    }
    if (BUILT_IN.has(id)) continue;
    const called = NAMES[id] ?? (name === "" ? "without a name" : printable(name));
    return `it needs the filter ${called} (${id}), which is not here: ${REPACK}`;
  }
  return null;
}

// --- internal ---

const REPACK = "h5repack -f GZIP=1 IN OUT, where the filter is installed, writes a file without it";
const BLOSC = 32001;
/** Compressors of blosc that its plugin lacks, by their numbers. */
const BLOSC_WITHOUT: Readonly<Record<number, string>> = { 3: "snappy", 4: "zlib" };
/** Gzip, shuffle, Fletcher's sum, n-bit, scale and offset. */
const BUILT_IN: ReadonlySet<number> = new Set([1, 2, 3, 5, 6]);
const NAMES: Readonly<Record<number, string>> = {
  1: "gzip",
  2: "shuffle",
  3: "fletcher32",
  4: "szip",
  5: "nbit",
  6: "scaleoffset",
  305: "LZO",
  307: "bzip2",
  32000: "lzf",
  32001: "blosc",
  32002: "MAFISC",
  32003: "snappy",
  32004: "lz4",
  32008: "bitshuffle",
  32013: "zfp",
  32014: "fpzip",
  32015: "zstd",
  32017: "sz",
  32019: "jpeg",
  32022: "bitgroom",
  32023: "bitround",
  32024: "sz3",
  32026: "blosc2",
};

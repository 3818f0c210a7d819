/**
 * Readers of arrays: scans, reconstructions, sources of simulations, and single arrays with headers of any kind.
 *
 * @module
 */
import { arraysDigest } from "../../../data/formats/file_digest.ts";
import type { NpyArray } from "../../../data/formats/npy.ts";
import { readNpz } from "../../../data/formats/read_npz.ts";
import { inspectScan } from "../../../data/facts/inspect_scan.ts";
import { loadScan } from "../../../data/load_scan.ts";
import { loadSimulationSource } from "../../../data/simulation/simulation_source.ts";
import { readReconstruction } from "../../../recon/read_reconstruction.ts";
import { readDiagnostics } from "../../../recon/results/diagnostics_file.ts";
import { openArrays } from "../../../data/formats/open/open_arrays.ts";
import { tinyHdf5 } from "../../data/formats/hdf5/tiny_hdf5.ts";
import { deflatedZip } from "../../data/formats/deflated_zip.ts";
import { npyBytes } from "../../data/formats/npy_bytes.ts";
import { mutate } from "../mutate.ts";
import { metadata, oddNotes, sealedArray } from "../odd_arrays.ts";
import type { FuzzTarget } from "../target.ts";

/** All of them, of the files of a real run. */
export async function arrayTargets(run: string): Promise<FuzzTarget[]> {
  const scan = await Deno.readFile(`${run}/scan.npz`);
  const packed = await packedCopy(`${run}/scan.npz`);
  const reconstruction = await Deno.readFile(`${run}/out/reconstruction.npz`);
  const diagnostics = await Deno.readFile(`${run}/out/diagnostics.npz`);
  const told = (path: string): Promise<unknown> => readDiagnostics(path).then(values);
  const read = (path: string): Promise<unknown> => scanAndArrays(path);
  const onScan = { file: "scan.npz", read, expected: await read(`${run}/scan.npz`) };
  const [older, newer] = [await tinyHdf5(false), await tinyHdf5(true)];
  const object = (path: string): Promise<unknown> => readReconstruction(path).then(values);
  return [
    { ...onScan, name: "scan", make: (random) => mutate(scan, random) },
    { ...onScan, name: "compressed-scan", make: (random) => mutate(packed, random) },
    {
      name: "reconstruction",
      file: "reconstruction.npz",
      make: (random) => mutate(reconstruction, random),
      read: object,
      expected: await object(`${run}/out/reconstruction.npz`),
    },
    {
      name: "diagnostics",
      file: "diagnostics.npz",
      make: (random) => mutate(diagnostics, random),
      read: told,
      expected: await told(`${run}/out/diagnostics.npz`),
    },
    // Raw numbers of HDF5 have no checksum, unless a filter adds one.
    { name: "hdf5", file: "scan.h5", make: (random) => mutate(older, random), read: everyDataset, expected: null },
    { name: "new-hdf5", file: "scan.h5", make: (random) => mutate(newer, random), read: everyDataset, expected: null },
    {
      name: "array",
      file: "array.npz",
      make: (random) => sealedArray(random),
      read: everyReader,
      expected: null,
    },
    {
      name: "metadata",
      file: "metadata.npz",
      make: async (random) =>
        await deflatedZip({ ...await members(`${run}/scan.npz`), "_metadata.npy": metadata(random) }),
      read: (path) => loadScan(path).then(values),
      expected: null,
    },
    {
      name: "notes",
      file: "notes.npz",
      make: async (random) => await deflatedZip({ ...await members(`${run}/scan.npz`), ...oddNotes(random) }),
      read: everyReader,
      expected: null,
    },
  ];
}

// --- internal ---

/** Typed arrays by their digests, so that results are short to compare. */
function values(result: unknown): string {
  return JSON.stringify(result, (key, value) => {
    if (ArrayBuffer.isView(value)) return arraysDigest([value]);
    return key === "path" || key === "digest" || key === "warnings" ? undefined : value;
  });
}

async function scanAndArrays(path: string): Promise<unknown> {
  const { patchSize, photons, count } = await inspectScan(path);
  const arrays = [...await readNpz(path)].toSorted(([a], [b]) => a < b ? -1 : 1);
  return values([patchSize, photons, count, await loadScan(path), arrays]);
}

/** Whatever is in the file, each reader answers; the first error is as good as any. */
async function everyReader(path: string): Promise<unknown> {
  const readers: ((path: string) => Promise<unknown>)[] = [
    readNpz,
    inspectScan,
    loadScan,
    readReconstruction,
    readDiagnostics,
    loadSimulationSource,
  ];
  const results = await Promise.allSettled(readers.map((read) => read(path)));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
  return null;
}

/** Every dataset and what is noted of it, by rows and whole, and the scan that they are; the first error is as good as any. */
async function everyDataset(path: string): Promise<unknown> {
  await using file = await openArrays(path);
  const results = await Promise.allSettled(file.keys.flatMap((key) => [
    file.read(key, 1 << 24),
    file.attributes(key),
    Array.fromAsync(file.rows(key)),
  ]));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
  return await loadScan(path);
}

async function members(path: string): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const parts: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const [key, array] of await readNpz(path)) parts[`${key}.npy`] = encode(array);
  return parts;
}

async function packedCopy(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return await deflatedZip(await members(path));
}

function encode(array: NpyArray): Uint8Array<ArrayBuffer> {
  const shape = `(${array.shape.map((length) => `${length},`).join(" ")})`;
  if (array.kind === "real") return npyBytes({ descr: `'<${array.dtype}'`, shape }, array.data);
  if (array.kind === "complex") {
    const pairs = new Float32Array(2 * array.re.length);
    array.re.forEach((re, i) => pairs.set([re, array.im[i] ?? 0], 2 * i));
    return npyBytes({ descr: "'<c8'", shape }, pairs);
  }
  const [text = ""] = array.kind === "text" ? array.data : [];
  return npyBytes(
    { descr: `'<U${text.length}'`, shape },
    Uint32Array.from(text, (character) => character.charCodeAt(0)),
  );
}

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
import { PIXEL_SIZE_KEY } from "../../../data/object_pixel.ts";
import type { Random } from "../../../data/random/random.ts";
import { NOTE_KEYS } from "../../../data/scan_notes.ts";
import { loadSimulationSource } from "../../../data/simulation/simulation_source.ts";
import { readReconstruction } from "../../../recon/read_reconstruction.ts";
import { readDiagnostics } from "../../../recon/results/diagnostics_file.ts";
import { openArrays } from "../../../data/formats/open/open_arrays.ts";
import { tinyHdf5 } from "../../data/formats/hdf5/tiny_hdf5.ts";
import { deflatedZip } from "../../data/formats/deflated_zip.ts";
import { npyBytes } from "../../data/formats/npy_bytes.ts";
import { mutate, one } from "../mutate.ts";
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

const KEYS = [
  "diffraction",
  "xcoords",
  "ycoords",
  "probeGuess",
  "objectGuess",
  "object",
  "mask",
  "origin",
  "a\x1b[31m\n",
];
const TYPES = ["f", "i", "u", "c", "b", "U", "S", "O", "V", "M", "m", "g", "a", "\\x1b"];
const LENGTHS = [
  "0",
  "1",
  "2",
  "3",
  "4",
  "8",
  "64",
  "4096",
  "1000000",
  "33554432",
  "4294967296",
  "9007199254740993",
  "-1",
  "1e3",
  "None",
];
const HEADERS = ["[", "(", "{'descr':", "{'descr':[", "'", "\\", "1,", "(1,", "{'shape': (", " "];

/** An archive without damage, of arrays that are odd. */
async function sealedArray(random: Random): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (let i = 1 + random.integer(5); i > 0; i--) parts[`${one(KEYS, random)}.npy`] = oddArray(random);
  return await deflatedZip(parts);
}

/** What a scan says of its experiment, in types, shapes and values that nobody means. */
function oddNotes(random: Random): Record<string, Uint8Array<ArrayBuffer>> {
  const names = [...Object.values(NOTE_KEYS), PIXEL_SIZE_KEY, "object_pixel_height_m"];
  const note = (): Uint8Array<ArrayBuffer> => {
    if (random.integer(2) === 0) return oddArray(random);
    const shape = one(["()", "(1,)", "(2,)", "(1, 2)", "(0,)"], random);
    const count = { "()": 1, "(1,)": 1, "(0,)": 0 }[shape] ?? 2;
    const number = (): number => one([0, -1, NaN, Infinity, 1, 1.24, 1e-10, 5e-324, 1e300], random);
    return npyBytes({ descr: "'<f8'", shape }, Float64Array.from({ length: count }, number));
  };
  const chosen = Array.from({ length: 1 + random.integer(4) }, () => one(names, random));
  return Object.fromEntries(chosen.map((name) => [`${name}.npy`, note()]));
}

function oddArray(random: Random): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(one([0, 1, 16, 128, 4096, 1 << 20, 1 << 24], random)).fill(
    one([0, 1, 0x3f, 0xff], random),
  );
  if (random.integer(8) === 0) return npyBytes(one(HEADERS, random).repeat(1 + random.integer(20_000)), data);
  const type = (): string =>
    `'${one(["<", ">", "|", "=", ""], random)}${one(TYPES, random)}${
      one(["", "0", "1", "2", "4", "8", "16", "200000", "4294967296"], random)
    }'`;
  const descr = random.integer(6) === 0 ? `[('r', ${type()}), ('i', ${type()})]` : type();
  const axes = Array.from(
    { length: random.integer(20) === 0 ? random.integer(30_000) : random.integer(5) },
    () => one(LENGTHS, random),
  );
  // Half of the time the shape is right, so that the elements are looked at too.
  const shape = random.integer(2) === 0 ? `(${axes.map((axis) => `${axis},`).join("")})` : `(${data.length},)`;
  const array = npyBytes({
    descr: random.integer(2) === 0 ? descr : "'|u1'",
    fortran: one(["True", "False"], random),
    shape,
  }, data);
  return random.integer(4) === 0 ? mutate(array, random) : array;
}

const WORDS = [
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  '"physics_parameters"',
  '"nphotons"',
  "1e6",
  '"1e9"',
  "NaN",
  "-Infinity",
  "null",
  "\\u001b",
  "'",
  "\n",
  "9".repeat(400),
  "[".repeat(5000),
];

/** Metadata as text, as a pickle, or neither. */
function metadata(random: Random): Uint8Array<ArrayBuffer> {
  const good = '{"physics_parameters": {"nphotons": 1e6}}';
  const words = Array.from({ length: random.integer(20) }, () => one(WORDS, random)).join("");
  const text = random.integer(2) === 0
    ? words
    : new TextDecoder("utf-8").decode(mutate(new TextEncoder().encode(good), random));
  const bytes = new TextEncoder().encode(text || " ");
  const kind = random.integer(3);
  if (kind === 0) return npyBytes({ descr: `'|S${bytes.length}'`, shape: "()" }, bytes);
  if (kind === 1) {
    return npyBytes(
      { descr: "'<U1'", shape: `(${text.length || 1},)` },
      Uint32Array.from(text || " ", (c) => c.charCodeAt(0)),
    );
  }
  const pickle = Uint8Array.from("\x80\x03]X\x05\0\0\0hellocnumpy\nndarray\nC\x01baK\x01.", (c) => c.charCodeAt(0));
  return npyBytes({ descr: "'|O'", shape: "()" }, mutate(pickle, random));
}

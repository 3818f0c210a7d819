/**
 * What a file is that is not what was wanted, by its first bytes, and what to do about it.
 *
 * @module
 */
import { HDF5_SIGNATURE, isHdf5 } from "./hdf5_signature.ts";

/** Bytes that are looked at; an HDF5 file may have a block of the user's in front. */
export const KIND_BYTES = 8200;

/** What a reader reads, and what to do with a file of data that is something else. */
export const WANTED = {
  arrays: { kind: "a ZIP archive", remedy: "save its arrays as NPZ, with numpy.savez, or as HDF5" },
  weights: { kind: "safetensors", remedy: "name a checkpoint of a training, a .safetensors file" },
  stateDict: { kind: "safetensors", remedy: "save the state_dict as safetensors, as the guide shows for PyTorch" },
  json: { kind: "JSON text", remedy: "name a JSON file" },
} as const;

/**
 * Says that a file is of another kind than the one wanted.
 *
 * @param head The first {@link KIND_BYTES} of the file, or all of it.
 * @param wanted What the reader reads.
 * @returns The end of a sentence, such as `it is a Git LFS pointer: git lfs pull fetches the file`; null if the file is
 * what was wanted, or of no kind that is known.
 */
export function wrongKind(head: Uint8Array, wanted: keyof typeof WANTED): string | null {
  // An empty text is no JSON, which is said in the words of its own reader.
  if (head.length === 0 && wanted === "json") return null;
  const kind = kindOf(head);
  const { kind: own, remedy } = WANTED[wanted];
  if (kind === null || kind[0] === own) return null;
  const [name, always] = kind;
  return `it is ${name}: ${always ?? (wanted === "arrays" ? ARRAY_REMEDIES.get(name) : undefined) ?? remedy}`;
}

/**
 * Says that a file is of no kind that has first bytes of its own: text, or numbers without a header.
 *
 * @param head The first {@link KIND_BYTES} of the file, or all of it.
 * @param file Its path and all its bytes.
 * @returns The end of a sentence.
 */
export function unknownKind(
  head: Uint8Array,
  { path, size }: { readonly path: string; readonly size: number },
): string {
  const { remedy } = WANTED.arrays;
  const bytes = size === 1 ? "1 byte" : `${size} bytes`;
  if (isText(head)) return `it is text, ${bytes} of it: read tables with numpy.loadtxt, and ${remedy}`;
  if (!/\.(?:raw|bin|dat)$/i.test(path)) {
    return `it is none of the kinds that are read, NPZ, NPY, HDF5 and TIFF: the file has ${bytes}; ${remedy}`;
  }
  const empad = size % EMPAD_FRAME_BYTES === 0
    ? "; frames of an EMPAD are numpy.fromfile(file, '<f4').reshape(-1, 130, 128)[:, :128]"
    : "";
  return `it may be numbers without a header, ${bytes} of them: read it with numpy.fromfile, and ${remedy}${empad}`;
}

/** Whether a file that begins so is text that can be read. */
export function isText(head: Uint8Array): boolean {
  return head.length > 0 &&
    head.every((byte) => byte >= 0x20 ? byte !== 0x7f : byte === 9 || byte === 10 || byte === 13);
}

// --- internal ---

/** Name, and the remedy where it does not depend on what was wanted. */
type Kind = readonly [name: string, remedy?: string | undefined];

const NPY = "a single NPY array, without a name";
const TIFF = "a TIFF image";
const PICKLE = "a Python pickle, which is a program and is never run";
const DM3 = "a DigitalMicrograph file (DM3)";
const DM4 = "a DigitalMicrograph file (DM4)";
const BLO = "a NanoMegas block file (BLO)";
const MRC = "an MRC image";

/** First bytes, and the kind that has them. */
const MAGIC: readonly (readonly [magic: string, ...kind: Kind])[] = [
  ["version https://git-lfs.github.com", "a Git LFS pointer", "git lfs pull fetches the file"],
  ["/annex/objects/", "a git-annex pointer", "git annex get fetches the file"],
  [HDF5_SIGNATURE, "HDF5"],
  ["MATLAB 5.0 MAT-file", "MATLAB 5"],
  ["\x0e\x03\x13\x01", "HDF4"],
  ["\x93NUMPY", NPY],
  ["PK\x03\x04", "a ZIP archive"],
  ["PK\x05\x06", "a ZIP archive"],
  ["BZh", "compressed by bzip2", "bunzip2 it first"],
  ["\x1f\x8b", "compressed by gzip", "gunzip it first"],
  ["\x28\xb5\x2f\xfd", "compressed by zstd", "unzstd it first"],
  ["\xfd7zXZ\0", "compressed by xz", "unxz it first"],
  ["\x04\x22\x4d\x18", "compressed by LZ4", "unlz4 it first"],
  ["7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"],
  ["Rar!\x1a\x07", "a RAR archive", "unpack it first"],
  ["\x89PNG\r\n\x1a\n", "a PNG image"],
  ["II*\0", TIFF],
  ["MM\0*", TIFF],
  ["II+\0", TIFF],
  ["MM\0+", TIFF],
  ["\xff\xd8\xff", "a JPEG image"],
  ["GIF8", "a GIF image"],
  ["CDF\x01", "NetCDF classic"],
  ["CDF\x02", "NetCDF classic"],
  ["CDF\x05", "NetCDF classic"],
  ["\x1f\x9d", "compressed by compress", "uncompress it first"],
  ["\x5d\0\0", "compressed by LZMA", "unlzma it first"],
  ["MQ1,", "a Merlin file (MIB)"],
  ["###CBF", "a CBF image"],
  ["PAR1", "Parquet"],
  ["ARROW1", "Arrow"],
  ["SQLite format 3\0", "an SQLite database"],
  ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an OLE file, as SPE and XRM files and old Office documents are"],
  ["\x97\x01\x49\x49", "a TIA file (SER)"],
  ["II\x97\x01", "a TIA file (SER)"],
  ["IMGBLO", BLO],
  ["\x7fELF", "a program"],
  ["MZ", "a program"],
  ["SIMPLE  =", "FITS"],
  ["%PDF-", "a PDF document"],
];

/** What to do with a kind that holds arrays, or may. */
const ARRAY_REMEDIES: ReadonlyMap<string, string> = new Map([
  ...["HDF5", "HDF5 (MATLAB 7.3)", NPY, TIFF].map((kind) => [kind, "openArrays reads it"] as const),
  ["MATLAB 5", "save it with -v7.3, or as NPZ"],
  ["HDF4", "convert it to HDF5, with h4toh5"],
  ["NetCDF classic", "convert it to HDF5, with nccopy -k nc4"],
  [PICKLE, "where you trust it, load it in Python, and save its arrays as NPZ, with numpy.savez"],
  ["a PDF document", "name the file of the data itself"],
  ["a program", "name the file of the data itself"],
  ["JSON text", "name the file of the data that it describes"],
  ...["a Merlin file (MIB)", "a TIA file (SER)", DM3, DM4, BLO, MRC].map((kind) =>
    [kind, "convert it to HDF5, with HyperSpy or py4DSTEM"] as const
  ),
  ...["a CBF image", "an EDF image"].map((kind) => [kind, "read it with fabio, and save its arrays as NPZ"] as const),
]);

/** A frame of 130 × 128 numbers of 32 bits: two lines of notes below 128 × 128 pixels. */
const EMPAD_FRAME_BYTES = 130 * 128 * 4;

/** Protocols 0 and 1 have no number in front: a dictionary, a list, or an object as NumPy writes it. */
const OLD_PICKLE = /^(?:\([dl]p0\n|[}\]]q\0|c[A-Za-z_][\w.]{0,99}\n[A-Za-z_])/;

function kindOf(head: Uint8Array): Kind | null {
  if (head.length === 0) return ["empty", "copy it again"];
  // Byte by byte: what TextDecoder calls latin1 has other characters at 0x80 to 0x9f.
  const text = String.fromCharCode(...head.subarray(0, KIND_BYTES)).replace(/^\xef\xbb\xbf/, "");
  // Before all others: the length in front may have the first bytes of any kind, 1152 those of a pickle. It ends in zeros,
  // which JSON such as {"data":{"scan": … has not, though it has a brace there too.
  if (/^.{5}\0{3}\{\s{0,99}"/s.test(text)) return ["safetensors"];
  const found = MAGIC.find(([magic]) => text.startsWith(magic));
  if (found) return [found[1], found[2]];
  if (isHdf5(head)) {
    return [text.startsWith("MATLAB") ? "HDF5 (MATLAB 7.3)" : "HDF5"];
  }
  if (text.startsWith("MAP ", 208)) return [MRC];
  const binary = binaryKind(head);
  if (binary !== null) return [binary];
  if (text.startsWith("ustar", 257)) return ["a tar archive", "unpack it first"];
  const [first = 0, second = 0] = head;
  if ((first === 0x80 && second >= 2 && second <= 5) || OLD_PICKLE.test(text)) {
    return [PICKLE];
  }
  if (/^\s{0,99}(?:<!doctype|<html|<head|<body|<\?xml)/i.test(text)) return ["a web page", "download the file itself"];
  if (/^\s{0,99}outs:\s{0,99}-\s{0,99}md5:/.test(text)) return ["a DVC pointer", "dvc pull fetches the file"];
  if (/^\{\s{0,99}(?:HeaderID|EDF_|ByteOrder)[^]{0,99}=/.test(text)) return ["an EDF image"];
  if (/^\s{0,99}[{[]\s{0,99}["{[\d\]}]/.test(text)) return ["JSON text"];
  return head.every((byte) => byte === 0) ? ["zeros where it begins", "it was not written whole; copy it again"] : null;
}

/** Kinds that no text in front tells: numbers that stand where they must. */
function binaryKind(head: Uint8Array): string | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  // Version, length, and 1 where tags are little-endian.
  if (head.length >= 16 && view.getUint32(0) === 3 && view.getUint32(8) <= 1) return DM3;
  if (head.length >= 16 && view.getUint32(0) === 4 && view.getUint32(12) <= 1) return DM4;
  const isSpe = head.length >= 4100 && view.getUint32(2996, true) === 0x01234567 &&
    view.getUint16(4098, true) === 0x5555;
  return isSpe ? "a WinView or LightField file (SPE)" : null;
}

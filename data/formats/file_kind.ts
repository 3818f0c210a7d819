/**
 * What a file is that is not what was wanted, by its first bytes, and what to do about it.
 *
 * @module
 */

/** Bytes that are looked at; an HDF5 file may have a block of the user's in front. */
export const KIND_BYTES = 8200;

/** What a reader reads, and what to do with a file of data that is something else. */
export const WANTED = {
  arrays: { kind: "a ZIP archive", remedy: "save its arrays as NPZ, with numpy.savez" },
  weights: { kind: "safetensors", remedy: "name a checkpoint of a training, a .safetensors file" },
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
  return kind === null || kind[0] === own ? null : `it is ${kind[0]}: ${kind[1] ?? remedy}`;
}

/** Whether a file that begins so is text that can be read. */
export function isText(head: Uint8Array): boolean {
  return head.length > 0 &&
    head.every((byte) => byte >= 0x20 ? byte !== 0x7f : byte === 9 || byte === 10 || byte === 13);
}

// --- internal ---

/** Name, and the remedy where it does not depend on what was wanted. */
type Kind = readonly [name: string, remedy?: string | undefined];

const HDF5 = "\x89HDF\r\n\x1a\n";

/** First bytes, and the kind that has them. */
const MAGIC: readonly (readonly [magic: string, ...kind: Kind])[] = [
  ["version https://git-lfs.github.com", "a Git LFS pointer", "git lfs pull fetches the file"],
  ["/annex/objects/", "a git-annex pointer", "git annex get fetches the file"],
  [HDF5, "HDF5"],
  ["MATLAB 5.0 MAT-file", "MATLAB 5"],
  ["\x93NUMPY", "a single NPY array, without a name"],
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
  ["II*\0", "a TIFF image"],
  ["MM\0*", "a TIFF image"],
  ["II+\0", "a TIFF image"],
  ["MM\0+", "a TIFF image"],
  ["\xff\xd8\xff", "a JPEG image"],
  ["GIF8", "a GIF image"],
  ["CDF\x01", "NetCDF"],
  ["CDF\x02", "NetCDF"],
  ["CDF\x05", "NetCDF"],
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
  ["\0\0\0\x03\0", "a DigitalMicrograph file (DM3)"],
  ["\0\0\0\x04\0\0\0\0", "a DigitalMicrograph file (DM4)"],
  ["\x7fELF", "a program"],
  ["MZ", "a program"],
  ["SIMPLE  =", "FITS"],
  ["%PDF-", "a PDF document"],
];

/** Protocols 0 and 1 have no number in front: a dictionary, a list, or an object as NumPy writes it. */
const OLD_PICKLE = /^(?:\([dl]p0\n|[}\]]q\0|c[A-Za-z_][\w.]{0,99}\n[A-Za-z_])/;

function kindOf(head: Uint8Array): Kind | null {
  if (head.length === 0) return ["empty", "copy it again"];
  // Byte by byte: what TextDecoder calls latin1 has other characters at 0x80 to 0x9f.
  const text = String.fromCharCode(...head.subarray(0, KIND_BYTES)).replace(/^\xef\xbb\xbf/, "");
  const found = MAGIC.find(([magic]) => text.startsWith(magic));
  if (found) return [found[1], found[2]];
  if ([512, 1024, 2048, 4096, 8192].some((block) => text.startsWith(HDF5, block))) {
    return [text.startsWith("MATLAB") ? "HDF5 (MATLAB 7.3)" : "HDF5"];
  }
  if (text.startsWith("MAP ", 208)) return ["an MRC image"];
  if (text.startsWith("ustar", 257)) return ["a tar archive", "unpack it first"];
  const [first = 0, second = 0] = head;
  if ((first === 0x80 && second >= 2 && second <= 5) || OLD_PICKLE.test(text)) {
    return ["a Python pickle, which is a program and is never run"];
  }
  // Eight bytes of a length, which has zeros above; JSON such as {"data":{"scan": … has a brace there too.
  if (/^.{5}\0{3}\{\s{0,99}"/s.test(text)) return ["safetensors"];
  if (/^\s{0,99}(?:<!doctype|<html|<head|<body|<\?xml)/i.test(text)) return ["a web page", "download the file itself"];
  if (/^\s{0,99}outs:\s{0,99}-\s{0,99}md5:/.test(text)) return ["a DVC pointer", "dvc pull fetches the file"];
  if (/^\s{0,99}[{[]\s{0,99}["{[\d\]}]/.test(text)) return ["JSON text"];
  return head.every((byte) => byte === 0) ? ["zeros where it begins", "it was not written whole; copy it again"] : null;
}

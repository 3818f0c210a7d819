/**
 * The file of a checkpoint, as inference and the resuming of a training share it: safetensors with a digest of the whole
 * file in its metadata, so that one that was cut off or altered is refused, and JSON beside the digest.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { KIND_BYTES, wrongKind } from "./file_kind.ts";
import { parseJson } from "./json_file.ts";
import { printable } from "../../config/values/printable.ts";
import { RandomAccessFile, unreadable } from "./random_access_file.ts";
import {
  encodeSafetensors,
  type NamedArray,
  parseSafetensorsHeader,
  SAFETENSORS_PREFIX,
  type SafetensorsContent,
  safetensorsStart,
} from "./safetensors.ts";
import { systemReason } from "../files/system_reason.ts";

/**
 * Writes arrays and metadata as a block of safetensors bytes that can tell whether it is whole.
 *
 * @param arrays Arrays by name.
 * @param metadata Strings stored beside them; `digest` is added to them.
 * @returns The bytes of a file.
 */
export function sealCheckpoint(
  arrays: ReadonlyMap<string, NamedArray>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const bytes = encodeSafetensors(arrays, { digest: BLANK, ...metadata });
  // Hashed with zeros in place of the digest, which cannot be a part of what it is made from.
  bytes.set(new TextEncoder().encode(digestOf(bytes)), placeOf(bytes, BLANK));
  return bytes;
}

/**
 * Reads the file of a checkpoint.
 *
 * @param path The file.
 * @param wanted Which arrays are read, by name; by default all.
 * @param kind What the file is to be, for what is said of another.
 * @returns As {@link openCheckpoint}.
 * @throws {Error} If it cannot be read, or is of another kind. The message is the end of a sentence that names the file,
 * see {@link checkpointProblem}.
 */
export async function readCheckpointFile(
  path: string,
  wanted?: (name: string) => boolean,
  kind: "weights" | "stateDict" = "weights",
): Promise<SafetensorsContent> {
  using file = await RandomAccessFile.open(path).catch(({ cause }: Error) => {
    throw cause instanceof Deno.errors.NotFound ? cause : new Error(unreadable(cause));
  });
  const other = wrongKind(bytesAt(file, 0, Math.min(KIND_BYTES, file.size)), kind);
  if (other !== null) throw new SyntaxError(other);
  return openCheckpoint(file, wanted);
}

/** Bytes that can be read by position. */
export type ByteSource = Pick<RandomAccessFile, "size" | "readAt">;

/**
 * Reads what {@link sealCheckpoint} wrote, or safetensors of another origin, which have no digest. Arrays that are not
 * wanted are looked at for the digest alone, some at a time.
 *
 * @param source The bytes of a file.
 * @param wanted Which arrays are read, by name; by default all.
 * @returns Arrays and metadata, `digest` included where there is one.
 * @throws {SyntaxError} If the bytes are truncated or altered.
 */
export function openCheckpoint(source: ByteSource, wanted: (name: string) => boolean = () => true): SafetensorsContent {
  const { size } = source;
  const start = safetensorsStart(bytesAt(source, 0, Math.min(SAFETENSORS_PREFIX, size)), size);
  const head = bytesAt(source, 0, start);
  const { entries, metadata } = parseSafetensorsHeader(head, size);
  if (metadata.digest !== undefined) requireDigest(source, head, metadata.digest);
  const arrays = new Map<string, NamedArray>();
  for (const [name, { shape, type, begin, end }] of entries) {
    if (!wanted(name)) continue;
    arrays.set(name, { shape, data: type.read(bytesAt(source, start + begin, end - begin)) });
  }
  return { arrays, metadata };
}

/**
 * A JSON value in the metadata of a checkpoint.
 *
 * @param metadata Metadata of a safetensors file.
 * @param key `payload`, or where it is: `trainer` of a training, `engine` of an engine.
 * @returns The parsed value, not checked.
 * @throws {SyntaxError} If it is missing or no JSON.
 */
export function metadataJson(
  metadata: Readonly<Record<string, string>>,
  key: "payload" | "trainer" | "engine",
): unknown {
  const text = metadata[key];
  if (text === undefined) {
    const of = key === "engine" ? "an engine" : "a training";
    throw new SyntaxError(`its metadata has no "${key}": it is not a checkpoint of ${of}`);
  }
  try {
    return parseJson(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause;
    throw new SyntaxError(`the "${key}" in its metadata is not JSON: ${reason}`, { cause });
  }
}

/**
 * What is wrong with a checkpoint, as the end of a sentence that names the file.
 *
 * @param cause What was thrown while it was read.
 * @returns One line.
 */
export function checkpointProblem(cause: unknown): string {
  if (cause instanceof Deno.errors.NotFound) return "it does not exist";
  // The sentence has begun with the file already, and a payload's problems come one a line.
  return printable(systemReason(cause).replace(/^Cannot read safetensors as /, "").replaceAll("\n", "; "), 1000);
}

// --- internal ---

const BLANK = `sha256:${"0".repeat(64)}`;
/** Characters of a digest that an error shows. */
const SHOWN = 15;

/** Bytes that are hashed at once. */
const CHUNK_BYTES = 1 << 22;

function bytesAt(source: ByteSource, offset: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  source.readAt(offset, bytes);
  return bytes;
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** @param head All that stands before the arrays; it is overwritten. */
function requireDigest(source: ByteSource, head: Uint8Array, digest: string): void {
  head.set(new TextEncoder().encode(BLANK), placeOf(head, digest));
  const hash = createHash("sha256").update(head);
  for (let at = head.length; at < source.size; at += CHUNK_BYTES) {
    hash.update(bytesAt(source, at, Math.min(CHUNK_BYTES, source.size - at)));
  }
  const actual = `sha256:${hash.digest("hex")}`;
  if (actual === digest) return;
  throw new SyntaxError(
    `it is not what was written: its digest must be ${printable(digest, SHOWN)}, current value is ` +
      `${actual.slice(0, SHOWN)}… (take another checkpoint of the run)`,
  );
}

/** Where the text of the digest begins: the header, after its length of eight bytes, starts with it. */
function placeOf(bytes: Uint8Array, digest: string): number {
  const opening = `{"__metadata__":{"digest":"`;
  const start = 8 + opening.length;
  const found = new TextDecoder().decode(bytes.subarray(8, start + digest.length));
  if (found === opening + digest) return start;
  throw new SyntaxError(
    "it is not what was written: its digest is not where it was (take another checkpoint of the run)",
  );
}

/**
 * JSON from files that may be anything: of another kind, cut off, in another encoding, or nested so deeply that whatever
 * walks it runs out of stack.
 *
 * @module
 */
import { KIND_BYTES, wrongKind } from "./file_kind.ts";
import { printable } from "../../config/values/printable.ts";
import { RandomAccessFile } from "./random_access_file.ts";

/** Nothing that is written here nests deeper than a few levels. */
const DEEPEST = 64;
/** A file of more bytes is no configuration, payload or record of a run. */
const MOST_BYTES = 1 << 26;

/**
 * Parses JSON that nests no deeper than can be walked by recursion.
 *
 * @param text The text, with a byte order mark or not.
 * @returns The value.
 * @throws {SyntaxError} If it is no JSON, or nests too deeply; the message is the end of a sentence.
 */
export function parseJson(text: string): unknown {
  const json = text.startsWith("\ufeff") ? text.slice(1) : text;
  if (nestsDeeperThan(json, DEEPEST)) throw new SyntaxError(`it nests deeper than ${DEEPEST} levels`);
  try {
    return JSON.parse(json);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SyntaxError(`it is no JSON: ${printable(reason, 200)}`, { cause });
  }
}

/**
 * Reads a JSON file.
 *
 * @param path The file.
 * @returns The value, not checked.
 * @throws {Error} As {@link readJsonText}.
 * @throws {SyntaxError} If it is no JSON.
 */
export async function readJson(path: string): Promise<unknown> {
  const text = await readJsonText(path);
  try {
    return parseJson(text);
  } catch (cause) {
    throw new SyntaxError(`Cannot read ${path} as ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/**
 * Reads the text of a JSON file, of UTF-8 or, as Windows' shell writes it, of UTF-16.
 *
 * @param path The file.
 * @returns The text, for {@link parseJson}.
 * @throws {Error} If it cannot be read, is of another kind or no text; the message names it.
 */
export async function readJsonText(path: string): Promise<string> {
  using file = await RandomAccessFile.open(path);
  const head = new Uint8Array(Math.min(KIND_BYTES, file.size));
  file.readAt(0, head);
  const other = wrongKind(head, "json");
  if (other !== null) throw new Error(`Cannot read ${path} as ${other}`);
  if (file.size > MOST_BYTES) {
    throw new Error(`Cannot read ${path} as it is too large for JSON: it has ${file.size} bytes`);
  }
  const bytes = new Uint8Array(file.size);
  file.readAt(0, bytes);
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SyntaxError(`Cannot read ${path} as it is no text in ${encoding.toUpperCase()}`, { cause });
  }
}

// --- internal ---

function encodingOf([first, second]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

function nestsDeeperThan(json: string, deepest: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (quoted && character === "\\") at++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === "[" || character === "{")) depth++;
    else if (!quoted && (character === "]" || character === "}")) depth--;
    if (depth > deepest) return true;
  }
  return false;
}

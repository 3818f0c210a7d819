/**
 * Reading back a log of lines that an earlier program wrote, piece by piece and without trust: the program may have been
 * killed within a line, and the disk or an editor may have damaged any other.
 *
 * @module
 */
import { systemReason } from "../data/files/system_reason.ts";
import { writeAll, writeAtomically } from "../data/formats/atomic_write.ts";
import { requireFile } from "./require_file.ts";

/**
 * What becomes of a line: it stays, the training that goes on will write it again, nobody needs it any more, or nobody can
 * read it.
 */
export type LineVerdict = "keep" | "repeat" | "drop" | "damaged";

/** What of a log stays. */
export interface KeptLines {
  /** The lines that stay, as `[start, end)` in bytes, in order; neighbours are joined. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
  /** Whether the last of them has its end. */
  readonly ended: boolean;
  /** How many lines were damaged. */
  readonly damaged: number;
  /** Number of the first damaged line, from 1; 0 where there is none. */
  readonly firstDamaged: number;
}

/** Of a log that is begun anew. */
export const NO_LINES: KeptLines = { ranges: [], ended: true, damaged: 0, firstDamaged: 0 };

/** Longest line that is read, in bytes; a longer one is damaged. */
export const LONGEST_LINE = 2 ** 20;

/**
 * Judges every line of a log. The lines of a log are in the order of the training, so one that is to be repeated and has
 * one to be kept behind it is damaged. What the file ends with, without an end of its line, is what a killed program
 * broke off: it is judged like any other, and left out without a word where it is damaged.
 *
 * @param path The file; one that is not there has no lines.
 * @param judge Says what becomes of a line, whose end is cut off, and which begins at a byte.
 * @throws {Error} If the file cannot be read.
 */
export function keepLines(path: string, judge: (line: string, start: number) => LineVerdict): KeptLines {
  const ranges: [number, number][] = [];
  let damaged = 0;
  let firstDamaged = 0;
  let repeated: number[] = [];
  let ended = true;
  const countDamaged = (...numbers: readonly number[]): void => {
    damaged += numbers.length;
    if (firstDamaged === 0) firstDamaged = numbers[0] ?? 0;
  };
  let number = 0;
  for (const { start, end, text, whole } of linesOf(path)) {
    number++;
    const verdict = text === null ? "damaged" : text === "" ? "drop" : judge(text, start);
    if (verdict === "repeat") repeated.push(number);
    if (verdict === "damaged" && whole) countDamaged(number);
    if (verdict !== "keep") continue;
    countDamaged(...repeated);
    repeated = [];
    ended = whole;
    const last = ranges.at(-1);
    if (last?.[1] === start) last[1] = end;
    else ranges.push([start, end]);
  }
  return { ranges, ended, damaged, firstDamaged };
}

/**
 * Makes the lines that stay a beginning of the file. Where they are none yet, the file is written anew, atomically.
 *
 * @param path The file.
 * @param kept What of it stays.
 * @returns How many bytes from its beginning stay; what is behind them is to be cut off.
 * @throws {Error} If it cannot be written.
 */
export async function takeOutOthers(path: string, kept: KeptLines): Promise<number> {
  const [[start, end] = [0, 0], ...others] = kept.ranges;
  return start === 0 && others.length === 0 && kept.ended ? end : await rewriteLog(path, kept);
}

/**
 * Writes a file anew, atomically, with nothing but the lines that stay.
 *
 * @param path The file; it need not be there where none stays.
 * @param kept What of it stays.
 * @param header A line to begin with, its end included.
 * @returns Bytes of the new file.
 * @throws {Error} If it cannot be written; the file is as it was then.
 */
export async function rewriteLog(
  path: string,
  { ranges, ended }: Pick<KeptLines, "ranges" | "ended">,
  header = "",
): Promise<number> {
  const first = new TextEncoder().encode(header);
  using source = openOrNull(path);
  await writeAtomically(path, (file) => {
    writeAll(file, first);
    for (const [from, to] of ranges) if (source) copyRange(source, file, from, to);
    if (!ended) writeAll(file, Uint8Array.of(NEWLINE));
  });
  return ranges.reduce((sum, [from, to]) => sum + to - from, first.length + (ended ? 0 : 1));
}

/**
 * What to tell of damaged lines, one sentence; null where there are none.
 *
 * @param path The file.
 * @param kept What of it stays.
 */
export function damageText(path: string, { damaged, firstDamaged }: KeptLines): string | null {
  if (damaged === 0) return null;
  const lines = damaged === 1
    ? "1 line that cannot be read: it was"
    : `${damaged} lines that cannot be read: they were`;
  return `${path} had ${lines} taken out (the first is line ${firstDamaged})`;
}

// --- internal ---

interface Line {
  /** First byte. */
  readonly start: number;
  /** Behind its last byte, which is the end of the line. */
  readonly end: number;
  /** Null where it is longer than {@link LONGEST_LINE} or no UTF-8. */
  readonly text: string | null;
  /** Whether it has an end. */
  readonly whole: boolean;
}

const NEWLINE = 10;
const PIECE = 2 ** 16;

function* linesOf(path: string): Generator<Line> {
  using file = openOrNull(path);
  if (file === null) return;
  const piece = new Uint8Array(PIECE);
  let line = new LineInProgress(0);
  for (let read = readPiece(path, file, piece); read !== null; read = readPiece(path, file, piece)) {
    for (let at = 0; at < read;) {
      const newline = piece.subarray(0, read).indexOf(NEWLINE, at);
      const end = newline < 0 ? read : newline;
      line.add(piece.subarray(at, end));
      at = end + 1;
      if (newline < 0) break;
      yield line.finish(true);
      line = new LineInProgress(line.start + line.length + 1);
    }
  }
  if (line.length > 0) yield line.finish(false);
}

function readPiece(path: string, file: Deno.FsFile, piece: Uint8Array): number | null {
  try {
    return file.readSync(piece);
  } catch (cause) {
    throw new Error(`Cannot read ${path} as ${systemReason(cause)}`, { cause });
  }
}

function copyRange(source: Deno.FsFile, file: Deno.FsFile, start: number, end: number): void {
  source.seekSync(start, Deno.SeekMode.Start);
  for (let at = start; at < end;) {
    const piece = new Uint8Array(Math.min(end - at, PIECE));
    const read = source.readSync(piece);
    if (read === null) return;
    writeAll(file, piece.subarray(0, read));
    at += read;
  }
}

/** A line whose pieces arrive one by one. */
class LineInProgress {
  length = 0;
  #parts: Uint8Array[] = [];

  constructor(readonly start: number) {}

  add(part: Uint8Array): void {
    this.length += part.length;
    if (this.length <= LONGEST_LINE) this.#parts.push(part.slice());
    else this.#parts = [];
  }

  finish(whole: boolean): Line {
    const end = this.start + this.length + (whole ? 1 : 0);
    return { start: this.start, end, text: this.length > LONGEST_LINE ? null : this.#text(), whole };
  }

  #text(): string | null {
    try {
      const decoder = new TextDecoder("utf-8", { fatal: true });
      const texts = this.#parts.map((part) => decoder.decode(part, { stream: true }));
      return [...texts, decoder.decode()].join("").replace(/\r$/, "");
    } catch {
      return null;
    }
  }
}

function openOrNull(path: string): Deno.FsFile | null {
  requireFile(path, "read");
  try {
    return Deno.openSync(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw new Error(`Cannot read ${path} as ${systemReason(error)}`, { cause: error });
  }
}

/**
 * Lines that wait in a file, and how far they have been sent. The first line is a name, `{"queue":"…"}`, which the file
 * gets whenever it is written anew; the others are entries, or `{"queue":"…","sentTo":n}`: what is before byte n of the
 * file of that name has arrived. So the file is only ever appended to, and a killed program loses nothing; it is emptied
 * when nothing waits, and written anew without what has arrived where somebody asks for it. What waits is read from the
 * disk, a piece at a time: memory does not grow with it.
 *
 * @module
 */
import { AppendLog } from "../append_log.ts";
import { requireFree } from "../sole_writer.ts";
import { keepLines, type KeptLines, type LineVerdict, rewriteLog } from "../log_lines.ts";

/** A line that waits. */
export interface WaitingLine {
  readonly text: string;
  /** Behind it, in bytes of the file. */
  readonly end: number;
}

/** What was there when a file was opened. */
export interface FoundLines {
  /** How many wait. */
  readonly waiting: number;
  /** How many could not be read, and which was the first. */
  readonly kept: KeptLines;
}

/** The open file. */
export class QueueFile {
  readonly #path: string;
  #log: AppendLog;
  #reader: Deno.FsFile;
  #name: string;
  /** What is before it has arrived. */
  #cursor: number;

  private constructor(path: string, { log, reader, name }: OpenQueue) {
    this.#path = path;
    [this.#log, this.#reader, this.#name] = [log, reader, name];
    this.#cursor = header(name).length;
  }

  /**
   * Opens a file and takes up what an earlier program left there.
   *
   * @param path The file; created.
   * @param judge Whether a line is a wanted entry, one that nobody needs any more, or none at all.
   * @throws {Error} If it cannot be read or written, or another writes to it.
   */
  static async open(
    path: string,
    judge: (line: string) => Exclude<LineVerdict, "repeat">,
  ): Promise<{ readonly file: QueueFile; readonly found: FoundLines }> {
    requireFree(path);
    const sentTo = readCursor(path);
    let waiting = 0;
    const kept = keepLines(path, (line, start) => {
      if (start < sentTo || isNote(line)) return "drop";
      const verdict = judge(line);
      if (verdict === "keep") waiting++;
      return verdict;
    });
    return { file: new QueueFile(path, await openAnew(path, kept)), found: { waiting, kept } };
  }

  /** Bytes of the file. */
  get size(): number {
    return this.#log.size;
  }

  /** Bytes of it that have arrived and are history. */
  get history(): number {
    return this.#cursor;
  }

  /**
   * Appends lines. They are in the file when this returns.
   *
   * @param lines The lines, without their ends.
   * @throws {Error} If they cannot be written; then none of them is in the file.
   */
  append(lines: readonly string[]): void {
    this.#log.append(lines.map((line) => line + "\n").join(""));
    try {
      this.#log.write();
    } catch (error) {
      this.#log.discard();
      throw error;
    }
  }

  /**
   * The lines that wait at the front.
   *
   * @param bytes How much is read of the file; a longer line is cut off, and is no entry then.
   * @throws {Error} If the file cannot be read.
   */
  peek(bytes: number): WaitingLine[] {
    const piece = new Uint8Array(Math.min(bytes, this.#log.size - this.#cursor));
    const read = readAt(this.#reader, this.#cursor, piece);
    const decoder = new TextDecoder();
    const lines: WaitingLine[] = [];
    for (let at = 0; at < read;) {
      const newline = piece.subarray(0, read).indexOf(NEWLINE, at);
      if (newline < 0 && at > 0) break;
      const end = newline < 0 ? read : newline;
      const text = decoder.decode(piece.subarray(at, end));
      at = end + 1;
      if (!isNote(text)) lines.push({ text, end: this.#cursor + Math.min(at, read) });
    }
    return lines;
  }

  /**
   * Notes that lines have arrived. The file is emptied with the last of them.
   *
   * @param end Behind the last of them.
   * @param last Whether none waits behind.
   * @throws {Error} If it cannot be written down: after a kill they would be sent again, which does no harm.
   */
  advance(end: number, last: boolean): void {
    this.#cursor = end;
    if (!last) return this.append([JSON.stringify({ queue: this.#name, sentTo: end })]);
    this.#log.empty();
    this.#cursor = 0;
    this.#log.append(header(this.#name));
    this.#cursor = header(this.#name).length;
  }

  /**
   * Writes the file anew without its history. Nothing may be appended meanwhile.
   *
   * @throws {Error} If it cannot be written; the file is as it was.
   */
  async compact(): Promise<void> {
    const ranges: [number, number][] = [[this.#cursor, this.#log.size]];
    const [log, reader] = [this.#log, this.#reader];
    const next = await openAnew(this.#path, { ranges, ended: true });
    [this.#log, this.#reader, this.#name] = [next.log, next.reader, next.name];
    this.#cursor = header(next.name).length;
    reader.close();
    await log.close();
  }

  /**
   * Returns once all is safely on the disk.
   *
   * @throws {Error} If it cannot be written.
   */
  async sync(): Promise<void> {
    await this.#log.sync();
  }

  /**
   * Closes the file.
   *
   * @throws {Error} If it cannot be written; it is closed all the same.
   */
  async close(): Promise<void> {
    this.#reader.close();
    await this.#log.close();
  }
}

// --- internal ---

const NEWLINE = 10;

interface OpenQueue {
  readonly log: AppendLog;
  readonly reader: Deno.FsFile;
  readonly name: string;
}

function header(name: string): string {
  return `{"queue":"${name}"}\n`;
}

/** Gives the lines that stay to a file of a new name: what older notes say is not of it. */
async function openAnew(path: string, kept: Pick<KeptLines, "ranges" | "ended">): Promise<OpenQueue> {
  const name = crypto.randomUUID();
  const log = await AppendLog.open(path, { keep: await rewriteLog(path, kept, header(name)) });
  try {
    return { log, reader: await Deno.open(path, { read: true }), name };
  } catch (error) {
    await log.close();
    throw error;
  }
}

function readAt(file: Deno.FsFile, position: number, piece: Uint8Array): number {
  file.seekSync(position, Deno.SeekMode.Start);
  let done = 0;
  while (done < piece.length) {
    const read = file.readSync(piece.subarray(done));
    if (read === null) break;
    done += read;
  }
  return done;
}

/** How far an earlier program has sent. A number that cannot be right counts for nothing: then too much is sent again. */
function readCursor(path: string): number {
  let name: string | null = null;
  let sentTo = 0;
  keepLines(path, (line, start) => {
    const [, queue = null, next = "0"] = NOTE.exec(line) ?? [];
    if (start === 0) name = queue;
    const isOfThis = queue !== null && queue === name;
    if (isOfThis && Number(next) > sentTo && Number(next) <= start && isLineStart(path, Number(next))) {
      sentTo = Number(next);
    }
    return "drop";
  });
  return sentTo;
}

const NOTE = /^\{"queue":"([\w-]+)"(?:,"sentTo":(\d{1,15}))?\}$/;

function isNote(line: string): boolean {
  return NOTE.test(line);
}

function isLineStart(path: string, position: number): boolean {
  using file = Deno.openSync(path, { read: true });
  const byte = new Uint8Array(1);
  return readAt(file, position - 1, byte) === 1 && byte[0] === NEWLINE;
}

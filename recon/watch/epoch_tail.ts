/**
 * The epochs of `metrics.csv` while it grows: what has been read is not read again, and of a long training as much is kept
 * as its curves need.
 *
 * @module
 */
import { LONGEST_LINE } from "../../run/log_lines.ts";
import { metricsCsvReader, type RunEpoch } from "../../run/read_metrics.ts";
import { requireFile } from "../../run/require_file.ts";
import { thinnedEpochs } from "../report/reading/thinned_epochs.ts";

/** Epochs that are kept: twice as many are thinned to so many. */
export const MOST_EPOCHS = 600;

/** Follows one log. */
export class EpochTail {
  readonly #path: string;
  #log: Log;

  /** @param path The log, which need not be there. */
  constructor(path: string) {
    this.#path = path;
    this.#log = new Log(path);
  }

  /** Epochs that show the curves, in order, at most twice {@link MOST_EPOCHS}: none of them is a mean. */
  get epochs(): readonly RunEpoch[] {
    return this.#log.epochs;
  }

  /** How many have been read. */
  get count(): number {
    return this.#log.count;
  }

  /** What is wrong with the log; null where it is as it should be. */
  get problem(): string | null {
    return this.#log.problem;
  }

  /**
   * Reads what has been written since. A log that was cut or replaced, as by a run that goes on, is read anew.
   *
   * @throws {Error} If it cannot be read.
   */
  async read(): Promise<void> {
    requireFile(this.#path, "read");
    const file = await Deno.open(this.#path, { read: true }).catch((cause) => {
      if (cause instanceof Deno.errors.NotFound) return null;
      throw cause;
    });
    if (file === null) {
      this.#log = new Log(this.#path);
      return;
    }
    using _file = file;
    if (!await this.#log.isBeginningOf(file)) this.#log = new Log(this.#path);
    await this.#log.readOn(file);
  }
}

// --- internal ---

const PIECE = 2 ** 18;
/** Bytes by which a log is known again: more than a row has. */
const REMEMBERED = 256;

/** What was read of one file. */
class Log {
  epochs: readonly RunEpoch[] = [];
  count = 0;
  readonly #path: string;
  readonly #parse: (line: string) => RunEpoch | null;
  readonly #decoder = new TextDecoder();
  #bytes = 0;
  /** The last of those bytes. */
  #last = new Uint8Array();
  #begun = "";
  #line = 0;
  #damaged = 0;
  #foreign: string | null = null;

  constructor(path: string) {
    this.#path = path;
    this.#parse = metricsCsvReader(path);
  }

  get problem(): string | null {
    if (this.#foreign !== null || this.#damaged === 0) return this.#foreign;
    return `Cannot read line ${this.#damaged} of ${this.#path} as it is damaged; curves are drawn without such lines`;
  }

  /** Whether a file goes on from what was read: its bytes just before are still the same. */
  async isBeginningOf(file: Deno.FsFile): Promise<boolean> {
    if ((await file.stat()).size < this.#bytes) return false;
    const there = new Uint8Array(this.#last.length);
    await file.seek(this.#bytes - there.length, Deno.SeekMode.Start);
    const read = await file.read(there) ?? 0;
    return read === there.length && there.every((byte, k) => byte === this.#last[k]);
  }

  /** Reads on to the end. */
  async readOn(file: Deno.FsFile): Promise<void> {
    const piece = new Uint8Array(PIECE);
    await file.seek(this.#bytes, Deno.SeekMode.Start);
    for (let read = await file.read(piece); read !== null; read = await file.read(piece)) {
      this.#bytes += read;
      this.#last = Uint8Array.from([...this.#last, ...piece.subarray(Math.max(0, read - REMEMBERED), read)]);
      this.#last = this.#last.slice(-REMEMBERED);
      const lines = (this.#begun + this.#decoder.decode(piece.subarray(0, read), { stream: true })).split("\n");
      this.#begun = lines.pop() ?? "";
      // Whoever breaks no line fills no memory.
      if (this.#begun.length > LONGEST_LINE) this.#begun = "";
      if (lines.length > 0) this.#add(lines);
    }
  }

  /** Epochs that go backwards are left out: no training writes them. */
  #add(lines: readonly string[]): void {
    const kept = [...this.epochs];
    for (const line of lines) {
      const epoch = this.#epochOf(line);
      if (epoch === null || epoch.epoch <= (kept.at(-1)?.epoch ?? -1)) continue;
      this.count++;
      kept.push(epoch);
    }
    this.epochs = kept.length > 2 * MOST_EPOCHS ? thinnedEpochs(kept, MOST_EPOCHS) : kept;
  }

  #epochOf(line: string): RunEpoch | null {
    this.#line++;
    if (this.#foreign !== null || line === "") return null;
    try {
      return this.#parse(line.replace(/\r$/, ""));
    } catch (error) {
      if (error instanceof TypeError) this.#foreign = error.message;
      else this.#damaged ||= this.#line;
      return null;
    }
  }
}

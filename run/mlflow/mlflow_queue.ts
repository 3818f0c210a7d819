/**
 * What MLflow has not been told yet. It lies in `mlflow_queue.jsonl` until the server has confirmed it and is read from
 * there, so that a server may be away for weeks: memory does not grow, and the file not beyond a bound, at which values of
 * batches are left out first, and counted. What cannot be written to the disk waits in memory, a little of it.
 *
 * @module
 */
import { systemReason } from "../../data/files/system_reason.ts";
import { damageText, type LineVerdict } from "../log_lines.ts";
import { type MlflowEntry, parseEntry } from "./mlflow_entry.ts";
import { type MlflowRequest, NOTHING_TAKEN, type QueuedLine, type Taken, takeRequest } from "./mlflow_request.ts";
import { QueueFile } from "./queue_file.ts";

/** Most bytes of the file, unless another bound is asked for. */
export const QUEUE_BYTES = 64 * 2 ** 20;

/** Options of {@link MlflowQueue.open}. */
export interface MlflowQueueOptions {
  /** Told, once, why entries cannot be kept on disk. */
  readonly onProblem: (problem: string) => void;
  /** Told of damage to what an earlier program left, one sentence. */
  readonly onDamage: (sentence: string) => void;
  /** Told, once, that the file is full and entries are left out. */
  readonly onFull: () => void;
  /** Whether an entry that an earlier program left is wanted. */
  readonly isWanted: (entry: MlflowEntry) => boolean;
  /**
   * Most bytes of the file.
   *
   * @default {QUEUE_BYTES}
   */
  readonly limit?: number;
}

/** Entries on their way to MLflow, oldest first. */
export class MlflowQueue {
  /** The file. */
  readonly path: string;
  readonly #options: MlflowQueueOptions;
  readonly #limit: number;
  /** Null where there is no disk. */
  #file: QueueFile | null = null;
  /** Entries in the file. */
  #filed = 0;
  /** Lines that are not in the file yet. */
  #staged: string[] = [];
  #stagedBytes = 0;
  #taken: Taken = NOTHING_TAKEN;
  /** Under way while the file is written anew. */
  #moving: Promise<void> | null = null;
  #leftOut = 0;
  #failed = -Infinity;
  #told = { problem: false, full: false };

  private constructor(path: string, options: MlflowQueueOptions) {
    this.path = path;
    this.#options = options;
    this.#limit = options.limit ?? QUEUE_BYTES;
  }

  /**
   * Opens the queue and takes up what an earlier program left there.
   *
   * @param path The file; created. Without it entries wait in memory alone.
   * @param options Bound, and who is told of problems.
   */
  static async open(path: string, options: MlflowQueueOptions): Promise<MlflowQueue> {
    const queue = new MlflowQueue(path, options);
    try {
      const { file, found } = await QueueFile.open(path, (line) => verdict(parseEntry(line), options));
      [queue.#file, queue.#filed] = [file, found.waiting];
      const damage = damageText(path, found.kept);
      if (damage !== null) options.onDamage(damage);
    } catch (error) {
      queue.#report(error);
    }
    return queue;
  }

  /** Entries that wait. */
  get size(): number {
    return this.#filed + this.#staged.length;
  }

  /** Entries that were left out as there was no place for them, or as the file was damaged. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /**
   * Adds entries. They are in the file when this returns: a killed program loses none, a power cut perhaps those since
   * the last {@link MlflowQueue.sync}.
   *
   * @param entries The entries.
   */
  add(entries: readonly MlflowEntry[]): void {
    for (const entry of entries) {
      const line = JSON.stringify(entry);
      if (!this.#hasRoom(line.length, "metric" in entry && entry.of === "batch")) {
        this.#leftOut++;
        if (!this.#told.full) this.#options.onFull();
        this.#told.full = true;
        continue;
      }
      this.#staged.push(line);
      this.#stagedBytes += line.length + 1;
    }
    if (performance.now() - this.#failed > RETRY_MS) this.#write();
  }

  /**
   * The oldest entries that go into one request: of one kind, as many as MLflow takes, and less than 1 MB.
   *
   * @returns The request; null where nothing waits.
   */
  next(): MlflowRequest | null {
    while (this.size > 0) {
      const lines = this.#filed > 0 ? this.#peek() : this.#staged.map((text) => ({ text, end: null }));
      const { request, ...taken } = takeRequest(lines);
      this.#taken = taken;
      if (request) return request;
      // None of these lines can be read.
      this.#takeOut();
    }
    return null;
  }

  /** Takes out what the last request had, as it has arrived. */
  async acknowledge(): Promise<void> {
    this.#takeOut();
    const { file, limit } = { file: this.#file, limit: this.#limit };
    if (!file || !isWorthCompacting(file, limit)) return;
    this.#moving = file.compact().catch((error) => this.#report(error)).finally(() => this.#moving = null);
    await this.#moving;
    this.#write();
  }

  /** Returns once all is safely on the disk, where that can be. */
  async sync(): Promise<void> {
    await this.#moving;
    this.#write();
    await this.#file?.sync().catch((error) => this.#report(error));
  }

  /** Closes the file, and removes it where nothing waits. */
  async close(): Promise<void> {
    await this.sync();
    try {
      await this.#file?.close();
      if (this.#file && this.size === 0) await Deno.remove(this.path);
    } catch (error) {
      this.#report(error);
    }
    this.#file = null;
  }

  /** The file has its bound, and so has what the disk does not take; what is not of batches has some room of its own. */
  #hasRoom(bytes: number, ofBatch: boolean): boolean {
    const file = this.#failed < 0 ? this.#file : null;
    const limit = file ? this.#limit : MOST_STAGED;
    const used = (file?.size ?? 0) + this.#stagedBytes;
    return used + bytes + 1 <= (ofBatch ? limit * (1 - RESERVE) : limit);
  }

  /** Not while what is staged is on its way to the server. */
  #write(): void {
    if (this.#staged.length === 0 || this.#moving || this.#taken.count > 0 && this.#taken.end === null) return;
    this.#onDisk((file) => {
      file.append(this.#staged);
      this.#filed += this.#staged.length;
      [this.#staged, this.#stagedBytes] = [[], 0];
    });
  }

  #peek(): QueuedLine[] {
    let lines: QueuedLine[] = [];
    this.#onDisk((file) => lines = file.peek(PIECE));
    if (lines.length > 0) return lines;
    // The file was cut, or cannot be read any more: what was in it is lost.
    this.#leftOut += this.#filed;
    this.#filed = 0;
    return this.#staged.map((text) => ({ text, end: null }));
  }

  #takeOut(): void {
    const { count, unreadable, end } = this.#taken;
    this.#taken = NOTHING_TAKEN;
    this.#leftOut += unreadable;
    if (end === null) {
      for (const line of this.#staged.splice(0, count)) this.#stagedBytes -= line.length + 1;
      return;
    }
    this.#filed = Math.max(0, this.#filed - count);
    this.#onDisk((file) => file.advance(end, this.#filed === 0));
  }

  /** A full disk or a file that is gone is no reason to end a training. */
  #onDisk(work: (file: QueueFile) => void): void {
    if (!this.#file) return;
    try {
      work(this.#file);
      this.#failed = -Infinity;
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    this.#failed = performance.now();
    if (!this.#told.problem) this.#options.onProblem(systemReason(error));
    this.#told.problem = true;
  }
}

// --- internal ---

/** Bytes that are read of the file at once: more than a request takes. */
const PIECE = 2 ** 20;

/** Most bytes that wait in memory where the disk takes none. */
const MOST_STAGED = 2 ** 20;

/** Share of a bound that is for other entries than values of batches. */
const RESERVE = 1 / 8;

/** Less history, in bytes, is not worth a new file. */
const LEAST_HISTORY = 2 ** 18;

/** A disk that has failed is tried again after so many milliseconds. */
const RETRY_MS = 1000;

/** Where most of the file is history, or so much of its bound is. */
function isWorthCompacting({ history, size }: QueueFile, limit: number): boolean {
  return history >= limit * RESERVE || (history >= LEAST_HISTORY && 2 * history >= size);
}

function verdict(entry: MlflowEntry | null, { isWanted }: MlflowQueueOptions): Exclude<LineVerdict, "repeat"> {
  if (entry === null) return "damaged";
  return isWanted(entry) ? "keep" : "drop";
}

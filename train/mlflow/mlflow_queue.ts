/**
 * What MLflow has not been told yet, in memory and, line by line, in `mlflow_queue.jsonl`. A line is an entry, or
 * `{"sent":n}`: the first n of those that waited have arrived. So the file is only ever appended to and a killed program
 * loses nothing; it is emptied when nothing waits and rewritten when most of it is history.
 *
 * @module
 */
import type { MlflowEntry } from "./mlflow_entry.ts";

/** Entries of one request, all of one kind. */
export type MlflowRequest =
  | { readonly kind: "metric" | "param" | "tag"; readonly entries: readonly MlflowEntry[] }
  | { readonly kind: "update"; readonly entries: readonly [MlflowEntry] };

/** Most entries of a kind in one request. */
export const MOST_ENTRIES = { metric: 1000, param: 100, tag: 100, update: 1 } as const;

/** Entries on their way to MLflow, oldest first. */
export class MlflowQueue {
  /** The file. */
  readonly path: string;
  readonly #onProblem: (problem: string) => void;
  #waiting: string[];
  /** Lines of the file that are history. */
  #dead = 0;
  /** Null once the disk has failed: from then on entries wait in memory alone. */
  #file: Deno.FsFile | null = null;
  #failed = false;

  /**
   * Opens the queue and takes up what an earlier call left there.
   *
   * @param path The file; created.
   * @param onProblem Told once, with the reason, if entries cannot be kept on disk.
   */
  constructor(path: string, onProblem: (problem: string) => void) {
    this.path = path;
    this.#onProblem = onProblem;
    this.#waiting = [];
    this.#onDisk(() => {
      this.#waiting = readWaiting(path);
      this.#rewrite();
    });
  }

  /** Entries that wait. */
  get size(): number {
    return this.#waiting.length;
  }

  /**
   * Adds entries. They are in the file when this returns: a killed program loses none, a power cut perhaps the last.
   *
   * @param entries The entries.
   */
  add(entries: readonly MlflowEntry[]): void {
    if (entries.length === 0) return;
    const lines = entries.map((entry) => JSON.stringify(entry));
    this.#waiting.push(...lines);
    this.#append(lines);
  }

  /**
   * The oldest entries that go into one request: of one kind, as many as MLflow takes, and less than 1 MB.
   *
   * @returns The request; null where nothing waits.
   */
  next(): MlflowRequest | null {
    const [first] = this.#waiting;
    if (first === undefined) return null;
    const kind = kindOf(first);
    if (kind === "update") return { kind, entries: [JSON.parse(first)] };
    const entries: MlflowEntry[] = [];
    let characters = 0;
    for (const line of this.#waiting) {
      characters += line.length;
      if (kindOf(line) !== kind || entries.length === MOST_ENTRIES[kind] || characters > MOST_CHARACTERS) break;
      entries.push(JSON.parse(line));
    }
    return { kind, entries };
  }

  /**
   * Takes the oldest entries out, as they have arrived.
   *
   * @param count How many.
   */
  acknowledge(count: number): void {
    this.#waiting.splice(0, count);
    this.#dead += count;
    const left = this.#waiting.length;
    if (left === 0) return this.#onDisk(() => this.#empty());
    if (this.#dead >= MOST_DEAD && this.#dead > left) return this.#onDisk(() => this.#rewrite());
    this.#append([JSON.stringify({ sent: count })]);
  }

  /** Closes the file, and removes it where nothing waits. */
  close(): void {
    this.#onDisk(() => {
      this.#file?.close();
      this.#file = null;
      if (this.#waiting.length === 0) Deno.removeSync(this.path);
    });
  }

  #append(lines: readonly string[]): void {
    this.#onDisk(() => {
      const bytes = new TextEncoder().encode(lines.map((line) => line + "\n").join(""));
      for (let done = 0; this.#file && done < bytes.length;) done += this.#file.writeSync(bytes.subarray(done));
    });
  }

  #empty(): void {
    this.#file?.truncateSync(0);
    this.#dead = 0;
  }

  /** Another file with nothing but what waits takes the place of the file. */
  #rewrite(): void {
    const cut = this.path.lastIndexOf("/") + 1;
    const name = `.${this.path.slice(cut)}.${crypto.randomUUID().slice(0, 8)}.tmp`;
    const temporary = this.path.slice(0, cut) + name;
    Deno.writeTextFileSync(temporary, this.#waiting.map((line) => line + "\n").join(""));
    Deno.renameSync(temporary, this.path);
    this.#file?.close();
    this.#file = Deno.openSync(this.path, { append: true });
    this.#dead = 0;
  }

  /** A full disk or a file that is gone is no reason to end a training. */
  #onDisk(work: () => void): void {
    if (this.#failed) return;
    try {
      work();
    } catch (error) {
      this.#failed = true;
      this.#file?.close();
      this.#file = null;
      this.#onProblem(error instanceof Error ? error.message : String(error));
    }
  }
}

// --- internal ---

/** MLflow takes requests of a million bytes. Characters beyond ASCII take more than one; names and numbers have none. */
const MOST_CHARACTERS = 300_000;

/** Fewer lines of history are not worth a new file. */
const MOST_DEAD = 4096;

type Kind = MlflowRequest["kind"];

/** Entries are written by us: the first letters say what they are. */
function kindOf(line: string): Kind {
  return line.slice(2, line.indexOf('"', 2)) as Kind;
}

function readWaiting(path: string): string[] {
  let waiting: string[] = [];
  for (const line of readText(path).split("\n")) {
    const record = parse(line);
    if (typeof record?.sent === "number") waiting = waiting.slice(record.sent);
    else if (record && kindOf(line) in MOST_ENTRIES) waiting.push(line);
  }
  return waiting;
}

/** A line that a killed program broke off is none. */
function parse(line: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

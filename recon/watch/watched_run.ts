/**
 * A run that is looked at again and again: only what has changed is read.
 *
 * @module
 */
import { bestEpoch } from "../../config/values/best_epoch.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import { checkpointDirectory, LAST_CHECKPOINT } from "../../run/checkpoint_names.ts";
import { hostName } from "../../run/host_name.ts";
import { isRunLocked } from "../../run/run_lock.ts";
import { isReconstruction, readRunPayload } from "../../run/run_payload.ts";
import { readRunRecord, type RunRecord } from "../../run/run_record.ts";
import { askedOfRun, type RunRequest } from "../../run/run_requests.ts";
import { Attempts } from "../report/reading/attempts.ts";
import { readReportedEngine, type ReportedEngine } from "../report/reading/reported_engine.ts";
import { type ReportedRun, unknownRun } from "../report/reading/reported_run.ts";
import { EpochTail } from "./epoch_tail.ts";
import { type RunImages, runImages } from "./run_images.ts";
import { type RunLife, runLife } from "./run_life.ts";

/** A run as it stands. */
export interface RunNow {
  /** What its files tell; images, beam and evaluations are not read. */
  readonly run: ReportedRun;
  readonly life: RunLife;
  /** What was asked of it and is not done yet. */
  readonly asked: readonly RunRequest[];
  readonly images: readonly RunImages[];
  /** When `last` was written, in milliseconds since 1970; null where there is none. */
  readonly saved: number | null;
}

/** Follows a run. */
export class WatchedRun {
  readonly #directory: string;
  readonly #tail: EpochTail;
  #payload: Kept<TrainingPayload> = UNREAD;
  #record: Kept<RunRecord> = UNREAD;
  #engine: Kept<ReportedEngine> = UNREAD;
  /** Paths of images that were found, the last last. */
  #shown: readonly string[] = [];
  #images: readonly RunImages[] = [];
  #listed = -Infinity;
  #key = "";
  #now: RunNow | null = null;
  #looking: Promise<RunNow> | null = null;

  /** @param directory Directory of the run. */
  constructor(directory: string) {
    this.#directory = directory;
    this.#tail = new EpochTail(`${directory}/metrics.csv`);
  }

  /**
   * How it stands now: the same value as before where nothing has changed. Damage is told in it, never thrown. Several who
   * look at once look together.
   */
  look(): Promise<RunNow> {
    this.#looking ??= this.#look().finally(() => this.#looking = null);
    return this.#looking;
  }

  /**
   * Reads an image that {@link look} has told of, be it some looks ago.
   *
   * @param path Its path as it was told.
   * @returns Null where no such path was told, or it is no file any more.
   */
  async openImage(path: string): Promise<ReadableStream<Uint8Array> | null> {
    if (!this.#shown.includes(path)) await this.look();
    const file = `${this.#directory}/${path}`;
    if (!this.#shown.includes(path) || !await Deno.lstat(file).then(({ isFile }) => isFile, () => false)) return null;
    return (await Deno.open(file, { read: true })).readable;
  }

  async #look(): Promise<RunNow> {
    const directory = this.#directory;
    const attempts = new Attempts();
    this.#engine = await refreshedEngine(this.#engine, directory);
    if (this.#engine.value) return await this.#lookAtEngine(this.#engine);
    this.#payload = await refreshed(this.#payload, `${directory}/payload.json`, async () => {
      const { payload, warning } = await readRunPayload(directory);
      return { value: payload, problem: warning };
    });
    this.#record = await refreshed(this.#record, `${directory}/run.json`, async () => ({
      value: await readRunRecord(directory),
      problem: null,
    }));
    await attempts.to(() => this.#tail.read(), null);
    const locked = await isRunLocked(directory);
    const asked = await askedOfRun(directory);
    const images = await attempts.to(() => this.#listImages(), []);
    const saved = await writtenAt(`${checkpointDirectory(directory)}/${LAST_CHECKPOINT}`);
    for (const problem of [this.#payload.problem, this.#record.problem, this.#tail.problem]) {
      if (problem !== null) attempts.add(problem);
    }
    const { problems } = attempts;
    const versions = [this.#payload.version, this.#record.version];
    const key = JSON.stringify([versions, locked, asked, images, saved, problems]);
    if (this.#now === null || key !== this.#key || this.#now.run.epochs !== this.#tail.epochs) {
      this.#now = this.#standing({ locked, asked, images, saved, problems });
    }
    this.#key = key;
    return this.#now;
  }

  /** A reconstruction by an engine, which has no epochs. */
  async #lookAtEngine({ version, value: engine, problem }: Kept<ReportedEngine>): Promise<RunNow> {
    const directory = this.#directory;
    const attempts = new Attempts();
    if (problem !== null) attempts.add(problem);
    const locked = await isRunLocked(directory);
    const asked = await askedOfRun(directory);
    const images = await attempts.to(() => this.#listImages(), []);
    const saved = await writtenAt(`${checkpointDirectory(directory)}/${LAST_CHECKPOINT}`);
    const { problems } = attempts;
    const key = JSON.stringify([version, locked, asked, images, saved, problems]);
    if (this.#now === null || key !== this.#key) {
      const known = { engine, epochCount: engine?.count ?? 0, best: engine?.best ?? null };
      const life = runLife({ record: engine?.record ?? null, locked, host: hostName() });
      this.#now = { run: { ...unknownRun(directory, problems), ...known }, life, asked, images, saved };
    }
    this.#key = key;
    return this.#now;
  }

  /** Folders of images are many in a long training, and are not gone through at every look. */
  async #listImages(): Promise<readonly RunImages[]> {
    const now = performance.now();
    if (now - this.#listed < LIST_MS) return this.#images;
    this.#listed = now;
    this.#images = await runImages(this.#directory);
    const told = this.#images.flatMap((folder) => folder.images.map(({ path }) => path));
    this.#shown = [...this.#shown.filter((path) => !told.includes(path)), ...told].slice(-MOST_SHOWN);
    return this.#images;
  }

  #standing(
    { locked, asked, images, saved, problems }: Pick<RunNow, "asked" | "images" | "saved"> & {
      readonly locked: boolean | null;
      readonly problems: readonly string[];
    },
  ): RunNow {
    const [payload, record] = [this.#payload.value, this.#record.value];
    const { epochs, count: epochCount } = this.#tail;
    const best = bestEpoch(epochs, payload);
    const run = { ...unknownRun(this.#directory, problems), payload, record, epochs, epochCount, best };
    return { run, life: runLife({ record, locked, host: hostName() }), asked, images, saved };
  }
}

// --- internal ---

const LIST_MS = 3000;

/** Paths of images that a page may still ask for. */
const MOST_SHOWN = 500;

/** What a file said when it was last read. */
interface Kept<T> {
  /** Of the file; it is read again when that is another one. */
  readonly version: string | null;
  readonly value: T | null;
  readonly problem: string | null;
}

const UNREAD = { version: null, value: null, problem: null };

async function refreshed<T>(
  kept: Kept<T>,
  path: string,
  read: () => Promise<Omit<Kept<T>, "version">>,
): Promise<Kept<T>> {
  const stat = await Deno.stat(path).catch(() => null);
  const version = stat === null ? "none" : [stat.mtime?.getTime(), stat.size, stat.ino].join();
  if (version === kept.version) return kept;
  const attempts = new Attempts();
  const found = await attempts.to(read, null);
  return found ? { version, ...found } : { version, value: null, problem: attempts.problems[0] ?? null };
}

/** Of a directory that no engine writes to there is none. */
async function refreshedEngine(kept: Kept<ReportedEngine>, directory: string): Promise<Kept<ReportedEngine>> {
  const stats = await Promise.all(
    ["payload.json", "run.json", "metrics.csv", "half_scans.json"].map((name) =>
      Deno.stat(`${directory}/${name}`).then(({ mtime, size, ino }) => [mtime?.getTime(), size, ino], () => null)
    ),
  );
  const version = JSON.stringify(stats);
  if (version === kept.version) return kept;
  if (!await isReconstruction(directory)) return { ...UNREAD, version };
  const attempts = new Attempts();
  const value = await readReportedEngine(directory, attempts);
  return { version, value, problem: attempts.problems.join("; ") || null };
}

async function writtenAt(path: string): Promise<number | null> {
  return await Deno.stat(path).then(({ mtime }) => mtime?.getTime() ?? null, () => null);
}

/**
 * Sends a queue to MLflow behind the training's back: one request after the other, later again where the server is away,
 * and never with an error that anybody has to catch.
 *
 * @module
 */
import type { MlflowBatch, MlflowClient } from "./mlflow_client.ts";
import type { MlflowEntry } from "./mlflow_entry.ts";
import { MlflowError } from "./mlflow_error.ts";
import type { MlflowQueue } from "./mlflow_queue.ts";
import { type MlflowRequest, MOST_ENTRIES } from "./mlflow_request.ts";

/** Times in milliseconds. */
export interface MlflowTiming {
  /** How long entries gather before they are sent together. */
  readonly gather: number;
  /** Time limit of a request. */
  readonly timeout: number;
  /** Wait after a first failure. It doubles with each further one, and is cut at random to between half and all of it. */
  readonly firstWait: number;
  /** Longest wait after a failure; a server that asks for more gets up to ten minutes. */
  readonly longestWait: number;
  /** How long the end of a training waits for what is left. */
  readonly patience: number;
}

/** What a sender works with. */
export interface MlflowSenderParts {
  readonly queue: MlflowQueue;
  readonly client: Pick<MlflowClient, "logBatch" | "updateRun">;
  /** Finds or makes the run, and gives its id. */
  readonly runId: () => Promise<string>;
  readonly timing: MlflowTiming;
  /** Breaks off the client's requests; the sender uses it when its time is up. */
  readonly abort: AbortController;
  /** Told of a failure each time, and of entries that were refused and dropped. */
  readonly onProblem: (error: MlflowError, dropped: number) => void;
}

/** Sends in the background from {@link MlflowSender.start} to {@link MlflowSender.finish}. */
export class MlflowSender {
  readonly #parts: MlflowSenderParts;
  #sending: Promise<void> = Promise.resolve();
  #finishing = false;
  #idle = false;
  #wake: () => void = () => {};
  /** Whether what is waited for may be waited for less. */
  #patient = false;
  #problem: MlflowError | null = null;
  #refused = 0;

  /** @param parts What it works with. */
  constructor(parts: MlflowSenderParts) {
    this.#parts = parts;
  }

  /** Why the last request failed; null where it did not. */
  get problem(): MlflowError | null {
    return this.#problem;
  }

  /** Entries that the server refused, in all. */
  get refused(): number {
    return this.#refused;
  }

  /** Begins. */
  start(): void {
    this.#sending = this.#sendAll().catch((cause) =>
      this.#report(new MlflowError(String(cause), "halt", { cause }), 0)
    );
  }

  /** Says that there is something to send. */
  notify(): void {
    if (this.#idle) this.#wake();
  }

  /** Sends what is left as long as patience lasts, and ends. */
  async finish(): Promise<void> {
    const { timing, abort } = this.#parts;
    this.#finishing = true;
    if (!this.#patient) this.#wake();
    const timer = setTimeout(
      () => abort.abort(new MlflowError("there was no answer in time", "retry")),
      timing.patience,
    );
    abort.signal.addEventListener("abort", () => this.#wake(), { once: true });
    await this.#sending;
    clearTimeout(timer);
  }

  async #sendAll(): Promise<void> {
    const { queue, timing, abort: { signal } } = this.#parts;
    let failures = 0;
    while (!signal.aborted) {
      if (queue.size === 0) {
        if (this.#finishing) return;
        await this.#untilNotified();
      }
      if (failures === 0 && !this.#finishing && queue.size < MOST_ENTRIES.metric) await this.#sleep(timing.gather);
      const error = await this.#sendNext();
      failures = error?.remedy === "retry" ? failures + 1 : 0;
      if (error?.remedy === "halt") return;
      if (failures > 0 && !signal.aborted) await this.#waitAfter(failures, error?.retryAfter ?? null);
    }
  }

  async #sendNext(): Promise<MlflowError | null> {
    const { queue, runId } = this.#parts;
    const request = queue.next();
    if (request === null) return null;
    try {
      const id = await runId().catch((error) => {
        throw error instanceof MlflowError && error.remedy === "drop" ? asHalt(error) : error;
      });
      await this.#send(id, request);
      await queue.acknowledge();
      this.#problem = null;
      return null;
    } catch (cause) {
      const error = cause instanceof MlflowError ? cause : new MlflowError(String(cause), "halt", { cause });
      const dropped = error.remedy === "drop" ? request.entries.length : 0;
      this.#refused += dropped;
      if (dropped > 0) await queue.acknowledge();
      this.#report(error, dropped);
      return error;
    }
  }

  async #send(runId: string, { kind, entries }: MlflowRequest): Promise<void> {
    const { client } = this.#parts;
    if (kind !== "update") return await client.logBatch(runId, batchOf(entries));
    for (const entry of entries) if ("update" in entry) await client.updateRun(runId, entry.update);
  }

  #report(error: MlflowError, dropped: number): void {
    const { abort, onProblem } = this.#parts;
    // What was broken off at the end says less than what failed before.
    if (abort.signal.aborted && this.#problem) return;
    this.#problem = dropped > 0 ? null : error;
    if (!abort.signal.aborted) onProblem(error, dropped);
  }

  async #waitAfter(failures: number, retryAfter: number | null): Promise<void> {
    const { firstWait, longestWait } = this.#parts.timing;
    const most = Math.min(firstWait * 2 ** (failures - 1), longestWait);
    // Many trainings that lost the same server shall not all come back at the same moment.
    const wait = most * (0.5 + 0.5 * Math.random());
    this.#patient = retryAfter !== null;
    await this.#sleep(Math.max(wait, retryAfter ?? 0));
    this.#patient = false;
  }

  async #untilNotified(): Promise<void> {
    this.#idle = true;
    await new Promise<void>((resolve) => this.#wake = resolve);
    this.#idle = false;
  }

  async #sleep(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer);
  }
}

// --- internal ---

function batchOf(entries: readonly MlflowEntry[]): MlflowBatch {
  return {
    metrics: entries.flatMap((entry) => "metric" in entry ? [entry.metric] : []),
    params: entries.flatMap((entry) => "param" in entry ? [entry.param] : []),
    tags: entries.flatMap((entry) => "tag" in entry ? [entry.tag] : []),
  };
}

/** Without a run there is nothing that could be dropped to go on. */
function asHalt(error: MlflowError): MlflowError {
  return new MlflowError(error.message, "halt", { code: error.code, cause: error });
}

/**
 * The threads of the CPU backend. The caller's own thread is the first of them; the others are Workers that sleep until
 * there is a job.
 *
 * @module
 */
import { MessageChannel } from "node:worker_threads";
import { JOB_ARGUMENTS, JOB_KERNEL, JOB_PARTS, JOB_THREADS, LEAVE } from "./job_page.ts";
import { instantiate, type KernelFunction, kernelNames, takePart, type ThreadFunctions } from "./kernel_module.ts";
import { type PoolWorker, startPoolWorker } from "./pool_worker.ts";
import type { ThreadData } from "./thread.ts";
import { awaitLost, awaitThread, createLedger, GONE, LOST, type ThreadLedger } from "./thread_ledger.ts";
import type { WatchData, Watched } from "./watching_thread.ts";

/**
 * How threads share a kernel's work: the caller's does it `alone`; they take `parts` of it, as they come free; or the
 * kernel keeps them `together`, as one that waits for all of them or gives each memory of its own.
 */
export type Manner = "alone" | "parts" | "together";

/** The most threads; each has room of its own in every convolution. */
export const MOST_THREADS = 256;

/** So many that a slow core, which others use too, keeps the fast ones waiting only a little. */
const PARTS_OF_THREAD = 8;

/** Runs kernels on threads. */
export class ThreadPool {
  readonly #module: WebAssembly.Module;
  readonly #memory: WebAssembly.Memory;
  readonly #kernels: ThreadFunctions & Record<string, KernelFunction>;
  readonly #indices: ReadonlyMap<string, number>;
  readonly #integers: Int32Array;
  readonly #floats: Float32Array;
  readonly #ledger: ThreadLedger = createLedger(MOST_THREADS);
  #workers: PoolWorker[] = [];
  /** Notices where one of them ends; there once there are any. */
  #watch: PoolWorker | null = null;
  /** Workers over which nothing watches any more; they are on their way out. */
  readonly #unwatched: PoolWorker[] = [];
  /** What the next kernel has to report. */
  #failure: Error | null = null;
  #lost = 0;
  /** The last change of their number. */
  #resized: Promise<void> = Promise.resolve();
  #jobs = 0;

  /**
   * @param module The kernels.
   * @param memory The shared memory that they work on.
   */
  constructor(module: WebAssembly.Module, memory: WebAssembly.Memory) {
    this.#module = module;
    this.#memory = memory;
    this.#kernels = instantiate(module, memory);
    this.#indices = new Map(kernelNames(module).map((name, index) => [name, index]));
    this.#integers = new Int32Array(memory.buffer, 0, 4096);
    this.#floats = new Float32Array(memory.buffer, 0, 4096);
  }

  /** Number of threads, the caller's among them. */
  get threads(): number {
    return this.#workers.length + 1;
  }

  /**
   * Starts or ends Workers until there are so many threads; one change after the other. No kernel may be run in between.
   *
   * @param threads Number of threads, at least 1.
   */
  async resize(threads: number): Promise<void> {
    const change = this.#resized.then(() => this.#resize(threads));
    this.#resized = change.catch(() => {});
    await change;
  }

  /**
   * Runs a kernel and returns when it is done.
   *
   * @param name Its name among the exports of `assembly/index.ts`.
   * @param integers Its arguments, 32-bit integers and addresses.
   * @param floats Its arguments that are floats; they follow.
   * @param manner How threads share the work.
   * @throws {Error} If a thread traps; the others are not waited for at barriers, and all are there for the next kernel.
   *   If a thread is no more, or the one that watches over them; the caller's thread works alone from then on, until
   *   {@link ThreadPool.resize}.
   */
  run(name: string, integers: readonly number[], floats: readonly number[], manner: Manner): void {
    const index = this.#indices.get(name);
    if (index === undefined) {
      throw new RangeError(`Cannot run a kernel that is not there: current value is ${name}`);
    }
    this.#requireWatch();
    const start = JOB_ARGUMENTS / 4;
    this.#integers.set(integers, start);
    this.#floats.set(floats, start + integers.length);
    this.#kernels.resetClaims();
    const threads = manner === "alone" ? 1 : this.threads;
    const parts = manner === "parts" && threads > 1 ? PARTS_OF_THREAD * threads : 0;
    if (threads > 1) this.#startJob(index, threads, parts);
    let cause: unknown;
    try {
      takePart(this.#kernels, name, { thread: 0, threads, parts });
    } catch (error) {
      cause = error;
      this.#kernels.failJob();
    }
    if (threads > 1) this.#kernels.awaitThreads();
    this.#requireSuccess(name, cause);
  }

  /** Ends all Workers. */
  close(): void {
    const watch = this.#watch;
    this.#watch = null;
    watch?.terminate();
    for (const worker of this.#dismiss(1)) worker.terminate();
  }

  /** Wakes all Workers for a job of the first `threads` threads. */
  #startJob(kernel: number, threads: number, parts: number): void {
    this.#integers[JOB_KERNEL] = kernel;
    this.#integers[JOB_THREADS] = threads;
    this.#integers[JOB_PARTS] = parts;
    this.#jobs += 1;
    this.#kernels.startJob(this.#workers.length);
  }

  #requireSuccess(name: string, cause: unknown): void {
    if (this.#kernels.failure() === 0) return;
    const what = this.#recover() ? "a thread of it ended" : "it was stopped";
    throw new Error(
      `Cannot trust the result of a kernel on the CPU as ${what} in the middle: current value is ${name}; ` +
        "this is a fault of the program, and what was computed before is still there",
      { cause },
    );
  }

  /** After a failure: returns whether a thread is no more. The others finish what they are at and leave then. */
  #recover(): boolean {
    const there = this.#workers.filter((_, index) => awaitThread(this.#ledger, index + 1, this.#jobs));
    const gone = there.length < this.#workers.length;
    if (gone) { for (const worker of this.#dismiss(1)) worker.terminate(); }
    this.#kernels.forgetFailure();
    return gone;
  }

  /** Takes Workers out until there are so many threads. A Worker that waits cannot be terminated: it has to leave. */
  #dismiss(threads: number): PoolWorker[] {
    if (threads >= this.threads) return [];
    this.#startJob(LEAVE, threads, 0);
    const lost = this.#workers.filter((_, index) => !awaitThread(this.#ledger, index + 1, this.#jobs));
    this.#lost += lost.length;
    awaitLost(this.#ledger, this.#lost);
    return this.#workers.splice(threads - 1);
  }

  async #resize(threads: number): Promise<void> {
    await Promise.all(this.#unwatched.splice(0).map((worker) => worker.untilEnd()));
    this.#failure = null;
    if (this.#kernels.failure() !== 0) this.#recover();
    await Promise.all(this.#dismiss(threads).map((worker) => worker.terminate()));
    if (threads > 1) this.#watch ??= await this.#startWatch();
    const missing = Array.from({ length: threads - this.threads }, (_, index) => this.threads + index);
    const started = missing.map((thread) => this.#start(thread));
    this.#workers.push(...started);
    const outcomes = await Promise.allSettled(started.map(({ ready }) => ready));
    const first = outcomes.findIndex(({ status }) => status === "rejected");
    const [failed, outcome] = [started[first], outcomes[first]];
    if (!failed || outcome?.status !== "rejected") return;
    await failed.untilEnd();
    // Those that did start would take part in every job. Its end is known here before the thread that watches knows it.
    if (this.#watch) awaitThread(this.#ledger, missing[first] ?? 0, GONE);
    this.#recover();
    throw outcome.reason;
  }

  async #startWatch(): Promise<PoolWorker> {
    const data: WatchData = { module: this.#module, memory: this.#memory, ledger: this.#ledger };
    const watch = startPoolWorker(new URL("./watching_thread.ts", import.meta.url), data);
    await watch.ready;
    watch.onEnd(() => this.#loseWatch(watch));
    return watch;
  }

  #start(thread: number): PoolWorker {
    const { port1, port2: port } = new MessageChannel();
    const seen = this.#jobs;
    Atomics.store(this.#ledger, thread, seen);
    const watched: Watched = { thread, port: port1 };
    this.#watch?.send(watched);
    const data: ThreadData = { module: this.#module, memory: this.#memory, ledger: this.#ledger, thread, seen, port };
    return startPoolWorker(new URL("./thread.ts", import.meta.url), data, [port]);
  }

  /** Nobody would notice any more where a Worker ends: none shall be waited for again. No kernel runs now. */
  #loseWatch(watch: PoolWorker): void {
    if (this.#watch !== watch) return;
    this.#watch = null;
    const threads = this.threads;
    if (threads === 1) return;
    this.#startJob(LEAVE, 1, 0);
    this.#unwatched.push(...this.#workers.splice(0));
    this.#kernels.forgetFailure();
    this.#lost = Atomics.load(this.#ledger, LOST);
    this.#failure = new Error(
      "Cannot go on with the threads of the CPU as the one that watches over them ended: current value is " +
        `${threads} threads; this is a fault of the program, and what was computed before is still there`,
    );
  }

  #requireWatch(): void {
    const failure = this.#failure;
    this.#failure = null;
    if (failure) throw failure;
  }
}

/**
 * Where batches come from: gathered when they are asked for, or ahead of time by Workers that read the samples in shared
 * memory. Either way they are the same batches in the same order, to the last bit.
 *
 * @module
 */
import { type Batch, gatherBatch, type GatherSource } from "../batches.ts";
import { type BatchesOptions, planBatches, type PlanSource } from "../plan_batches.ts";
import { GatherPool } from "./gather_pool.ts";
import { type SharedSamples, shareSamples } from "./shared_samples.ts";

/** Options of {@link createBatchLoader}. */
export interface BatchLoaderOptions {
  /** Workers; 0 gathers on the caller's thread. */
  readonly workers: number;
  /**
   * Batches that each worker prepares ahead; null takes 2.
   *
   * @default null
   */
  readonly prefetch?: number | null;
  /**
   * Keep the workers from one order to the next, instead of starting new ones for each.
   *
   * @default {false}
   */
  readonly persistent?: boolean;
  /**
   * Whether to gather amplitude, masks and labels; they are not needed where the samples are on the accelerator.
   *
   * @default {true}
   */
  readonly images?: boolean;
}

/** What a loader needs of samples. */
export type LoaderSource = GatherSource & PlanSource;

/** What a loader has done. */
export interface LoaderActivity {
  /** Workers started so far. */
  readonly started: number;
  /** Workers that live. */
  readonly running: number;
  /** Most batches that were ever under way or ready before they were asked for. */
  readonly mostAhead: number;
}

/** Prepares the batches of one set of samples. */
export interface BatchLoader {
  /**
   * Gives the batches of an order. Workers prepare them while the caller is busy with those before.
   *
   * @param order Numbers of samples.
   * @param options Size, limit, and where to begin.
   * @returns The batches. Who stops in the middle leaves nothing running.
   * @throws {RangeError} If the batch size is not a whole number above 0.
   * @throws {Error} If a worker fails.
   */
  load(order: Int32Array, options: BatchesOptions): AsyncGenerator<Batch, void, void>;
  /** What it has done so far. */
  readonly activity: LoaderActivity;
  /** Ends its workers. The program does not end by itself before. */
  close(): Promise<void>;
}

/**
 * Makes a loader.
 *
 * @param samples The samples. With workers, what is not in shared memory is copied there once.
 * @param options How to prepare their batches; nothing in a batch depends on it.
 * @returns The loader, to be closed.
 */
export function createBatchLoader(samples: LoaderSource, options: BatchLoaderOptions): BatchLoader {
  return options.workers > 0 ? new WorkerLoader(samples, options) : new CallerLoader(samples, options.images ?? true);
}

// --- internal ---

const PREFETCH = 2;

class CallerLoader implements BatchLoader {
  readonly activity = { started: 0, running: 0, mostAhead: 0 };
  readonly #samples: LoaderSource;
  readonly #images: boolean;

  constructor(samples: LoaderSource, images: boolean) {
    this.#samples = samples;
    this.#images = images;
  }

  async *load(order: Int32Array, options: BatchesOptions): AsyncGenerator<Batch, void, void> {
    for (const { indices, window } of planBatches(this.#samples, order, options)) {
      yield { ...gatherBatch(this.#samples, indices, this.#images), window };
    }
  }

  async close(): Promise<void> {}
}

class WorkerLoader implements BatchLoader {
  readonly #plan: PlanSource;
  readonly #shared: SharedSamples;
  readonly #options: BatchLoaderOptions;
  readonly #pools = new Set<GatherPool>();
  #started = 0;
  #mostAhead = 0;

  constructor(samples: LoaderSource, options: BatchLoaderOptions) {
    const { channels, members, patterns: { brightness, validPixels } } = samples;
    this.#plan = { channels, members, patterns: { brightness, validPixels } };
    this.#shared = shareSamples(samples, { images: options.images ?? true, workers: options.workers });
    this.#options = options;
  }

  get activity(): LoaderActivity {
    return { started: this.#started, running: this.#pools.size * this.#options.workers, mostAhead: this.#mostAhead };
  }

  async *load(order: Int32Array, options: BatchesOptions): AsyncGenerator<Batch, void, void> {
    const { workers, prefetch, persistent = false } = this.#options;
    const plans = planBatches(this.#plan, order, options);
    const ahead: Promise<Batch>[] = [];
    const pool = this.#pool();
    const fill = (): void => {
      while (ahead.length < workers * (prefetch ?? PREFETCH)) {
        const { value: plan } = plans.next();
        if (!plan) break;
        const batch = pool.gather(plan.indices).then((gathered) => ({ ...gathered, ...plan }));
        // A failure is reported where the batch is taken; until then it must not count as unhandled.
        batch.catch(() => undefined);
        ahead.push(batch);
      }
      this.#mostAhead = Math.max(this.#mostAhead, ahead.length);
    };
    try {
      fill();
      for (let next = ahead.shift(); next; next = ahead.shift()) {
        const batch = await next;
        fill();
        yield batch;
      }
    } finally {
      if (!persistent) await this.#end(pool);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools].map((pool) => this.#end(pool)));
  }

  #pool(): GatherPool {
    const { workers, persistent = false } = this.#options;
    const [kept] = this.#pools;
    if (persistent && kept) return kept;
    const pool = new GatherPool(this.#shared, workers);
    this.#pools.add(pool);
    this.#started += workers;
    return pool;
  }

  async #end(pool: GatherPool): Promise<void> {
    await pool.close();
    this.#pools.delete(pool);
  }
}

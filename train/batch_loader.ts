/**
 * Where batches come from.
 *
 * @module
 */
import { type Batch, batches, type BatchesOptions } from "../data/batches.ts";
import type { Samples } from "../data/samples.ts";

/** Prepares batches. */
export interface BatchLoader {
  /** Batches of an order. */
  load(order: Int32Array, options: BatchesOptions): AsyncIterable<Batch>;
  /** Ends workers. */
  close(): Promise<void> | void;
}

/** Prepares batches on the main thread. */
export function createBatchLoader(
  samples: Samples,
  _options: { readonly workers: number; readonly prefetch: number | null; readonly persistent: boolean },
): BatchLoader {
  return {
    load: async function* (order, options) {
      yield* batches(samples, order, options);
    },
    close: () => undefined,
  };
}

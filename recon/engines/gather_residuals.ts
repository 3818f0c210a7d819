/**
 * Residuals of patterns, batch by batch, with nothing moved by them.
 *
 * @module
 */
import { correctExitWaves, type EngineWaves, type MeasuredPatterns } from "../../backend/operations/waves/engine.ts";
import { createEventLoopYield } from "../../data/files/event_loop.ts";
import { range } from "../../data/random/random.ts";
import * as tf from "../../packages/tensorflow.ts";
import type { BatchFeed } from "./batch_feed.ts";
import { PendingAnswers } from "./pending_answers.ts";
import type { EngineScan } from "./state/engine_scan.ts";
import { ResidualGatherer } from "./state/residuals.ts";

/** Patterns, and how they are looked at. */
export interface LookedAt {
  /** The patterns. */
  readonly scan: EngineScan;
  /** Uploads them. */
  readonly feed: BatchFeed;
  /** Patterns that are looked at together; does not change the result. */
  readonly batchSize: number;
  /**
   * Adds to what was measured what is known besides, such as a background.
   *
   * @default nothing
   */
  readonly known?: (measured: MeasuredPatterns) => MeasuredPatterns;
  /** Stops before a batch; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Gathers residuals of all patterns.
 *
 * @param waves Object and probe; they are only read.
 * @param at The patterns.
 */
export async function gatherResiduals(
  waves: EngineWaves,
  { scan, feed, batchSize, known = (measured) => measured, signal }: LookedAt,
): Promise<ResidualGatherer> {
  const gatherer = new ResidualGatherer(scan);
  using pending = new PendingAnswers();
  const turn = createEventLoopYield();
  const all = range(scan.count);
  for (let first = 0; first < scan.count; first += batchSize) {
    await turn();
    signal?.throwIfAborted();
    const numbers = all.slice(first, first + batchSize);
    const residuals = tf.tidy(() => {
      const { places, measured } = feed.bring(numbers, gatherer).patterns();
      return correctExitWaves(waves, places, known(measured)).residuals;
    });
    pending.add(numbers, [residuals], [(some, sums) => gatherer.add(some, sums)]);
  }
  await pending.read();
  return gatherer;
}

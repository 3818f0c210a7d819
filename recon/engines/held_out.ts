/**
 * Patterns that move nothing: how far they are explained by what the others have moved. A probe that differs from shot to
 * shot is the mean one for them, as nothing says how theirs differs.
 *
 * @module
 */
import { correctWithBackground } from "../../backend/operations/background_correction.ts";
import type { EngineWaves, MeasuredPatterns } from "../../backend/operations/engine.ts";
import { range } from "../../data/random/random.ts";
import * as tf from "../../packages/tensorflow.ts";
import { BatchFeed } from "./batch_feed.ts";
import type { EngineCanvas } from "./state/engine_canvas.ts";
import type { EngineScan } from "./state/engine_scan.ts";
import { type IterationResiduals, ResidualGatherer } from "./state/residuals.ts";

/** Looks at them after each iteration; what it holds on the accelerator is freed where its scope ends. */
export class HeldOut implements Disposable {
  readonly #scan: EngineScan;
  readonly #feed: BatchFeed;
  readonly #batchSize: number;

  /**
   * @param scan The patterns that are held out; their patches lie on the canvas.
   * @param canvas Canvas of the patterns that move object and probe.
   * @param batchSize Patterns that are looked at together; does not change the result.
   */
  constructor(scan: EngineScan, canvas: EngineCanvas, batchSize: number) {
    this.#scan = scan;
    this.#feed = new BatchFeed(scan, { places: (numbers) => canvas.placesOf(scan.positions, numbers) });
    this.#batchSize = batchSize;
  }

  /**
   * Residuals of all of them together, of object and probe as they are.
   *
   * @param waves Object and probe.
   * @param known Adds to what was measured what is known besides.
   */
  async measure(
    waves: EngineWaves,
    known: (measured: MeasuredPatterns) => MeasuredPatterns,
  ): Promise<IterationResiduals> {
    const { count } = this.#scan;
    const gatherer = new ResidualGatherer(this.#scan);
    const all = range(count);
    for (let first = 0; first < count; first += this.#batchSize) {
      const numbers = all.slice(first, first + this.#batchSize);
      const residuals = tf.tidy(() => {
        const { places, measured } = this.#feed.upload(numbers, gatherer);
        return correctWithBackground(waves, places, known(measured)).residuals;
      });
      gatherer.add(numbers, await residuals.data<"float32">());
      residuals.dispose();
    }
    return gatherer.total();
  }

  /** Frees what it holds on the accelerator. */
  [Symbol.dispose](): void {
    this.#feed[Symbol.dispose]();
  }
}

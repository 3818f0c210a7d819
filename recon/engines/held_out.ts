/**
 * Patterns that move nothing: how far they are explained by what the others have moved. A probe that differs from shot to
 * shot is the mean one for them, as nothing says how theirs differs.
 *
 * @module
 */
import type { EngineWaves, MeasuredPatterns } from "../../backend/operations/waves/engine.ts";
import { BatchFeed } from "./batch_feed.ts";
import { gatherResiduals } from "./gather_residuals.ts";
import type { EngineCanvas } from "./state/engine_canvas.ts";
import type { EngineScan } from "./state/engine_scan.ts";
import type { IterationResiduals } from "./state/residuals.ts";

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
    const { positions } = scan;
    this.#feed = new BatchFeed(scan, { positions, places: (numbers) => canvas.placesOf(positions, numbers) });
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
    const at = { scan: this.#scan, feed: this.#feed, batchSize: this.#batchSize, known };
    return (await gatherResiduals(waves, at)).total();
  }

  /** Frees what it holds on the accelerator. */
  [Symbol.dispose](): void {
    this.#feed[Symbol.dispose]();
  }
}

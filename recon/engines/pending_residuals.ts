/**
 * Residuals of batches that are still on the accelerator: they are read together, as nothing waits for it meanwhile.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { ResidualGatherer } from "./state/residuals.ts";

/** Those of batches since they were read last; what is on the accelerator is freed where its scope ends. */
export class PendingResiduals implements Disposable {
  readonly #batches: { readonly numbers: Int32Array; readonly sums: tf.Tensor2D }[] = [];

  /**
   * Takes those of a batch.
   *
   * @param numbers (B) numbers of its patterns.
   * @param sums (B, 2) Σ |A − √I| and Poisson deviance of each; freed once they are read.
   */
  add(numbers: Int32Array, sums: tf.Tensor2D): void {
    this.#batches.push({ numbers, sums });
  }

  /**
   * Reads them all at once.
   *
   * @param gatherer Gets them.
   */
  async read(gatherer: ResidualGatherer): Promise<void> {
    const batches = this.#batches.splice(0);
    if (batches.length === 0) return;
    const all = tf.concat(batches.map(({ sums }) => sums));
    tf.dispose(batches.map(({ sums }) => sums));
    const values = await all.data<"float32">().finally(() => all.dispose());
    let done = 0;
    for (const { numbers } of batches) {
      gatherer.add(numbers, values.subarray(2 * done, 2 * (done + numbers.length)));
      done += numbers.length;
    }
  }

  /** Frees what was not read. */
  [Symbol.dispose](): void {
    tf.dispose(this.#batches.splice(0).map(({ sums }) => sums));
  }
}

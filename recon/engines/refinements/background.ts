/**
 * A background: counts b ≥ 0 of each pixel of the detector that are the same in every pattern and add to what the waves
 * make, such as air scatter, a leak of light, or dark counts (Thurman and Fienup 2009, doi:10.1364/JOSAA.26.001008;
 * Marchesini et al. 2013, doi:10.1088/0266-5611/29/11/115009). After each iteration
 *
 *     b ← max(0, 0.97 b + Σ v (n − I) / Σ v),   v = w / (I + 1)²,   I = Σ |Ψ|² + b,   n = A²,
 *
 * sums over its patterns: their mean excess, in which those that are dark at a pixel count most. An image that is not right
 * yet is off by a part of I, so v is what an error of that kind is weighed by; by 1 / (I + 1) alone, the weight of photons'
 * noise, far more of the bright middle was taken for background. There patterns hardly tell background from waves; the part that b
 * loses each time chooses the least of what explains them.
 *
 * @module
 */
import type { MeasuredPatterns } from "../../../backend/operations/waves/engine.ts";
import * as tf from "../../../packages/tensorflow.ts";
import type { CorrectedBatch } from "../state/engine_batch.ts";
import type { KeptArrays } from "../state/engine_state.ts";
import type { EngineWork } from "../state/engine_work.ts";
import type { Refinement } from "./refinement.ts";

/** Finds it; one that a run begins with counts from its first iteration on. */
export class Background implements Refinement {
  readonly name = "background";
  readonly #start: number;
  readonly #side: number;
  /** Whether there was one at the beginning, which counts before the first is found. */
  readonly #isKnown: boolean;
  /** (N, N) counts. */
  readonly #counts: tf.Variable;
  /** (2, N, N): Σ v (n − I) and Σ v of the batches of this iteration. */
  readonly #sums: tf.Variable;

  /**
   * @param start First iteration, from 0, that has a background, and finds it.
   * @param work What it works on.
   */
  constructor(start: number, { scan, kept }: Pick<EngineWork, "scan" | "kept">) {
    [this.#start, this.#side] = [start, scan.patchSize];
    const [counts, sums] = [kept.get(`${this.name}.counts`), kept.get(`${this.name}.sums`)];
    this.#isKnown = counts?.data.some((count) => count > 0) ?? false;
    const side = [this.#side, this.#side];
    this.#counts = variable(counts ?? { shape: side, data: new Float32Array(this.#side ** 2) });
    this.#sums = variable(sums ?? { shape: [2, ...side], data: new Float32Array(2 * this.#side ** 2) });
  }

  /** Whether there is one yet, and whether it is looked for. */
  phase(iteration: number): unknown {
    return [this.#isKnown, iteration >= this.#start];
  }

  /** Patterns with it. */
  measured(measured: MeasuredPatterns, iteration: number): MeasuredPatterns {
    return iteration < this.#start && !this.#isKnown ? measured : { ...measured, background: this.#counts };
  }

  /** Notes what the patterns of a batch have more than what was predicted. */
  see({ iteration, measured: { amplitude, mask }, intensity }: CorrectedBatch): void {
    if (!intensity || iteration < this.#start) return;
    const weight = (mask ?? tf.scalar(1)).div(intensity.add(1).square());
    const excess = amplitude.square().sub(intensity).mul(weight);
    const weights = tf.broadcastTo(weight, excess.shape);
    this.#sums.assign(this.#sums.add(tf.stack([excess.sum(0), weights.sum(0)])));
  }

  /** Adds what patterns have more. */
  settle(iteration: number): Promise<void> {
    if (iteration < this.#start) return Promise.resolve();
    tf.tidy(() => {
      const [excess, weights] = this.#sums.unstack() as [tf.Tensor, tf.Tensor];
      // A pixel that no pattern measured has no weight, and no excess.
      const more = excess.div(tf.maximum(weights, LEAST_WEIGHT));
      this.#counts.assign(tf.relu(this.#counts.mul(STAYING).add(more)));
      this.#sums.assign(tf.zerosLike(this.#sums));
    });
    return Promise.resolve();
  }

  /** The background (N, N), and the sums of an iteration that is not over. */
  async kept(): Promise<KeptArrays> {
    const side = this.#side;
    const [counts, sums] = await Promise.all([this.#counts.data<"float32">(), this.#sums.data<"float32">()]);
    return new Map([
      ["counts", { shape: [side, side], data: counts.slice() }],
      ["sums", { shape: [2, side, side], data: sums.slice() }],
    ]);
  }

  /** Frees them. */
  [Symbol.dispose](): void {
    this.#counts.dispose();
    this.#sums.dispose();
  }
}

/**
 * The background that an engine has found, from what it keeps.
 *
 * @param kept Arrays of a state.
 * @returns (N, N) counts, row by row; null where none was looked for.
 */
export function foundBackground(kept: KeptArrays): Float32Array | null {
  return kept.get("background.counts")?.data ?? null;
}

/**
 * The other way: what a state keeps of a background that a run begins with.
 *
 * @param counts (N, N), row by row.
 */
export function keptBackground(counts: Float32Array): KeptArrays {
  const side = Math.sqrt(counts.length);
  return new Map([["background.counts", { shape: [side, side], data: counts }]]);
}

// --- internal ---

/** Part of the background that stays where patterns say nothing. */
const STAYING = 0.97;

function variable({ data, shape }: NonNullable<ReturnType<KeptArrays["get"]>>): tf.Variable {
  return tf.tidy(() => tf.variable(tf.tensor(data, shape.slice()), false));
}

/** Next to nothing. */
const LEAST_WEIGHT = 1e-30;

/**
 * One point of a curve for every optimizer step: where a step has several batches, their mean. TensorBoard keeps one
 * value a step.
 *
 * @module
 */
import type { BatchEndEvent, GradientNorm, WindowSums } from "./events.ts";

/** A value and the name of its curve. */
export type NamedScalar = readonly [name: string, value: number];

/** What the batches of one optimizer step come to. */
export class StepMean {
  /** The step, from 0. */
  readonly step: number;
  readonly #sums = new Map<string, number>();
  #samples = 0;
  #gradNorm: GradientNorm | null = null;

  /**
   * @param step The step, from 0.
   * @param begun Name of the loss, and what batches of the step before a resume came to.
   */
  constructor(step: number, begun?: { readonly loss: string; readonly window: WindowSums }) {
    this.step = step;
    if (!begun) return;
    this.#samples = begun.window.samples;
    this.#sums.set(begun.loss, begun.window.lossSum);
  }

  /** Adds a batch of the step. */
  add({ size, metrics, gradNorm }: Pick<BatchEndEvent, "size" | "metrics" | "gradNorm">): void {
    this.#samples += size;
    for (const [name, value] of Object.entries(metrics)) {
      this.#sums.set(name, (this.#sums.get(name) ?? 0) + (value ?? NaN) * size);
    }
    this.#gradNorm = gradNorm ?? this.#gradNorm;
  }

  /** Means over the samples, and the norms of the step's gradients where they were measured. */
  scalars(): NamedScalar[] {
    const means = [...this.#sums].map(([name, sum]): NamedScalar => [name, sum / this.#samples]);
    return [...means, ...normScalars(this.#gradNorm)];
  }
}

/** Norms of gradients as scalars; none where they were not measured. */
export function normScalars(norm: GradientNorm | null): NamedScalar[] {
  return norm ? [["grad_norm", norm.before], ["grad_norm_clipped", norm.after]] : [];
}

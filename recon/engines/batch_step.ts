/**
 * What a batch of patterns does: exit waves are corrected, refinements look at them, object and probe move.
 *
 * @module
 */
import type { MeasuredPatterns } from "../../backend/operations/waves/engine.ts";
import type * as tf from "../../packages/tensorflow.ts";
import type { UploadedPatterns } from "./batch_feed.ts";
import type { EngineMethod } from "./methods/engine_method.ts";
import type { Question, Refinement } from "./refinements/refinement.ts";
import type { MovingWaves } from "./state/moving_waves.ts";

/** What moves object and probe. */
export interface EngineParts {
  /** Of the engine. */
  readonly method: EngineMethod;
  /** Beside it, in their order. */
  readonly refinements: readonly Refinement[];
}

/** A batch that is on the accelerator. */
export interface NextBatch extends UploadedPatterns {
  /** Number of the iteration, from 0. */
  readonly iteration: number;
}

/**
 * One update by a batch of patterns. No other tensor is left over.
 *
 * @param moving Object and probe.
 * @param next The batch.
 * @param parts What moves them.
 * @returns Residuals before the update (B, 2), Σ |A − √I| and Poisson deviance of each pattern, and behind them what
 * patterns answered the refinements that asked them; the caller's to free.
 */
export function stepBatch(moving: MovingWaves, next: NextBatch, parts: EngineParts): readonly tf.Tensor[] {
  const { method, refinements } = parts, { iteration } = next;
  return moving.move((waves) => {
    const batch = { ...next, waves, measured: knownPatterns(next.measured, iteration, parts) };
    const { chi, residuals, intensity } = method.correct(batch);
    const corrected = { ...batch, chi, ...(intensity && { intensity }) };
    for (const refinement of refinements) refinement.see?.(corrected);
    const answers = questionsOf(parts, iteration).map(({ ask }) => ask(corrected));
    const moved = refinements.reduce(
      (after, refinement) => refinement.afterBatch?.(after, iteration) ?? after,
      method.move({ ...batch, chi }),
    );
    return { waves: moved, found: [residuals, ...answers] };
  });
}

/** What refinements ask in an iteration, in their order. */
export function questionsOf({ refinements }: Pick<EngineParts, "refinements">, iteration: number): Question[] {
  return refinements.flatMap(({ question }) => question?.when(iteration) ? [question] : []);
}

/**
 * All that tells the next batch from those of other iterations, but for the numbers that it begins with.
 *
 * @param parts What moves object and probe.
 * @param iteration Number of the iteration, from 0.
 * @returns Plain JSON; batches of which it is the same do the same with other numbers.
 */
export function phaseOf({ method, refinements }: EngineParts, iteration: number): unknown {
  return [method.phase(iteration), ...refinements.map((refinement) => refinement.phase?.(iteration) ?? null)];
}

/**
 * Patterns of a batch with what refinements know of them besides.
 *
 * @param measured What was uploaded.
 * @param iteration Number of the iteration, from 0.
 * @param parts What moves object and probe.
 */
export function knownPatterns(
  measured: MeasuredPatterns,
  iteration: number,
  { refinements }: Pick<EngineParts, "refinements">,
): MeasuredPatterns {
  return refinements.reduce((known, refinement) => refinement.measured?.(known, iteration) ?? known, measured);
}

/**
 * Makes of object and probe what is made of them once all batches of an iteration are through.
 *
 * @param moving Object and probe.
 * @param iteration Number of the iteration, from 0.
 * @param parts What moves them.
 */
export function endIteration(moving: MovingWaves, iteration: number, { method, refinements }: EngineParts): void {
  moving.move((waves) => ({
    waves: refinements.reduce(
      (next, refinement) => refinement.afterIteration?.(next, iteration) ?? next,
      method.endIteration?.(waves, iteration) ?? waves,
    ),
    found: [],
  }));
}

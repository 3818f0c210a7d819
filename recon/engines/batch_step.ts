/**
 * What a batch of patterns does: exit waves are corrected, refinements look at them, object and probe move.
 *
 * @module
 */
import type { EngineWaves, MeasuredPatterns } from "../../backend/operations/engine.ts";
import * as tf from "../../packages/tensorflow.ts";
import type { UploadedPatterns } from "./batch_feed.ts";
import type { EngineMethod } from "./methods/engine_method.ts";
import type { Refinement } from "./refinements/refinement.ts";

/** What moves object and probe. */
export interface EngineParts {
  /** Of the engine. */
  readonly method: EngineMethod;
  /** Beside it, in their order. */
  readonly refinements: readonly Refinement[];
}

/** A batch to be uploaded. */
export interface NextBatch {
  /** Number of the iteration, from 0. */
  readonly iteration: number;
  /** (B) numbers of its patterns. */
  readonly numbers: Int32Array;
  /** Uploads patterns and where they lie. */
  readonly upload: () => UploadedPatterns;
}

/** What an update leaves. */
export interface Updated {
  /** The next object and probe. */
  readonly waves: EngineWaves;
  /** (B, 2): Σ |A − √I| and Poisson deviance of each pattern, before the update. */
  readonly residuals: tf.Tensor2D;
}

/**
 * One update by a batch of patterns. No other tensor is left over.
 *
 * @param waves Object and probe; they are used up.
 * @param next The batch.
 * @param parts What moves them.
 */
export function stepBatch(waves: EngineWaves, { iteration, numbers, upload }: NextBatch, parts: EngineParts): Updated {
  const { method, refinements } = parts;
  let sums: tf.Tensor2D | null = null;
  const moved = tidyWaves(waves, () => {
    const { places, measured } = upload();
    const batch = { iteration, numbers, waves, places, measured: knownPatterns(measured, iteration, parts) };
    const { chi, residuals, intensity } = method.correct(batch);
    sums = tf.keep(residuals);
    for (const refinement of refinements) refinement.see?.({ ...batch, chi, ...(intensity && { intensity }) });
    return refinements.reduce(
      (next, refinement) => refinement.afterBatch?.(next, iteration) ?? next,
      method.move({ ...batch, chi }),
    );
  });
  if (sums === null) throw new TypeError("Cannot go on as a batch has no residuals");
  return { waves: moved, residuals: sums };
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
 * What is made of object and probe once all batches of an iteration are through. No other tensor is left over.
 *
 * @param waves Object and probe; they are used up.
 * @param iteration Number of the iteration, from 0.
 * @param parts What moves them.
 */
export function endIteration(waves: EngineWaves, iteration: number, { method, refinements }: EngineParts): EngineWaves {
  return tidyWaves(waves, () =>
    refinements.reduce(
      (next, refinement) => refinement.afterIteration?.(next, iteration) ?? next,
      method.endIteration?.(waves, iteration) ?? waves,
    ));
}

// --- internal ---

/** Waves that are made of others: whatever of those is not handed on is freed. */
function tidyWaves(before: EngineWaves, make: () => EngineWaves): EngineWaves {
  const [objectRe, objectIm, probeRe, probeIm] = tf.tidy(() => tensorsOf(make())) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const after = [objectRe, objectIm, probeRe, probeIm];
  for (const tensor of tensorsOf(before)) {
    if (!after.includes(tensor) && !tensor.isDisposed) tensor.dispose();
  }
  return { object: { re: objectRe, im: objectIm }, probe: { re: probeRe, im: probeIm } };
}

function tensorsOf({ object, probe }: EngineWaves): tf.Tensor[] {
  return [object.re, object.im, probe.re, probe.im];
}

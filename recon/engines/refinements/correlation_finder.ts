/**
 * How far patches lie by cross-correlation (Zhang et al. 2013, doi:10.1364/OE.21.013592): of a patch before and after its own
 * update. An update goes but a part of the way, so positions go a multiple of what it says, which adapts: where positions
 * went on as in the iteration before, it rises by a tenth, where they went back, it falls by a tenth.
 *
 * @module
 */
import { patchShifts } from "../../../backend/operations/waves/patch_shifts.ts";
import type { CorrectedBatch } from "../state/engine_batch.ts";
import type { KeptArrays } from "../state/engine_state.ts";
import type * as tf from "../../../packages/tensorflow.ts";
import type { PositionFinder } from "./position_finder.ts";

/** The finder. */
export class CorrelationFinder implements PositionFinder {
  readonly longest = LONGEST;
  #gain = 1;
  /** (2, M) what patterns said in the iteration before; empty in the first. */
  #before = new Float32Array();

  /**
   * @param kept What one kept, by `correlation` and `gain`.
   */
  constructor(kept: KeptArrays) {
    this.#before = kept.get("correlation")?.data.slice() ?? this.#before;
    this.#gain = kept.get("gain")?.data[0] ?? this.#gain;
  }

  /** Looks for the peaks of a batch. */
  find({ waves, places, chi, measured: { matrix } }: CorrectedBatch): tf.Tensor2D {
    return patchShifts(waves, { places, chi, matrix });
  }

  /** The multiple, adapted. */
  gain(ways: Float32Array): number {
    const alike = likeness(this.#before, ways);
    if (alike > ALIKE) this.#gain = Math.fround(this.#gain * (1 + CHANGE));
    if (alike < -ALIKE) this.#gain = Math.fround(this.#gain * (1 - CHANGE));
    this.#before = ways.slice();
    return this.#gain;
  }

  /** The multiple, and what patterns said. */
  kept(): KeptArrays {
    if (this.#before.length === 0) return new Map();
    return new Map([
      ["correlation", { shape: [2, this.#before.length / 2], data: this.#before.slice() }],
      ["gain", { shape: [1], data: Float32Array.of(this.#gain) }],
    ]);
  }
}

// --- internal ---

/** Pixels: peaks are looked for not much further. */
const LONGEST = 2;

/** Correlation from which the ways of two iterations are alike, and part by which the multiple then changes, of the paper. */
const [ALIKE, CHANGE] = [0.3, 0.1];

/** Correlation of two sets of numbers; 0 where one is empty or the same everywhere. */
function likeness(a: Float32Array, b: Float32Array): number {
  const [means, sums] = [[0, 0], [0, 0, 0]] as [[number, number], [number, number, number]];
  a.forEach((value, k) => {
    means[0] += value / a.length;
    means[1] += (b[k] ?? NaN) / a.length;
  });
  a.forEach((value, k) => {
    const [one, other] = [value - means[0], (b[k] ?? NaN) - means[1]];
    sums[0] += one * other;
    sums[1] += one ** 2;
    sums[2] += other ** 2;
  });
  return sums[0] / Math.sqrt(sums[1] * sums[2]) || 0;
}

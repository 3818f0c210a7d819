/**
 * A probe that differs from shot to shot: orthogonal probe relaxation, truncated (Odstrčil, Baksh, Boden, Card, Chad, Frey
 * and Brocklesby 2016, doi:10.1364/OE.24.008360). The first mode of pattern j is P + Σₖ cⱼₖ Eₖ, with K eigenprobes Eₖ that all
 * patterns share and coefficients of its own. Eigenprobes are stepped as if they were further modes of the probe, so every
 * engine that moves object and probe by batches can have them.
 *
 * @module
 */
import { coefficientStep } from "../../../backend/operations/waves/shot_variation.ts";
import {
  correctExitWaves,
  type EngineWaves,
  type ExitWaveCorrection,
  type Wave,
} from "../../../backend/operations/waves/engine.ts";
import { Random } from "../../../data/random/random.ts";
import * as tf from "../../../packages/tensorflow.ts";
import type { CorrectedBatch, EngineBatch } from "../state/engine_batch.ts";
import type { EngineOptions } from "../state/engine_options.ts";
import type { KeptArrays } from "../state/engine_state.ts";
import type { EngineWork } from "../state/engine_work.ts";
import { Eigenprobes } from "./eigenprobes.ts";
import type { EngineMethod } from "./engine_method.ts";
import { eachPart, times } from "../../../backend/operations/waves/wave_arithmetic.ts";

/** What is set of it. */
export type VariationOptions = Pick<EngineOptions, "likelihood" | "probeVariation" | "seed"> & {
  /** First iteration, from 0, in which it moves; a probe that varies at the beginning does so before. */
  readonly probeStart: number;
};

/** Another method, whose first mode differs from shot to shot. */
export class ProbeVariation implements EngineMethod {
  readonly #options: VariationOptions;
  readonly #method: EngineMethod;
  readonly #count: number;
  #variation: Eigenprobes | null;

  /**
   * @param options What is set of it.
   * @param work What it works on.
   * @param method The method, which moves object and probe by batches.
   */
  constructor(options: VariationOptions, { scan, kept }: Pick<EngineWork, "scan" | "kept">, method: EngineMethod) {
    this.#options = options;
    this.#method = method;
    this.#count = scan.count;
    this.#variation = Eigenprobes.kept(kept);
  }

  /** The method's own, and whether eigenprobes are there, and whether they move. */
  phase(iteration: number): unknown {
    return [this.#method.phase(iteration), this.#variation !== null, Math.sign(iteration - this.#options.probeStart)];
  }

  /** What the exit waves of the batch lack, each of its own probe. */
  correct(batch: EngineBatch): ExitWaveCorrection {
    const { iteration, rows, waves, places, measured } = batch, { likelihood } = this.#options;
    if (iteration >= this.#options.probeStart) this.#variation ??= this.#begun(waves);
    if (!this.#variation) return this.#method.correct(batch);
    const { eigenprobes } = this.#variation, variation = { eigenprobes, coefficients: this.#variation.of(rows) };
    return correctExitWaves(waves, places, { ...measured, likelihood, variation });
  }

  /** Coefficients go first, then object, probe and eigenprobes by what is lacking then. */
  move(batch: CorrectedBatch): EngineWaves {
    const { iteration, rows, waves: { object }, places, chi } = batch, variation = this.#variation;
    if (!variation) return this.#method.move(batch);
    const { eigenprobes } = variation, { probeStart } = this.#options;
    const { coefficients, chi: left } = iteration >= probeStart
      ? variation.move((all) => coefficientStep(all, { object, eigenprobes, places, chi, rows }))
      : { coefficients: variation.of(rows), chi };
    // Before coefficients have a measure, nothing says how far eigenprobes are to go.
    const varied = { eigenprobes: variation.cloned(), coefficients, moves: iteration > probeStart };
    const moved = this.#method.move({ ...batch, chi: left, variation: varied });
    if (moved.eigenprobes) variation.moveTo(moved.eigenprobes);
    return moved;
  }

  /** Coefficients have the mean 0 and the mean square 1 again, and eigenprobes are orthogonal. */
  endIteration(waves: EngineWaves, iteration: number): EngineWaves {
    if (!this.#variation || iteration < this.#options.probeStart) return waves;
    return { object: waves.object, probe: this.#variation.settle(waves.probe) };
  }

  /** Eigenprobes (2, K, N, N) and coefficients (2, M, K), real and imaginary parts; nothing before they have begun. */
  async kept(): Promise<KeptArrays> {
    return await this.#variation?.read() ?? new Map();
  }

  /** Frees what it keeps. */
  [Symbol.dispose](): void {
    this.#variation?.[Symbol.dispose]();
  }

  /** Eigenprobes begin as the first mode with noise on it, which has a part of whatever changes; coefficients as 0. */
  #begun({ probe }: EngineWaves): Eigenprobes {
    const { probeVariation, seed } = this.#options, [, side = 0] = probe.re.shape;
    const random = new Random(seed, "eigenprobes");
    const noise = (): tf.Tensor =>
      tf.tensor(Float32Array.from({ length: probeVariation * side ** 2 }, () => BEGINNING * random.normal()), [
        ...[probeVariation, side, side],
      ]);
    return Eigenprobes.begun(times({ re: noise(), im: noise() }, sliced(probe, 0, 1)), this.#count);
  }
}

// --- internal ---

/** Amplitude of eigenprobes at the beginning, in that of the probe. */
const BEGINNING = 0.2;

function sliced(wave: Wave, first: number, count: number): Wave {
  return eachPart(wave, (part) => part.slice([first], [count]));
}

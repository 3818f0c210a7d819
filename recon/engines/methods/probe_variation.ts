/**
 * A probe that differs from shot to shot: orthogonal probe relaxation, truncated (Odstrčil, Baksh, Boden, Card, Chad, Frey
 * and Brocklesby 2016, doi:10.1364/OE.24.008360). The first mode of pattern j is P + Σₖ cⱼₖ Eₖ, with K eigenprobes Eₖ that all
 * patterns share and coefficients of its own. Eigenprobes are stepped as if they were further modes of the probe, so every
 * engine that moves object and probe by batches can have them.
 *
 * @module
 */
import { correctWaves } from "../../../backend/operations/correct_waves.ts";
import { type EngineWaves, type ExitWaveCorrection, exitWaves, type Wave } from "../../../backend/operations/engine.ts";
import { Random } from "../../../data/random/random.ts";
import * as tf from "../../../packages/tensorflow.ts";
import type { CorrectedBatch, EngineBatch } from "../state/engine_batch.ts";
import type { EngineOptions } from "../state/engine_options.ts";
import type { KeptArrays } from "../state/engine_state.ts";
import type { EngineWork } from "../state/engine_work.ts";
import { Eigenprobes } from "./eigenprobes.ts";
import type { EngineMethod } from "./engine_method.ts";
import {
  conjugate,
  eachPart,
  joined,
  minus,
  pieces,
  plus,
  times,
} from "../../../backend/operations/wave_arithmetic.ts";

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
    const { eigenprobes } = this.#variation, modes = waves.probe.re.shape[0] ?? 1;
    const all = exitWaves({ object: waves.object, probe: joined([waves.probe, eigenprobes], 0) }, places);
    const [first, ...others] = pieces(all, 1);
    if (!first) throw new TypeError("Cannot go on as the probe has no mode");
    const varied = this.#variation.of(rows).reduce((sum, coefficient, k) => {
      const change = others[modes - 1 + k];
      return change ? plus(sum, times(coefficient, change)) : sum;
    }, first);
    return correctWaves(joined([varied, ...others.slice(0, modes - 1)], 1), { ...measured, likelihood });
  }

  /** Coefficients go first, then object, probe and eigenprobes by what is lacking then. */
  move(batch: CorrectedBatch): EngineWaves {
    const { iteration, rows, waves, places, chi } = batch, variation = this.#variation;
    if (!variation) return this.#method.move(batch);
    const [lacking, ...others] = pieces(chi, 1);
    if (!lacking) throw new TypeError("Cannot go on as the probe has no mode");
    const before = variation.of(rows), moves = iteration >= this.#options.probeStart;
    const changes = pieces(exitWaves({ object: waves.object, probe: variation.eigenprobes }, places), 1);
    const { coefficients, left } = moves ? closest(before, changes, lacking) : { coefficients: before, left: lacking };
    if (moves) variation.set(rows, coefficients);
    const moved = this.#method.move({
      ...batch,
      waves: { object: waves.object, probe: joined([waves.probe, variation.eigenprobes], 0) },
      chi: joined([left, ...others, ...coefficients.map((coefficient) => times(conjugate(coefficient), left))], 1),
    });
    const modes = waves.probe.re.shape[0] ?? 1;
    // Before coefficients have a measure, nothing says how far eigenprobes are to go.
    if (iteration > this.#options.probeStart) variation.moveTo(sliced(moved.probe, modes, -1));
    return { object: moved.object, probe: sliced(moved.probe, 0, modes) };
  }

  /** Coefficients have the mean 0 and the mean square 1 again, and eigenprobes are orthogonal. */
  endIteration(waves: EngineWaves, iteration: number): EngineWaves {
    if (!this.#variation || iteration < this.#options.probeStart) return waves;
    const mean = this.#variation.settle(), [modes = 1] = waves.probe.re.shape;
    const ofFirst = eachPart(mean, (part) => tf.pad(part, [[0, modes - 1], [0, 0], [0, 0]]));
    return { object: waves.object, probe: plus(waves.probe, ofFirst) };
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

/** Share of the batch's mean light that is added to each pattern's: where little falls, little is said. */
const DAMPING = 0.1;

/** Squares below are 0. */
const LEAST = 1e-24;

/**
 * Coefficients that leave the least of χ of the first mode, one eigenprobe after the other: c += ⟨E O, χ⟩ / |E O|².
 *
 * @returns The next coefficients, and what is left of χ.
 */
function closest(
  before: readonly Wave[],
  changes: readonly Wave[],
  lacking: Wave,
): { readonly coefficients: Wave[]; readonly left: Wave } {
  let left = lacking;
  const coefficients = before.map((coefficient, k) => {
    const change = changes[k];
    if (!change) throw new TypeError("Cannot go on as a batch lacks an exit wave");
    const product = times(conjugate(change), left);
    const light = change.re.square().add(change.im.square()).sum([1, 2, 3], true);
    const damped = light.add(light.mean().mul(DAMPING)).add(LEAST);
    const step = eachPart(product, (part) => part.sum([1, 2, 3], true).div(damped));
    left = minus(left, times(step, change));
    return plus(coefficient, step);
  });
  return { coefficients, left };
}

function sliced(wave: Wave, first: number, count: number): Wave {
  return eachPart(wave, (part) => part.slice([first], [count]));
}

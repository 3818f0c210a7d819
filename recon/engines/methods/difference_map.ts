/**
 * The difference map (Thibault et al. 2009, doi:10.1016/j.ultramic.2008.12.011), relaxed (Luke 2005,
 * doi:10.1088/0266-5611/21/1/004). Exit waves of all patterns are what it keeps and moves: towards the measured amplitudes,
 * and towards what one object and one probe can make of them. Object and probe follow once an iteration.
 *
 * @module
 */
import { centredFourier } from "../../../backend/operations/centred_fourier.ts";
import {
  correctExitWaves,
  engineStep,
  type EngineWaves,
  type ExitWaveCorrection,
  exitWaves,
  LEAST_INTENSITY,
  type MeasuredPatterns,
  type PatchPlaces,
  type StepSizes,
  type Wave,
} from "../../../backend/operations/engine.ts";
import { minus, plus } from "../../../backend/operations/wave_arithmetic.ts";
import { range } from "../../../data/random/random.ts";
import { requireMemory } from "../../../data/checks/memory.ts";
import * as tf from "../../../packages/tensorflow.ts";
import type { CorrectedBatch, EngineBatch } from "../state/engine_batch.ts";
import type { EngineOptions } from "../state/engine_options.ts";
import type { KeptArrays } from "../state/engine_state.ts";
import type { EngineWork } from "../state/engine_work.ts";
import type { EngineMethod } from "./engine_method.ts";

/** The difference map of one scan. */
export class DifferenceMap implements EngineMethod {
  readonly #options: EngineOptions;
  readonly #scan: EngineWork["scan"];
  readonly #canvas: EngineWork["canvas"];
  /** Exit waves (modes, N, N) by the number of the pattern; not there before a pattern's first batch. */
  readonly #waves: Map<number, Wave>;

  /**
   * @param options The engine's options.
   * @param work What it works on.
   * @throws {RangeError} If exit waves of all patterns do not fit into memory.
   */
  constructor(options: EngineOptions, { scan, canvas, kept }: EngineWork) {
    this.#options = options;
    [this.#scan, this.#canvas] = [scan, canvas];
    const modes = Math.max(scan.probe.length, options.probeModes ?? 1);
    requireMemory(
      WAVES * 8 * scan.count * modes * scan.patchSize ** 2,
      "Cannot run dm as exit waves of",
      `${scan.count} patterns of ${scan.patchSize} × ${scan.patchSize} px${inModes(modes)}`,
      "take fewer patterns by data.subsample, or another engine.algorithm",
    );
    this.#waves = uploaded(kept.get("method.waves"), scan.count);
  }

  /** What object and probe lack, as of every engine: residuals, and what refinements look at. */
  correct({ waves, places, measured }: EngineBatch): ExitWaveCorrection {
    return correctExitWaves(waves, places, measured);
  }

  /** ψ ← β (ψ + Π_F (2 P O − ψ)) + (1 − 2 β) P O; object and probe stay. */
  move({ iteration, waves, places, measured, numbers }: CorrectedBatch): EngineWaves {
    const made = exitWaves(waves, places), beta = this.#options.relaxation;
    const before = (iteration > 0 ? this.#stacked(numbers) : null) ?? made;
    const reflected = each(made, before, (a, b) => a.mul(2).sub(b));
    const way = plus(before, onMeasured(reflected, measured));
    const after = each(made, way, (a, b) => b.mul(beta).add(a.mul(1 - 2 * beta)));
    const [re, im] = [after.re.unstack(), after.im.unstack()];
    numbers.forEach((number, k) => {
      const [newRe, newIm] = [re[k], im[k]], old = this.#waves.get(number);
      if (!newRe || !newIm) throw new TypeError("Cannot go on as a batch lacks an exit wave");
      if (old) tf.dispose([old.re, old.im]);
      this.#waves.set(number, { re: tf.keep(newRe), im: tf.keep(newIm) });
    });
    return waves;
  }

  /** The object and then the probe that are closest to all exit waves. */
  endIteration(waves: EngineWaves, iteration: number): EngineWaves {
    const { objectStep, probeStep, probeStart } = this.#options;
    const all = range(this.#scan.count), places = this.#places(all), exit = this.#stacked(all);
    if (!exit) throw new TypeError("Cannot go on as exit waves are missing");
    const step = (now: EngineWaves, steps: Pick<StepSizes, "objectStep" | "probeStep">): EngineWaves =>
      engineStep(now, {
        ...{ places, chi: minus(exit, exitWaves(now, places)) },
        sizes: { ...steps, objectRegularisation: REGULARISATION, probeRegularisation: REGULARISATION },
      });
    const moved = step(waves, { objectStep: objectStep ?? 1, probeStep: 0 });
    return probeStart === null || iteration < probeStart ? moved : step(moved, { objectStep: 0, probeStep });
  }

  /** Exit waves of all patterns (2, M, modes, N, N), real and imaginary parts; 0 of patterns that were in no batch. */
  async kept(): Promise<KeptArrays> {
    const { count } = this.#scan, [first] = this.#waves.values();
    if (!first) return new Map();
    // As many modes as the run has, which may be more than the scan's.
    const { shape, size } = first.re;
    const data = new Float32Array(2 * count * size);
    for (const [number, { re, im }] of this.#waves) {
      data.set(await re.data<"float32">(), number * size);
      data.set(await im.data<"float32">(), (count + number) * size);
    }
    return new Map([["waves", { shape: [2, count, ...shape], data }]]);
  }

  /** Frees the exit waves. */
  [Symbol.dispose](): void {
    for (const { re, im } of this.#waves.values()) tf.dispose([re, im]);
  }

  /** Exit waves of a batch; null where one of them is not there. */
  #stacked(numbers: Int32Array): Wave | null {
    const waves = Array.from(numbers, (number) => this.#waves.get(number));
    const [re, im] = (["re", "im"] as const).map((part) => waves.flatMap((wave) => wave?.[part] ?? []));
    if (!re || !im || re.length < numbers.length) return null;
    return { re: tf.stack(re), im: tf.stack(im) };
  }

  #places(numbers: Int32Array): PatchPlaces {
    const { corners, fractions } = this.#canvas.places(numbers);
    return {
      corners: tf.tensor2d(corners, [numbers.length, 2], "int32"),
      fractions: tf.tensor2d(fractions, [numbers.length, 2]),
    };
  }
}

// --- internal ---

/** Waves of all patterns that are there at once at the end of an iteration: kept, joined, made and their difference. */
const WAVES = 5;

/** Share of the greatest light that each pixel's is mixed with: where next to none is, object and probe hardly move. */
const REGULARISATION = 0.1;

function inModes(modes: number): string {
  return modes > 1 ? ` in ${modes} modes` : "";
}

function uploaded(kept: ReturnType<KeptArrays["get"]>, count: number): Map<number, Wave> {
  if (!kept) return new Map();
  const [, , ...shape] = kept.shape, size = kept.data.length / (2 * count);
  const part = (k: number): tf.Tensor => tf.tensor(kept.data.slice(k * size, (k + 1) * size), shape);
  return new Map(
    Array.from({ length: count }, (_, number) => [number, { re: part(number), im: part(count + number) }]),
  );
}

/** Waves whose far field has the measured amplitudes where they were measured, and what is not damped of it elsewhere. */
function onMeasured(
  wave: Wave,
  { amplitude, mask, matrix, background, damping }: MeasuredPatterns,
): Wave {
  const far = centredFourier(wave, matrix, false);
  const waves = far.re.square().add(far.im.square()).sum(1);
  const predicted = tf.sqrt(tf.maximum(background ? waves.add(background) : waves, LEAST_INTENSITY));
  const ratio = amplitude.div(predicted);
  const left = damping ? tf.broadcastTo(tf.scalar(1).sub(damping), ratio.shape) : tf.onesLike(ratio);
  const factor = (mask ? tf.where(tf.greater(mask, 0), ratio, left) : ratio).expandDims(1);
  return centredFourier({ re: far.re.mul(factor), im: far.im.mul(factor) }, matrix, true);
}

/** Real and imaginary parts, each made of those of two waves. */
function each(a: Wave, b: Wave, make: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Wave {
  return { re: make(a.re, b.re), im: make(a.im, b.im) };
}

/**
 * The difference map (Thibault et al. 2009, doi:10.1016/j.ultramic.2008.12.011), relaxed (Luke 2005,
 * doi:10.1088/0266-5611/21/1/004). Exit waves of all patterns are what it keeps and moves: towards the measured amplitudes,
 * and towards what one object and one probe can make of them. Object and probe follow once an iteration.
 *
 * @module
 */
import { differenceMapStep } from "../../../backend/operations/waves/difference_map_step.ts";
import {
  correctExitWaves,
  engineStep,
  type EngineWaves,
  type ExitWaveCorrection,
  exitWaves,
  type StepSizes,
} from "../../../backend/operations/waves/engine.ts";
import { minus } from "../../../backend/operations/waves/wave_arithmetic.ts";
import { range } from "../../../data/random/random.ts";
import { requireMemory } from "../../../data/checks/memory.ts";
import * as tf from "../../../packages/tensorflow.ts";
import type { CorrectedBatch, EngineBatch } from "../state/engine_batch.ts";
import type { EngineOptions } from "../state/engine_options.ts";
import type { KeptArrays } from "../state/engine_state.ts";
import type { EngineWork } from "../state/engine_work.ts";
import { MovingWave } from "../state/moving_waves.ts";
import { uploadedPlaces } from "../state/patch_places.ts";
import type { EngineMethod } from "./engine_method.ts";

/** The difference map of one scan. */
export class DifferenceMap implements EngineMethod {
  readonly #options: EngineOptions;
  readonly #scan: EngineWork["scan"];
  readonly #canvas: EngineWork["canvas"];
  /** Exit waves (M, modes, N, N), 0 of patterns that were in no batch; null before the first. */
  #exit: MovingWave | null;

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
    this.#exit = uploaded(kept.get("method.waves"));
  }

  /** Whether exit waves are there, and how relaxed a step is. */
  phase(iteration: number): unknown {
    return [iteration > 0, this.#exit !== null, relaxationAt(iteration, this.#options)];
  }

  /** What object and probe lack, as of every engine: residuals, and what refinements look at. */
  correct({ waves, places, measured }: EngineBatch): ExitWaveCorrection {
    return correctExitWaves(waves, places, measured);
  }

  /** Exit waves of the batch move; object and probe stay. */
  move({ iteration, rows, waves, places, measured }: CorrectedBatch): EngineWaves {
    this.#exit ??= this.#nothing(waves);
    this.#exit.moveTo(
      differenceMapStep(this.#exit.cloned(), waves, { rows, places, measured }, {
        relaxation: relaxationAt(iteration, this.#options),
        isFirst: iteration === 0,
      }),
    );
    return waves;
  }

  /** The object and then the probe that are closest to all exit waves. */
  endIteration(waves: EngineWaves, iteration: number): EngineWaves {
    const { objectStep, probeStep, probeStart } = this.#options;
    const places = uploadedPlaces(this.#canvas.places(range(this.#scan.count))), exit = this.#exit?.now;
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
    if (!this.#exit) return new Map();
    const { now: { re, im } } = this.#exit, { shape, size } = re;
    const data = new Float32Array(2 * size);
    data.set(await re.data<"float32">());
    data.set(await im.data<"float32">(), size);
    return new Map([["waves", { shape: [2, ...shape], data }]]);
  }

  /** Frees the exit waves. */
  [Symbol.dispose](): void {
    this.#exit?.[Symbol.dispose]();
  }

  #nothing({ probe: { re: { shape } } }: EngineWaves): MovingWave {
    const all = [this.#scan.count, ...shape];
    return new MovingWave({ re: tf.zeros(all), im: tf.zeros(all) });
  }
}

/**
 * β of an iteration. With much of it the map searches, with less it settles: exit waves that go far keep noise of their own,
 * which object and probe then have too. So it falls, as Luke's varies, by a function of the iteration's number alone. It
 * falls by stages, as each value of it is a program of its own on WebGPU.
 *
 * @param iteration Its number, from 0.
 * @param options What β falls to.
 * @returns 0.9, and 0.1 less after every 12 iterations, down to what is set; what is set where that is more.
 */
export function relaxationAt(iteration: number, { relaxation }: Pick<EngineOptions, "relaxation">): number {
  return Math.max(relaxation, (9 - Math.floor(iteration / STAGE)) / 10);
}

// --- internal ---

/** Iterations after which β is less. */
const STAGE = 12;

/** Waves of all patterns that are there at once at the end of an iteration: kept, made and their difference. */
const WAVES = 3;

/** Share of the greatest light that each pixel's is mixed with: where next to none is, object and probe hardly move. */
const REGULARISATION = 0.1;

function inModes(modes: number): string {
  return modes > 1 ? ` in ${modes} modes` : "";
}

function uploaded(kept: ReturnType<KeptArrays["get"]>): MovingWave | null {
  if (!kept) return null;
  const [, ...shape] = kept.shape, size = kept.data.length / 2;
  const part = (k: number): tf.Tensor => tf.tensor(kept.data.slice(k * size, (k + 1) * size), shape);
  return new MovingWave({ re: part(0), im: part(1) });
}

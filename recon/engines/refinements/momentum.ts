/**
 * Momentum (Maiden, Johnson and Li 2017, doi:10.1364/OPTICA.4.000736): after every so many updates object and probe go on
 * in the direction that they have been going,
 *
 *     v ← η v + (O − O₀),   O ← O + η v,
 *
 * O₀ being the object after the last time. So slow ways that updates agree about are gone faster. The slowest of all is that of
 * light from a strong mode to a weak one, so a probe of several modes has momentum by itself.
 *
 * @module
 */
import type { EngineWaves, Wave } from "../../../backend/operations/waves/engine.ts";
import * as tf from "../../../packages/tensorflow.ts";
import type { EngineOptions } from "../state/engine_options.ts";
import type { KeptArrays } from "../state/engine_state.ts";
import type { EngineWork } from "../state/engine_work.ts";
import { MovingWave } from "../state/moving_waves.ts";
import type { Refinement } from "./refinement.ts";

/** What is set of it. */
export type MomentumOptions = Pick<EngineOptions, "objectMomentum" | "probeMomentum" | "batchSize" | "probeStart">;

/** Keeps where object and probe were, and how fast they have been going. */
export class Momentum implements Refinement {
  readonly name = "momentum";
  readonly #options: MomentumOptions;
  /** Batches between two times. */
  readonly #every: number;
  #batches = 0;
  readonly #object: Mover;
  readonly #probe: Mover;

  /**
   * @param options What is set of it.
   * @param work What it works on.
   */
  constructor(options: MomentumOptions, { scan, kept }: Pick<EngineWork, "scan" | "kept">) {
    this.#options = options;
    this.#every = Math.max(1, Math.round(Math.min(PATTERNS, scan.count) / options.batchSize));
    this.#batches = kept.get(`${this.name}.batches`)?.data[0] ?? 0;
    this.#object = new Mover(kept.get(`${this.name}.object`));
    this.#probe = new Mover(kept.get(`${this.name}.probe`));
  }

  /** Whether it is time in the next batch, and what sets out then. */
  phase(iteration: number): unknown {
    return [this.#isTime, this.#probeMoves(iteration), this.#object.hasBegun, this.#probe.hasBegun];
  }

  /** Goes on where it is time. */
  afterBatch({ object, probe }: EngineWaves, iteration: number): EngineWaves {
    const { objectMomentum, probeMomentum } = this.#options, [modes = 1] = probe.re.shape;
    const share = probeMomentum ?? (modes > 1 ? OF_MODES : 0);
    return {
      object: this.#object.next(object, this.#isTime, objectMomentum),
      probe: this.#probeMoves(iteration) ? this.#probe.next(probe, this.#isTime, share) : probe,
    };
  }

  /** Counts the batch. */
  passed(): void {
    this.#batches = (this.#batches + 1) % this.#every;
  }

  /** Where both were, and their speeds. */
  async kept(): Promise<KeptArrays> {
    const [object, probe] = [await this.#object.kept(), await this.#probe.kept()];
    return new Map([
      ["batches", { shape: [1], data: Float32Array.of(this.#batches) }],
      ...(object ? [["object", object] as const] : []),
      ...(probe ? [["probe", probe] as const] : []),
    ]);
  }

  /** Frees what it keeps. */
  [Symbol.dispose](): void {
    this.#object[Symbol.dispose]();
    this.#probe[Symbol.dispose]();
  }

  get #isTime(): boolean {
    return (this.#batches + 1) % this.#every === 0;
  }

  #probeMoves(iteration: number): boolean {
    const { probeStart } = this.#options;
    return probeStart !== null && iteration >= probeStart;
  }
}

// --- internal ---

/** η of a probe of several modes. */
const OF_MODES = 0.9;

/** Patterns between two times, as far as batches are whole; those of an iteration where there are fewer. */
const PATTERNS = 100;

type Kept = NonNullable<ReturnType<KeptArrays["get"]>>;

/** One wave that has momentum. */
class Mover implements Disposable {
  /** Where it was the last time, and how fast it has been going; null before it has set out. */
  #state: { readonly from: MovingWave; readonly speed: MovingWave } | null;

  /**
   * @param kept (4, …): the last place and the speed, each of real and imaginary part.
   */
  constructor(kept: Kept | undefined) {
    if (!kept) {
      this.#state = null;
      return;
    }
    const [, ...shape] = kept.shape, size = kept.data.length / 4;
    const part = (k: number): tf.Tensor => tf.tensor(kept.data.slice(k * size, (k + 1) * size), shape);
    this.#state = {
      from: new MovingWave({ re: part(0), im: part(1) }),
      speed: new MovingWave({ re: part(2), im: part(3) }),
    };
  }

  /** Whether it has set out. */
  get hasBegun(): boolean {
    return this.#state !== null;
  }

  /** The wave as it is, or a piece further; the first one is where it sets out from. With η 0 it is left alone. */
  next(wave: Wave, isTime: boolean, share: number): Wave {
    const last = this.#state;
    if (share === 0 || last && !isTime) return wave;
    if (!last) {
      const still = { re: tf.zerosLike(wave.re), im: tf.zerosLike(wave.im) };
      this.#state = { from: new MovingWave(copied(wave)), speed: new MovingWave(still) };
      return wave;
    }
    const speed = combined(combined(wave, last.from.now, -1), last.speed.now, share);
    const further = combined(wave, speed, share);
    last.from.moveTo(copied(further));
    last.speed.moveTo(speed);
    return further;
  }

  async kept(): Promise<Kept | null> {
    if (!this.#state) return null;
    const { from: { now: from }, speed: { now: speed } } = this.#state;
    const parts = await Promise.all([from.re, from.im, speed.re, speed.im].map((part) => part.data<"float32">()));
    return { shape: [4, ...from.re.shape], data: Float32Array.from(parts.flatMap((part) => [...part])) };
  }

  [Symbol.dispose](): void {
    this.#state?.from[Symbol.dispose]();
    this.#state?.speed[Symbol.dispose]();
  }
}

/** Memory of its own: steps move waves in their place. */
function copied({ re, im }: Wave): Wave {
  return { re: re.mul(1), im: im.mul(1) };
}

/** a + share · b. */
function combined(a: Wave, b: Wave, share: number): Wave {
  return { re: a.re.add(b.re.mul(share)), im: a.im.add(b.im.mul(share)) };
}

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
import type { EngineWaves, Wave } from "../../../backend/operations/engine.ts";
import * as tf from "../../../packages/tensorflow.ts";
import type { EngineOptions } from "../state/engine_options.ts";
import type { KeptArrays } from "../state/engine_state.ts";
import type { EngineWork } from "../state/engine_work.ts";
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

  /** Counts the batch, and goes on where it is time. */
  afterBatch({ object, probe }: EngineWaves, iteration: number): EngineWaves {
    const { objectMomentum, probeMomentum, probeStart } = this.#options, [modes = 1] = probe.re.shape;
    const probeMoves = probeStart !== null && iteration >= probeStart;
    this.#batches = (this.#batches + 1) % this.#every;
    const isTime = this.#batches === 0;
    return {
      object: this.#object.next(object, isTime, objectMomentum),
      probe: probeMoves ? this.#probe.next(probe, isTime, probeMomentum ?? (modes > 1 ? OF_MODES : 0)) : probe,
    };
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
}

// --- internal ---

/** η of a probe of several modes. */
const OF_MODES = 0.9;

/** Patterns between two times, as far as batches are whole; those of an iteration where there are fewer. */
const PATTERNS = 100;

type Kept = NonNullable<ReturnType<KeptArrays["get"]>>;

/** Where a wave was the last time, and how fast it has been going. */
interface MoverState {
  readonly from: Wave;
  readonly speed: Wave;
}

function disposeState({ from, speed }: MoverState): void {
  tf.dispose([from.re, from.im, speed.re, speed.im]);
}

/** One wave that has momentum. */
class Mover implements Disposable {
  #state: MoverState | null;

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
    this.#state = { from: { re: part(0), im: part(1) }, speed: { re: part(2), im: part(3) } };
  }

  /** The wave as it is, or a piece further; the first one is where it sets out from. With η 0 it is left alone. */
  next(wave: Wave, isTime: boolean, share: number): Wave {
    const last = this.#state;
    if (share === 0 || last && !isTime) return wave;
    if (!last) {
      this.#keep(wave, { re: tf.zerosLike(wave.re), im: tf.zerosLike(wave.im) });
      return wave;
    }
    const speed = combined(combined(wave, last.from, -1), last.speed, share);
    const further = combined(wave, speed, share);
    this.#keep(further, speed);
    disposeState(last);
    return further;
  }

  async kept(): Promise<Kept | null> {
    if (!this.#state) return null;
    const { from, speed } = this.#state;
    const parts = await Promise.all([from.re, from.im, speed.re, speed.im].map((part) => part.data<"float32">()));
    return { shape: [4, ...from.re.shape], data: Float32Array.from(parts.flatMap((part) => [...part])) };
  }

  [Symbol.dispose](): void {
    if (this.#state) disposeState(this.#state);
  }

  /** Keeps copies: steps move waves in their place. */
  #keep(from: Wave, speed: Wave): void {
    this.#state = {
      from: { re: tf.keep(from.re.mul(1)), im: tf.keep(from.im.mul(1)) },
      speed: { re: tf.keep(speed.re.mul(1)), im: tf.keep(speed.im.mul(1)) },
    };
  }
}

/** a + share · b. */
function combined(a: Wave, b: Wave, share: number): Wave {
  return { re: a.re.add(b.re.mul(share)), im: a.im.add(b.im.mul(share)) };
}

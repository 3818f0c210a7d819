/**
 * Object and probe of a running engine: variables, so that they are in the same place whenever a GPU does a batch again.
 *
 * @module
 */
import type { EngineWaves, Wave } from "../../../backend/operations/waves/engine.ts";
import * as tf from "../../../packages/tensorflow.ts";

/** What is made of object and probe. */
export interface MovedWaves {
  /** The next ones. */
  readonly waves: EngineWaves;
  /** What is found besides; kept as it is. */
  readonly found: readonly tf.Tensor[];
}

/** Both of them; what they hold on the accelerator is freed where their scope ends. */
export class MovingWaves implements Disposable {
  readonly #object: MovingWave;
  readonly #probe: MovingWave;

  /** @param waves Where they begin; they are taken over. */
  constructor({ object, probe }: EngineWaves) {
    [this.#object, this.#probe] = [new MovingWave(object), new MovingWave(probe)];
  }

  /** As they are by now, to be read only. */
  get now(): EngineWaves {
    return { object: this.#object.now, probe: this.#probe.now };
  }

  /**
   * Moves them. No other tensor is left over.
   *
   * @param make Makes the next ones; those that it gets are used up.
   * @returns What it has found besides, the caller's to dispose of.
   */
  move(make: (waves: EngineWaves) => MovedWaves): readonly tf.Tensor[] {
    return tf.tidy(() => {
      const { waves: { object, probe }, found } = make({ object: this.#object.cloned(), probe: this.#probe.cloned() });
      this.#object.moveTo(object);
      this.#probe.moveTo(probe);
      return found.map((tensor) => tf.keep(tensor));
    });
  }

  /** Frees both. */
  [Symbol.dispose](): void {
    this.#object[Symbol.dispose]();
    this.#probe[Symbol.dispose]();
  }
}

/** A wave that moves from batch to batch; it is freed where its scope ends. */
export class MovingWave implements Disposable {
  readonly #re: tf.Variable;
  readonly #im: tf.Variable;

  /** @param wave Where it begins; it is taken over. */
  constructor({ re, im }: Wave) {
    [this.#re, this.#im] = [tf.variable(re, false), tf.variable(im, false)];
    tf.dispose([re, im]);
  }

  /** As it is by now, to be read only. */
  get now(): Wave {
    return { re: this.#re, im: this.#im };
  }

  /** As it is by now, to be used up; the caller's to dispose of. */
  cloned(): Wave {
    return { re: tf.clone(this.#re as tf.Tensor), im: tf.clone(this.#im as tf.Tensor) };
  }

  /** Moves it to another wave, whose memory it shares from here on. */
  moveTo({ re, im }: Wave): void {
    this.#re.assign(re);
    this.#im.assign(im);
  }

  /** Frees it. */
  [Symbol.dispose](): void {
    this.#re.dispose();
    this.#im.dispose();
  }
}

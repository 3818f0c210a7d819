/**
 * Where variables are while a recorded step is done again and again: always in the buffers that they had when it was
 * recorded, as its programs read them there. A step gives them new buffers; their values are then copied home.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { bytesOf, type PartsBackend } from "./parts_backend.ts";

/** Variables that a step moves, and their homes. */
export class VariableHomes {
  readonly #backend: PartsBackend;
  readonly #homes = new Map<tf.Variable, tf.Tensor>();

  /** @param backend Its variables are at home now. */
  constructor(backend: PartsBackend) {
    this.#backend = backend;
    for (const variable of Object.values(tf.engine().state.registeredVariables)) {
      if (!backend.tensorMap.has(variable.dataId)) continue;
      this.#homes.set(variable, tf.keep(tf.clone(variable)));
    }
  }

  /** After the step: those that it moved go home; the others are not looked at any more. */
  bringBack(): void {
    for (const [variable, home] of this.#homes) {
      if (!variable.isDisposed && variable.dataId !== home.dataId) continue;
      home.dispose();
      this.#homes.delete(variable);
    }
    this.goHome();
  }

  /** Those that are elsewhere, as others moved them meanwhile, go home. */
  goHome(): void {
    const away = [...this.#homes].filter(([variable, home]) => variable.dataId !== home.dataId);
    if (away.length === 0) return;
    const encoder = this.#backend.readyEncoder();
    for (const { from, to, size } of this.#copies(away)) {
      encoder.copyBufferToBuffer(from.buffer, from.offset ?? 0, to.buffer, to.offset ?? 0, size);
    }
    for (const [variable, home] of away) variable.assign(home);
  }

  /** Why they cannot be moved where they are; null where they can. */
  obstacle(): string | null {
    for (const [variable, home] of this.#homes) {
      if (variable.isDisposed) return "a variable that it moves is gone";
      const own = variable.dataId === home.dataId ? 2 : 1;
      if (this.#backend.refCount(home.dataId) > own) return "somebody keeps the weights of before";
    }
    return null;
  }

  /** Forgets values that were read of them: they have others now. */
  forgetValues(): void {
    for (const { dataId } of this.#homes.values()) Object.assign(this.#backend.tensorMap.get(dataId), { values: null });
  }

  /** Frees the homes, but for what variables are in. */
  dispose(): void {
    tf.dispose([...this.#homes.values()]);
    this.#homes.clear();
  }

  #copies(away: readonly (readonly [tf.Variable, tf.Tensor])[]): Copy[] {
    const copies = away.map(([variable, home]): Copy => {
      this.#backend.uploadToGPU(variable.dataId);
      const [from, to] = [this.#backend.bindingOf(variable.dataId), this.#backend.bindingOf(home.dataId)];
      return { from, to, size: bytesOf(home.shape) };
    });
    return copies.length === this.#homes.size ? joined(copies) : copies;
  }
}

// --- internal ---

interface Copy {
  readonly from: GPUBufferBinding;
  readonly to: GPUBufferBinding;
  readonly size: number;
}

/** Copies of parts that lie in two buffers at the same places, of all there are in them, are one copy. */
function joined(copies: readonly Copy[]): Copy[] {
  const byHome = Map.groupBy(copies, ({ to }) => to.buffer);
  return [...byHome].flatMap(([buffer, parts]) => {
    const [first] = parts;
    const same = first && parts.every(({ from, to }) => from.buffer === first.from.buffer && from.offset === to.offset);
    const { size } = buffer;
    return same && first.from.buffer.size === size
      ? [{ from: { buffer: first.from.buffer }, to: { buffer }, size }]
      : parts;
  });
}

/**
 * Where variables are while recorded steps are done again and again: always in the buffers that they had when they were
 * recorded, as their programs read them there. A step gives them new buffers; their values are then copied home.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { bytesOf, type PartsBackend } from "./parts_backend.ts";

/** Variables that a step reads or moves, and their homes. */
export class VariableHomes {
  readonly #backend: PartsBackend;
  readonly #homes = new Map<tf.Variable, tf.Tensor>();
  readonly #moved = new Set<tf.Variable>();
  /** Those of all steps that are recorded. */
  readonly #all: Set<VariableHomes>;

  /**
   * @param backend Its variables are at home now; where they have a home of another recorded step, they go there before.
   * @param all Those of all steps that are recorded.
   */
  constructor(backend: PartsBackend, all: Set<VariableHomes>) {
    this.#backend = backend;
    this.#all = all;
    for (const others of all) if (others.obstacle() === null) others.goHome();
    all.add(this);
    for (const variable of Object.values(tf.engine().state.registeredVariables)) {
      if (!backend.tensorMap.has(variable.dataId)) continue;
      this.#homes.set(variable, tf.keep(tf.clone(variable)));
    }
  }

  /**
   * After the step: those that it moved go home; those that it has nothing to do with are not looked at any more.
   *
   * @param uses Buffers that its programs have.
   */
  bringBack(uses: ReadonlySet<GPUBuffer>): void {
    for (const [variable, home] of this.#homes) {
      if (!variable.isDisposed && variable.dataId !== home.dataId) this.#moved.add(variable);
      else if (variable.isDisposed || !uses.has(this.#backend.bindingOf(home.dataId).buffer)) {
        home.dispose();
        this.#homes.delete(variable);
      }
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
      if (variable.isDisposed) return "a variable that it has is gone";
      const isHome = variable.dataId === home.dataId;
      if (isHome && !this.#moved.has(variable)) continue;
      const own = Number(isHome) + this.#keepersOf(variable, home);
      if (this.#backend.refCount(home.dataId) > own) return "somebody keeps the weights of before";
    }
    return null;
  }

  /** Forgets values that were read of those that it has: it may have moved them, some of them where they lie. */
  forgetValues(): void {
    for (const variable of this.#homes.keys()) {
      Object.assign(this.#backend.tensorMap.get(variable.dataId), { values: null });
    }
  }

  /** Frees the homes, but for what variables are in. */
  dispose(): void {
    tf.dispose([...this.#homes.values()]);
    this.#homes.clear();
    this.#moved.clear();
    this.#all.delete(this);
  }

  /** Recorded steps for which a home is one, this one too. */
  #keepersOf(variable: tf.Variable, home: tf.Tensor): number {
    let keepers = 0;
    for (const others of this.#all) keepers += Number(others.#homes.get(variable)?.dataId === home.dataId);
    return keepers;
  }

  #copies(away: readonly (readonly [tf.Variable, tf.Tensor])[]): Copy[] {
    const copies = away.map(([variable, home]): Copy => {
      this.#backend.uploadToGPU(variable.dataId);
      const [from, to] = [this.#backend.bindingOf(variable.dataId), this.#backend.bindingOf(home.dataId)];
      return { from, to, size: bytesOf(home.shape) };
    });
    const parts = new Map<GPUBuffer, number>();
    for (const { dataId } of this.#homes.values()) {
      const { buffer } = this.#backend.bindingOf(dataId);
      parts.set(buffer, (parts.get(buffer) ?? 0) + 1);
    }
    return joined(copies, parts);
  }
}

// --- internal ---

interface Copy {
  readonly from: GPUBufferBinding;
  readonly to: GPUBufferBinding;
  readonly size: number;
}

/**
 * Copies of parts that lie in two buffers at the same places, of all there are in them, are one copy.
 *
 * @param copies The copies.
 * @param counts Parts that there are in each buffer of the homes.
 */
function joined(copies: readonly Copy[], counts: ReadonlyMap<GPUBuffer, number>): Copy[] {
  const byHome = Map.groupBy(copies, ({ to }) => to.buffer);
  return [...byHome].flatMap(([buffer, parts]) => {
    const [first] = parts;
    const same = first && parts.length === counts.get(buffer) &&
      parts.every(({ from, to }) => from.buffer === first.from.buffer && from.offset === to.offset);
    const { size } = buffer;
    return same && first.from.buffer.size === size
      ? [{ from: { buffer: first.from.buffer }, to: { buffer }, size }]
      : parts;
  });
}

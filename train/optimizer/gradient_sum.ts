/**
 * Gradient accumulation: the one place where gradients of several batches become one. Every batch's loss is already its
 * share of the window's (`model/loss/model_loss.ts`), so they are added and nothing is divided here but by the factor that
 * a loss was multiplied by.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { allOrNothing } from "../../backend/all_or_nothing.ts";
import { addToSums, begunSums, type GradientAddend, sumsWith } from "../../backend/gradient_sums.ts";
import { toTensorflow } from "../../model/parameters/layout.ts";
import type { NamedArray } from "../../data/formats/safetensors.ts";
import type { GradientScale } from "./gradient_scale.ts";
import { readVariables } from "./variable_arrays.ts";

/** Gradients by parameter name. */
export type Gradients = ReadonlyMap<string, tf.Tensor>;

/**
 * Sums of gradients over the batches of a window, on the accelerator. Those of all batches but the last are added up where
 * they lie; the last makes a total of its own, so that it can be taken back.
 */
export class GradientSum {
  readonly #parameters: ReadonlyMap<string, { readonly shape: readonly number[] }>;
  readonly #scale: GradientScale | null;
  /** A sum for each parameter; none before the first window of several batches. */
  #sums: ReadonlyMap<string, tf.Variable> = new Map();
  /** Names of those to which gradients of the window in progress were added. */
  readonly #begun = new Set<string>();
  /** With the last batch of the window. */
  #total: Gradients | null = null;
  #isScaled = false;
  #hasCompleted = false;

  /**
   * @param parameters What there may be gradients of, by name.
   * @param scale Factor of the loss that gradients are of; null where there is none.
   */
  constructor(
    parameters: ReadonlyMap<string, { readonly shape: readonly number[] }>,
    scale: GradientScale | null = null,
  ) {
    this.#parameters = parameters;
    this.#scale = scale;
  }

  /** The sums so far, in the layout of the parameters; they stay the sum's to dispose of. */
  get tensors(): Gradients {
    return this.#total ?? new Map([...this.#begun].flatMap((name) => this.#sumOf(name)));
  }

  /** Whether they are those of the multiplied loss, as of a window of one batch; see {@link GradientSum.unscale}. */
  get isScaled(): boolean {
    return this.#isScaled;
  }

  /** Whether there has been a window that was completed, and cleared. */
  get hasCompleted(): boolean {
    return this.#hasCompleted;
  }

  /** How many tensors it has. */
  get count(): number {
    return this.#sums.size + (this.#total?.size ?? 0);
  }

  /**
   * Adds the gradients of a batch that is not the last of its window, and takes them over. A parameter without one keeps
   * its sum.
   *
   * @param gradients Gradients of the loss, times its factor where there is one.
   * @throws What the accelerator throws; the sums are what they were then.
   */
  add(gradients: Gradients): void {
    this.#takingOver(gradients, () => {
      this.#require();
      tf.tidy(() => addToSums(this.#addends(gradients), this.#scale?.state ?? null));
    });
    this.#begin(gradients.keys());
  }

  /**
   * Which sums were begun, as an input of an {@link GradientSum.add} that is done elsewhere; it counts as done.
   *
   * @param names Names of its gradients.
   */
  addedElsewhere(names: readonly string[]): tf.Tensor1D {
    const begun = begunSums(this.#addends(new Map()));
    this.#begin(names);
    return begun;
  }

  /**
   * Adds the gradients of the last batch of a window, and takes them over.
   *
   * @param gradients As of {@link GradientSum.add}.
   * @throws What the accelerator throws; the sums are what they were then.
   */
  complete(gradients: Gradients): void {
    if (this.#begun.size === 0) {
      this.#total = gradients;
      this.#isScaled = this.#scale !== null;
      return;
    }
    this.#total = this.#takingOver(gradients, () => {
      const addends = this.#addends(gradients);
      const sums = sumsWith(addends, this.#scale?.state ?? null);
      const names = addends.flatMap(({ name, gradient }) => gradient ? [name] : []);
      const added = new Map(names.flatMap((name, index) => sums[index] ? [[name, sums[index]] as const] : []));
      const others = [...this.#begun].filter((name) => !added.has(name)).flatMap((name) => this.#sumOf(name));
      const all = new Map([...others.map(([name, sum]) => [name, sum.clone()] as const), ...added]);
      // Norms add them in their order.
      return new Map([...this.tensors, ...gradients].flatMap(([name]) => {
        const sum = all.get(name);
        return sum ? [[name, sum]] : [];
      }));
    });
  }

  /** Makes them those of the loss itself, for whoever looks at them. Where the factor is a power of two no bit is lost. */
  unscale(): void {
    const scale = this.#scale, before = this.#total;
    if (!before || !scale || !this.#isScaled) return;
    this.#total = new Map(Object.entries(tf.tidy(() => {
      const { inverse } = scale;
      return Object.fromEntries([...before].map(([name, gradient]) => [name, gradient.mul(inverse)]));
    })));
    this.#isScaled = false;
    tf.dispose([...before.values()]);
  }

  /** Takes back the last batch of a window. */
  takeBack(): void {
    tf.dispose([...this.#total?.values() ?? []]);
    this.#total = null;
    this.#isScaled = false;
  }

  /** Forgets all gradients. */
  clear(): void {
    this.#hasCompleted ||= this.#total !== null;
    this.takeBack();
    this.#begun.clear();
  }

  /**
   * Copies the sums from the device.
   *
   * @returns Arrays in PyTorch layout, by parameter name; none between two windows.
   */
  read(): Promise<Map<string, NamedArray>> {
    return readVariables(this.tensors);
  }

  /**
   * Goes on with sums of a checkpoint.
   *
   * @param arrays Arrays in PyTorch layout, by parameter name.
   */
  load(arrays: ReadonlyMap<string, NamedArray>): void {
    this.clear();
    if (arrays.size > 0) this.#require();
    for (const [name, array] of arrays) {
      const { shape, data } = toTensorflow(array);
      tf.tidy(() => this.#sums.get(name)?.assign(tf.tensor(data, [...shape], "float32")));
    }
    this.#begin(arrays.keys());
  }

  /** Frees all of it. */
  dispose(): void {
    this.clear();
    tf.dispose([...this.#sums.values()]);
    this.#sums = new Map();
  }

  /** Makes the sums, unless they are there. */
  #require(): void {
    if (this.#sums.size > 0) return;
    this.#sums = allOrNothing(() => new Map([...this.#parameters].map(([name, { shape }]) => [name, zeros(shape)])));
  }

  #sumOf(name: string): [string, tf.Variable][] {
    const sum = this.#sums.get(name);
    return sum ? [[name, sum]] : [];
  }

  #begin(names: Iterable<string>): void {
    for (const name of names) this.#begun.add(name);
  }

  #addends(gradients: Gradients): (GradientAddend & { readonly name: string })[] {
    return [...this.#sums].map(([name, sum]) => ({
      ...{ name, sum, begun: this.#begun.has(name), gradient: gradients.get(name) ?? null },
    }));
  }

  #takingOver<T>(gradients: Gradients, work: () => T): T {
    try {
      return work();
    } finally {
      tf.dispose([...gradients.values()]);
    }
  }
}

// --- internal ---

function zeros(shape: readonly number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zeros([...shape]), false));
}

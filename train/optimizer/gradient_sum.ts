/**
 * Gradient accumulation: the one place where gradients of several batches become one. Every batch's loss is already its
 * share of the window's (`model/loss/model_loss.ts`), so they are added and nothing is divided here.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { allOrNothing } from "../../backend/all_or_nothing.ts";
import { toTensorflow } from "../../model/parameters/layout.ts";
import type { NamedArray } from "../../data/formats/safetensors.ts";
import { readVariables } from "./variable_arrays.ts";

/** Sums of gradients by parameter name, on the accelerator. */
export class GradientSum {
  #sums: ReadonlyMap<string, tf.Tensor> = new Map();
  /** As they were before the last batch, until that is settled. */
  #before: ReadonlyMap<string, tf.Tensor> | null = null;

  /** The sums so far, in the layout of the parameters; they stay the sum's to dispose of. */
  get tensors(): ReadonlyMap<string, tf.Tensor> {
    return this.#sums;
  }

  /** How many tensors there are, those among them that {@link GradientSum.takeBack} needs. */
  get count(): number {
    return new Set([...this.#sums.values(), ...this.#before?.values() ?? []]).size;
  }

  /**
   * Adds the gradients of a batch and takes them over.
   *
   * @param gradients Gradients by parameter name; a parameter without one keeps its sum.
   * @throws What the accelerator throws; the sums are what they were then.
   */
  add(gradients: ReadonlyMap<string, tf.Tensor>): void {
    const addends = [...gradients].filter(([name]) => this.#sums.has(name));
    try {
      const added = allOrNothing(() => addends.map(([name, gradient]) => [name, this.#plus(name, gradient)] as const));
      const before = this.#sums;
      this.settle();
      this.#before = before;
      this.#sums = new Map([...before, ...gradients, ...added]);
    } catch (error) {
      tf.dispose([...gradients.values()]);
      throw error;
    }
    tf.dispose(addends.map(([, gradient]) => gradient));
  }

  /** The last batch will not be taken back: frees what that would need. */
  settle(): void {
    const kept = new Set(this.#sums.values());
    for (const tensor of this.#before?.values() ?? []) if (!kept.has(tensor)) tensor.dispose();
    this.#before = null;
  }

  /** Takes back the last batch, unless it is settled. */
  takeBack(): void {
    if (this.#before === null) return;
    const kept = new Set(this.#before.values());
    for (const tensor of this.#sums.values()) if (!kept.has(tensor)) tensor.dispose();
    this.#sums = this.#before;
    this.#before = null;
  }

  /** Forgets all gradients. */
  clear(): void {
    this.settle();
    tf.dispose([...this.#sums.values()]);
    this.#sums = new Map();
  }

  /**
   * Copies the sums from the device.
   *
   * @returns Arrays in PyTorch layout, by parameter name; none between two windows.
   */
  read(): Promise<Map<string, NamedArray>> {
    return readVariables(this.#sums);
  }

  /**
   * Goes on with sums of a checkpoint.
   *
   * @param arrays Arrays in PyTorch layout, by parameter name.
   */
  load(arrays: ReadonlyMap<string, NamedArray>): void {
    this.clear();
    this.#sums = new Map([...arrays].map(([name, array]) => {
      const { shape, data } = toTensorflow(array);
      return [name, tf.tensor(data, [...shape], "float32")];
    }));
  }

  #plus(name: string, gradient: tf.Tensor): tf.Tensor {
    return this.#sums.get(name)?.add(gradient) ?? gradient;
  }
}

/**
 * Gradient accumulation: the one place where gradients of several batches become one. Every batch's loss is already its
 * share of the window's (`model/loss/model_loss.ts`), so they are added and nothing is divided here.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { toTensorflow } from "../../model/network/layout.ts";
import type { NamedArray } from "../../data/formats/safetensors.ts";
import { readVariables } from "./variable_arrays.ts";

/** Sums of gradients by parameter name, on the accelerator. */
export class GradientSum {
  readonly #sums = new Map<string, tf.Tensor>();

  /** The sums so far, in the layout of the parameters; they stay the sum's to dispose of. */
  get tensors(): ReadonlyMap<string, tf.Tensor> {
    return this.#sums;
  }

  /**
   * Adds the gradients of a batch and takes them over.
   *
   * @param gradients Gradients by parameter name; a parameter without one keeps its sum.
   */
  add(gradients: ReadonlyMap<string, tf.Tensor>): void {
    for (const [name, gradient] of gradients) {
      const before = this.#sums.get(name);
      this.#sums.set(name, before ? before.add(gradient) : gradient);
      if (before) tf.dispose([before, gradient]);
    }
  }

  /** Forgets all gradients. */
  clear(): void {
    tf.dispose([...this.#sums.values()]);
    this.#sums.clear();
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
    for (const [name, array] of arrays) {
      const { shape, data } = toTensorflow(array);
      this.#sums.set(name, tf.tensor(data, [...shape], "float32"));
    }
  }
}

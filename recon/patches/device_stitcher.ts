/**
 * Stitching where the patches are: an accelerator with a memory of its own keeps the running sums there, and they are read
 * once, at the end. Sums have single precision, and each pixel adds its patches in their order.
 *
 * @module
 */
import { canStitch, mostTiles, stitchPatches, TILE } from "../../backend/operations/stitch_patches.ts";
import * as tf from "../../packages/tensorflow.ts";
import type { PaintedPatches, PatchRange, PatchTaker } from "./patch_taker.ts";
import type { PatchSums, StitchPlan } from "./patch_sums.ts";

/** Adds batches of patches to a canvas on the current accelerator. */
export class DeviceStitcher implements PatchTaker {
  readonly #sums: PatchSums;
  readonly #plan: StitchPlan;
  readonly #scales: { readonly re: number; readonly im: number };
  readonly #weights: tf.Tensor2D;
  readonly #canvas: tf.Tensor3D;

  private constructor(sums: PatchSums, scales: { readonly re: number; readonly im: number }) {
    const { canvas: { height, width }, weights, crop } = sums.plan;
    this.#sums = sums;
    this.#plan = sums.plan;
    this.#scales = scales;
    this.#weights = tf.keep(tf.tensor2d(Float32Array.from(weights), [crop, crop]));
    this.#canvas = tf.keep(tf.zeros([3, height, width]));
  }

  /**
   * Begins with an empty canvas.
   *
   * @param sums Sums in the computer's memory: the canvas is as theirs, and in the end they take all that it has.
   * @param scales What real and imaginary parts are multiplied by.
   * @returns Null where the accelerator does not stitch, or not on so large a canvas.
   */
  static of(sums: PatchSums, scales: { readonly re: number; readonly im: number }): DeviceStitcher | null {
    const { canvas: { height, width } } = sums.plan;
    return canStitch(height * width) ? new DeviceStitcher(sums, scales) : null;
  }

  /** Where the next patches lie. */
  prepare({ first, size }: PatchRange): [tf.Tensor2D, tf.Tensor1D] {
    const { places, table } = this.#listed(first, size);
    return [tf.tensor2d(places, [size, 4]), tf.tensor1d(table, "int32")];
  }

  /** Adds the patches to the canvas, where it lies. */
  take(
    { amp, phase }: Pick<PaintedPatches, "amp" | "phase">,
    [places, table]: ReturnType<DeviceStitcher["prepare"]>,
  ): null {
    const inputs = { canvas: this.#canvas, amp, phase, places, table, weights: this.#weights };
    stitchPatches(inputs, this.#scales).dispose();
    return null;
  }

  /** Hands all sums over. */
  async finish(): Promise<void> {
    this.#sums.take(await this.#canvas.data<"float32">());
  }

  /** Frees the canvas. */
  [Symbol.dispose](): void {
    tf.dispose([this.#canvas, this.#weights]);
  }

  /** Where patches lie, and which of them each tile of the canvas has that they touch. */
  #listed(first: number, count: number): { places: Float32Array; table: Int32Array } {
    const { canvas, crop, positions } = this.#plan;
    const across = Math.ceil(canvas.width / TILE), down = Math.ceil(canvas.height / TILE);
    const places = new Float32Array(4 * count);
    const touched = new Map<number, number[]>();
    for (let patch = 0; patch < count; patch++) {
      const top = (positions.y[first + patch] ?? NaN) - crop / 2 - canvas.origin.y;
      const left = (positions.x[first + patch] ?? NaN) - crop / 2 - canvas.origin.x;
      const [row, column] = [Math.floor(top), Math.floor(left)];
      places.set([row, column, top - row, left - column], 4 * patch);
      for (const tileRow of tilesOf(row, crop, down)) {
        for (const tileColumn of tilesOf(column, crop, across)) {
          const tile = tileRow * across + tileColumn, list = touched.get(tile);
          if (list) list.push(patch);
          else touched.set(tile, [patch]);
        }
      }
    }
    return { places, table: tableOf(touched, mostTiles(count, crop)) };
  }
}

// --- internal ---

/** Tiles along an axis that a square and the pixel behind it touch; behind the last is nothing. */
function tilesOf(from: number, crop: number, most: number): number[] {
  const begin = Math.floor(from / TILE), end = Math.min(Math.floor((from + crop) / TILE), most - 1);
  return Array.from({ length: end - begin + 1 }, (_, k) => begin + k);
}

/** The table of `stitchPatches`. */
function tableOf(touched: ReadonlyMap<number, readonly number[]>, slots: number): Int32Array {
  const table = new Int32Array(3 * slots + 1).fill(-1, 0, slots);
  let [slot, end] = [0, 0];
  for (const [tile, list] of touched) {
    table[slot] = tile;
    table.set(list, 2 * slots + 1 + end);
    end += list.length;
    table[slots + ++slot] = end;
  }
  return table;
}

/**
 * Stitching where the patches are: an accelerator with a memory of its own keeps the running sums there, and they are read
 * once, at the end. Sums have single precision, and each pixel adds its patches in their order.
 *
 * @module
 */
import { canStitch, stitchPatches, TILE } from "../../backend/operations/stitch_patches.ts";
import * as tf from "../../packages/tensorflow.ts";
import type { PaintedPatches } from "./predict_patches.ts";
import type { PatchSums, StitchPlan } from "./patch_sums.ts";

/** Adds batches of patches to a canvas on the current accelerator. */
export class DeviceStitcher implements Disposable {
  readonly #plan: StitchPlan;
  readonly #scales: { readonly re: number; readonly im: number };
  readonly #weights: tf.Tensor2D;
  #canvas: tf.Tensor3D;
  #placed = 0;

  private constructor(plan: StitchPlan, scales: { readonly re: number; readonly im: number }) {
    const { canvas: { height, width }, weights, crop } = plan;
    this.#plan = plan;
    this.#scales = scales;
    this.#weights = tf.keep(tf.tensor2d(Float32Array.from(weights), [crop, crop]));
    this.#canvas = tf.keep(tf.zeros([3, height, width]));
  }

  /**
   * Begins with an empty canvas.
   *
   * @param sums Sums in the computer's memory: the canvas is as theirs.
   * @param scales What real and imaginary parts are multiplied by.
   * @returns Null where the accelerator does not stitch, or not on so large a canvas.
   */
  static of({ plan }: PatchSums, scales: { readonly re: number; readonly im: number }): DeviceStitcher | null {
    return canStitch(plan.canvas.height * plan.canvas.width) ? new DeviceStitcher(plan, scales) : null;
  }

  /**
   * Adds the next patches.
   *
   * @param patches Patches (B, N, N), one for each of the positions that follow.
   */
  add({ amp, phase }: PaintedPatches): void {
    const [count] = amp.shape;
    const { places, table } = this.#listed(this.#placed, count);
    this.#placed += count;
    const before = this.#canvas;
    this.#canvas = tf.tidy(() => {
      const inputs = { canvas: before, amp, phase, places: tf.tensor2d(places, [count, 4]), weights: this.#weights };
      return tf.keep(stitchPatches({ ...inputs, table: tf.tensor1d(table, "int32") }, this.#scales));
    });
    before.dispose();
  }

  /**
   * Hands all sums over.
   *
   * @param sums Those it began with.
   */
  async finish(sums: PatchSums): Promise<void> {
    sums.take(await this.#canvas.data<"float32">());
  }

  /** Frees the canvas. */
  [Symbol.dispose](): void {
    tf.dispose([this.#canvas, this.#weights]);
  }

  /** Where patches lie, and which of them each tile of the canvas has. */
  #listed(first: number, count: number): { places: Float32Array; table: Int32Array } {
    const { canvas, crop, positions } = this.#plan;
    const across = Math.ceil(canvas.width / TILE), tiles = across * Math.ceil(canvas.height / TILE);
    const most = Math.ceil((crop + 1) / TILE) + 1;
    const places = new Float32Array(4 * count), table = new Int32Array(tiles + 1 + count * most ** 2);
    const lists = Array.from({ length: count }, (_, patch): number[] => {
      const top = (positions.y[first + patch] ?? NaN) - crop / 2 - canvas.origin.y;
      const left = (positions.x[first + patch] ?? NaN) - crop / 2 - canvas.origin.x;
      const [row, column] = [Math.floor(top), Math.floor(left)];
      places.set([row, column, top - row, left - column], 4 * patch);
      return tilesOf({ row, column, crop }, across, tiles);
    });
    for (const tile of lists.flat()) table[tile + 1] = (table[tile + 1] ?? 0) + 1;
    for (let tile = 0; tile < tiles; tile++) table[tile + 1] = (table[tile + 1] ?? 0) + (table[tile] ?? 0);
    const next = table.slice(0, tiles);
    for (const [patch, list] of lists.entries()) {
      for (const tile of list) {
        const at = next[tile] ?? 0;
        table[tiles + 1 + at] = patch;
        next[tile] = at + 1;
      }
    }
    return { places, table };
  }
}

// --- internal ---

/** Tiles that a square and the pixel behind it touch; the last may lie beyond the canvas, where nothing is. */
function tilesOf(
  { row, column, crop }: { readonly row: number; readonly column: number; readonly crop: number },
  across: number,
  tiles: number,
): number[] {
  const range = (from: number, most: number): number[] => {
    const last = Math.min(Math.floor((from + crop) / TILE), most - 1), begin = Math.floor(from / TILE);
    return Array.from({ length: last - begin + 1 }, (_, k) => begin + k);
  };
  const columns = range(column, across);
  return range(row, tiles / across).flatMap((down) => columns.map((right) => down * across + right));
}

/**
 * Places in boxes, and those in larger boxes: a search by distance that passes whole boxes by. A ring around a place is found
 * in the time that its edge takes, however many places are within it.
 *
 * @module
 */
import { range } from "../random/random.ts";
import type { Places } from "./places.ts";
import { PriorityQueue } from "./priority_queue.ts";

/**
 * Whether no place of a box is wanted, in object pixels; asked of single places too, as boxes without a size.
 */
export type IsOut = (left: number, top: number, right: number, bottom: number) => boolean;

/** A k-d tree of places. */
export class PlaceTree {
  readonly #places: Places;
  readonly #steps: { readonly x: number; readonly y: number };
  /** Numbers of places, those of a box one behind the other. */
  readonly #order: Int32Array;
  /** Left, top, right and bottom of each box; the halves of box b are 2b + 1 and 2b + 2. */
  readonly #boxes: Float64Array;
  /** Where the places of each box begin and end in the order. */
  readonly #ranges: Int32Array;
  /** Boxes before the first that has no halves. */
  readonly #halved: number;

  /**
   * Makes the tree.
   *
   * @param places Places in object pixels; at least one.
   * @param steps Pixels by which columns and rows are divided before distances are measured.
   */
  constructor(places: Places, steps: { readonly x: number; readonly y: number }) {
    const { length } = places.x;
    const depth = Math.max(0, Math.ceil(Math.log2(length / LEAST_HALVED)));
    [this.#places, this.#steps, this.#order] = [places, steps, range(length)];
    this.#halved = 2 ** depth - 1;
    this.#boxes = new Float64Array(4 * (2 * this.#halved + 1));
    this.#ranges = new Int32Array(2 * (2 * this.#halved + 1));
    this.#build(0, 0, length);
  }

  /**
   * Places by their distance in steps, nearest first; of equal distance the smaller number first.
   *
   * @param place The place in the middle, itself among those that come.
   * @param isOut Which places and boxes are passed by. What is out must stay out while the search goes on.
   */
  *nearest(place: number, isOut: IsOut): Generator<number> {
    const { x, y } = this.#places;
    const column = (x[place] ?? NaN) / this.#steps.x;
    const row = (y[place] ?? NaN) / this.#steps.y;
    const queue = new PriorityQueue();
    const add = (number: number, left: number, top: number, right: number, bottom: number): void => {
      if (isOut(left, top, right, bottom)) return;
      const across = Math.max(0, left / this.#steps.x - column, column - right / this.#steps.x);
      const down = Math.max(0, top / this.#steps.y - row, row - bottom / this.#steps.y);
      queue.push(across * across + down * down, number);
    };
    // Boxes have numbers below those of places: they come first, and so all places of one distance are there.
    const addBox = (box: number): void =>
      this.#ask(box, (left, top, right, bottom) => add(-1 - box, left, top, right, bottom));
    addBox(0);
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const box = -1 - next;
      if (next >= 0) {
        const [left, top] = [x[next] ?? NaN, y[next] ?? NaN];
        if (!isOut(left, top, left, top)) yield next;
      } else if (this.#ask(box, isOut)) {
        continue;
      } else if (box < this.#halved) {
        addBox(2 * box + 1);
        addBox(2 * box + 2);
      } else {
        for (let k = this.#ranges[2 * box] ?? 0; k < (this.#ranges[2 * box + 1] ?? 0); k++) {
          const other = this.#order[k] ?? NaN;
          const [left, top] = [x[other] ?? NaN, y[other] ?? NaN];
          add(other, left, top, left, top);
        }
      }
    }
  }

  // --- internal ---

  /** Asks something of the sides of a box. */
  #ask<T>(box: number, ask: (left: number, top: number, right: number, bottom: number) => T): T {
    const at = 4 * box;
    const sides = this.#boxes;
    return ask(sides[at] ?? NaN, sides[at + 1] ?? NaN, sides[at + 2] ?? NaN, sides[at + 3] ?? NaN);
  }

  #build(box: number, start: number, end: number): void {
    const { x, y } = this.#places;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const place of this.#order.subarray(start, end)) {
      const [column, row] = [x[place] ?? NaN, y[place] ?? NaN];
      [left, right] = [Math.min(left, column), Math.max(right, column)];
      [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
    }
    this.#boxes.set([left, top, right, bottom], 4 * box);
    this.#ranges.set([start, end], 2 * box);
    if (box >= this.#halved) return;
    const middle = (start + end) >> 1;
    select(this.#order.subarray(start, end), middle - start, right - left >= bottom - top ? x : y);
    this.#build(2 * box + 1, start, middle);
    this.#build(2 * box + 2, middle, end);
  }
}

// --- internal ---

/** Boxes of fewer places are not halved. */
const LEAST_HALVED = 8;

/** Puts numbers whose values are the smallest before the `count`th, and the others behind (Hoare's quickselect). */
function select(numbers: Int32Array, count: number, values: Float64Array): void {
  const valueOf = (at: number): number => values[numbers[at] ?? NaN] ?? NaN;
  let [low, high] = [0, numbers.length - 1];
  while (low < high) {
    const pivot = valueOf((low + high) >> 1);
    let [i, j] = [low, high];
    while (i <= j) {
      while (valueOf(i) < pivot) i++;
      while (valueOf(j) > pivot) j--;
      if (i > j) break;
      [numbers[i], numbers[j]] = [numbers[j] ?? NaN, numbers[i] ?? NaN];
      i++;
      j--;
    }
    if (count <= j) high = j;
    else if (count >= i) low = i;
    else return;
  }
}

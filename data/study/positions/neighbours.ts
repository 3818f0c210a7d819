/**
 * Which scan positions are near each other: positions are sorted into the cells of a grid, so that a hundred thousand take
 * no longer, each, than a hundred.
 *
 * @module
 */

/** Places on a plane. */
export interface Places {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Finds the nearest of some places. */
export class Neighbours {
  readonly #places: Places;
  readonly #cell: number;
  readonly #left: number;
  readonly #top: number;
  readonly #columns: number;
  readonly #rows: number;
  /** Places by cell, and where each cell begins. */
  readonly #sorted: Int32Array;
  readonly #starts: Int32Array;

  /** @param places At least one, all finite. */
  constructor(places: Places) {
    const { x, y } = places;
    const [left, right] = bounds(x);
    const [top, bottom] = bounds(y);
    const [across, down] = [right - left, bottom - top];
    // About two places a cell, also along a line.
    const area = Math.sqrt(2 * across * down / x.length);
    const cell = Math.max(area, 2 * Math.max(across, down) / x.length, Number.MIN_VALUE * 2 ** 60);
    this.#places = places;
    [this.#cell, this.#left, this.#top] = [cell, left, top];
    [this.#columns, this.#rows] = [Math.floor(across / cell) + 1, Math.floor(down / cell) + 1];
    this.#starts = new Int32Array(this.#columns * this.#rows + 1);
    const cells = Int32Array.from(x, (_, i) => this.#cellOf(i));
    for (const at of cells) this.#starts[at + 1] = (this.#starts[at + 1] ?? 0) + 1;
    for (let i = 1; i < this.#starts.length; i++) this.#starts[i] = (this.#starts[i] ?? 0) + (this.#starts[i - 1] ?? 0);
    this.#sorted = new Int32Array(x.length);
    const next = this.#starts.slice();
    cells.forEach((at, i) => {
      this.#sorted[next[at] ?? 0] = i;
      next[at] = (next[at] ?? 0) + 1;
    });
  }

  /** Numbers of the k places nearest to a place, nearest first, without itself; fewer where there are not so many. */
  nearest(index: number, k: number): number[] {
    const { x, y } = this.#places;
    const [px, py] = [x[index] ?? NaN, y[index] ?? NaN];
    const found: { readonly place: number; readonly distance: number }[] = [];
    const [column, row] = [Math.floor((px - this.#left) / this.#cell), Math.floor((py - this.#top) / this.#cell)];
    const last = Math.max(this.#columns, this.#rows);
    for (let ring = 0; ring <= last; ring++) {
      // What lies in rings further out is at least so far away.
      const reach = (ring - 1) * this.#cell;
      if (found.length >= k && (found[k - 1]?.distance ?? Infinity) <= reach) break;
      for (const place of this.#ring(column, row, ring)) {
        if (place === index) continue;
        found.push({ place, distance: Math.hypot((x[place] ?? NaN) - px, (y[place] ?? NaN) - py) });
      }
      found.sort((a, b) => a.distance - b.distance || a.place - b.place);
      found.length = Math.min(found.length, k);
    }
    return found.map(({ place }) => place);
  }

  #cellOf(i: number): number {
    const { x, y } = this.#places;
    const column = Math.floor(((x[i] ?? NaN) - this.#left) / this.#cell);
    return Math.floor(((y[i] ?? NaN) - this.#top) / this.#cell) * this.#columns + column;
  }

  *#ring(column: number, row: number, ring: number): Generator<number> {
    for (let i = Math.max(0, row - ring); i <= Math.min(this.#rows - 1, row + ring); i++) {
      const edge = Math.abs(i - row) === ring;
      for (let j = column - ring; j <= column + ring; j += edge || ring === 0 ? 1 : 2 * ring) {
        if (j < 0 || j >= this.#columns) continue;
        const cell = i * this.#columns + j;
        for (let at = this.#starts[cell] ?? 0; at < (this.#starts[cell + 1] ?? 0); at++) yield this.#sorted[at] ?? 0;
      }
    }
  }
}

/** Least and greatest of some numbers; of none, [Infinity, −Infinity]. */
export function bounds(values: Float64Array): [least: number, greatest: number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}

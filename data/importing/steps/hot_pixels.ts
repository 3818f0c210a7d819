/**
 * Hot pixels: those that report light whatever falls on them.
 *
 * @module
 */

/** Counts how often a pixel outshines all its neighbours. */
export class HotPixelCount {
  readonly #height: number;
  readonly #width: number;
  readonly #times: Uint32Array;
  #frames = 0;

  /**
   * @param height Rows of a frame.
   * @param width Columns of a frame.
   */
  constructor(height: number, width: number) {
    this.#height = height;
    this.#width = width;
    this.#times = new Uint32Array(height * width);
  }

  /**
   * Looks at a frame.
   *
   * @param values Its values, height × width.
   * @param isGood Whether a pixel of it is valid; others are no neighbours.
   */
  add(values: ArrayLike<number>, isGood: (pixel: number) => boolean): void {
    this.#frames++;
    for (let pixel = 0; pixel < this.#times.length; pixel++) {
      const value = values[pixel] ?? 0;
      if (value > 0 && isGood(pixel) && this.#outshines(values, pixel, isGood)) {
        this.#times[pixel] = (this.#times[pixel] ?? 0) + 1;
      }
    }
  }

  /** Pixels that did in more than half of the frames. */
  hot(): number[] {
    return [...this.#times.keys()].filter((pixel) => 2 * (this.#times[pixel] ?? 0) > this.#frames);
  }

  #outshines(values: ArrayLike<number>, pixel: number, isGood: (pixel: number) => boolean): boolean {
    const [row, column] = [Math.floor(pixel / this.#width), pixel % this.#width];
    const least = (values[pixel] ?? 0) / FACTOR;
    for (let y = Math.max(0, row - 1); y <= Math.min(this.#height - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(this.#width - 1, column + 1); x++) {
        const other = y * this.#width + x;
        if (other !== pixel && isGood(other) && (values[other] ?? 0) >= least) return false;
      }
    }
    return true;
  }
}

// --- internal ---

/** A pixel of a sharp beam has light beside it, if less. */
const FACTOR = 4;

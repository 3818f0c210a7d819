/**
 * Fortran order, in which the first index runs fastest, to row-major order, piece by piece as a file is read.
 *
 * @module
 */

/** Elements by position. */
interface Elements<T> {
  readonly length: number;
  [position: number]: T;
}

/** Puts elements that come in Fortran order to where they lie in row-major order. */
export class FortranScatter {
  readonly #shape: readonly number[];
  /** Distance in row-major order of two elements that are neighbours along an axis. */
  readonly #strides: readonly number[];
  /** Index of the next element. */
  readonly #index: number[];
  /** Where it lies. */
  #to = 0;

  /** @param shape Lengths of the axes. */
  constructor(shape: readonly number[]) {
    this.#shape = shape;
    this.#strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
    this.#index = shape.map(() => 0);
  }

  /**
   * Puts the next elements into place.
   *
   * @param elements Elements in Fortran order, behind those of the call before.
   * @param target All elements in row-major order.
   */
  place<T>(elements: Elements<T>, target: Elements<T>): void {
    const [length = 1] = this.#shape;
    const [stride = 1] = this.#strides;
    for (let from = 0; from < elements.length;) {
      const [first = 0] = this.#index;
      const end = Math.min(elements.length, from + length - first);
      const count = end - from;
      for (let to = this.#to; from < end; from++, to += stride) target[to] = elements[from] as T;
      this.#advance(count);
    }
  }

  /** Goes on by so many elements of the first axis, and carries. */
  #advance(count: number): void {
    this.#index[0] = (this.#index[0] ?? 0) + count;
    this.#to += count * (this.#strides[0] ?? 1);
    for (let axis = 0; axis < this.#shape.length && this.#index[axis] === this.#shape[axis]; axis++) {
      this.#to -= (this.#shape[axis] ?? 0) * (this.#strides[axis] ?? 0);
      this.#index[axis] = 0;
      if (axis + 1 === this.#shape.length) return;
      this.#index[axis + 1] = (this.#index[axis + 1] ?? 0) + 1;
      this.#to += this.#strides[axis + 1] ?? 0;
    }
  }
}

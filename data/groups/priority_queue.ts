/**
 * Numbers that come out smallest key first, of equal keys the smaller number: a binary heap.
 *
 * @module
 */

/** A queue of numbers, each with a key. */
export class PriorityQueue {
  readonly #keys: number[] = [];
  readonly #numbers: number[] = [];

  /**
   * Puts a number in.
   *
   * @param key What it is ordered by.
   * @param number The number.
   */
  push(key: number, number: number): void {
    let at = this.#keys.length;
    for (let parent = (at - 1) >> 1; at > 0 && this.#isBefore(key, number, parent); parent = (at - 1) >> 1) {
      this.#move(parent, at);
      at = parent;
    }
    this.#keys[at] = key;
    this.#numbers[at] = number;
  }

  /** Takes the first out; undefined where there is none. */
  pop(): number | undefined {
    const [first] = this.#numbers;
    const [key, number] = [this.#keys.pop(), this.#numbers.pop()];
    const { length } = this.#keys;
    if (key === undefined || number === undefined || length === 0) return first;
    let at = 0;
    for (let child = 1; child < length; child = 2 * at + 1) {
      const other = child + 1;
      if (other < length && this.#isBefore(this.#keys[other] ?? NaN, this.#numbers[other] ?? NaN, child)) child = other;
      if (this.#isBefore(key, number, child)) break;
      this.#move(child, at);
      at = child;
    }
    this.#keys[at] = key;
    this.#numbers[at] = number;
    return first;
  }

  // --- internal ---

  #isBefore(key: number, number: number, at: number): boolean {
    const other = this.#keys[at] ?? NaN;
    return key < other || (key === other && number < (this.#numbers[at] ?? NaN));
  }

  #move(from: number, to: number): void {
    this.#keys[to] = this.#keys[from] ?? NaN;
    this.#numbers[to] = this.#numbers[from] ?? NaN;
  }
}

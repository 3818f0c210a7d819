/**
 * A few whole frames, in pairs that follow each other, evenly spread, kept while all are looked at.
 *
 * @module
 */
import type { RealData } from "../../formats/npy.ts";
import type { SummedShape } from "./pattern_sums.ts";

/** Keeps frames. */
export class SampleFrames {
  readonly #shape: SummedShape;
  /** Which frames are kept, ascending, among those that are looked at. */
  readonly numbers: readonly number[];
  /** Their values, H × W each, as the file has them. */
  readonly frames: readonly Float32Array[];

  /**
   * @param shape Size of the stack.
   * @param most Frames to keep; of fewer all are.
   */
  constructor(shape: SummedShape, most: number) {
    const pairs = Math.floor(most / 2);
    this.#shape = shape;
    this.numbers = shape.count <= most
      ? Array.from({ length: shape.count }, (_, k) => k)
      : Array.from({ length: 2 * pairs }, (_, k) => Math.floor((k >> 1) * shape.count / pairs) + k % 2);
    this.frames = this.numbers.map(() => new Float32Array(shape.height * shape.width));
  }

  /**
   * Takes what it keeps of values that follow each other.
   *
   * @param values Whole rows of images, or, where frames come last, whole pixels.
   * @param start Position of the first.
   */
  add(values: RealData, start: number): void {
    const { count, height, width, framesLast } = this.#shape;
    const pixels = height * width;
    this.numbers.forEach((number, k) => {
      const frame = this.frames[k];
      if (frame === undefined) return;
      if (framesLast) {
        for (let at = number; at < values.length; at += count) frame[(start + at - number) / count] = values[at] ?? 0;
        return;
      }
      const [from, to] = [Math.max(start, number * pixels), Math.min(start + values.length, (number + 1) * pixels)];
      if (from < to) frame.set(values.subarray(from - start, to - start), from - number * pixels);
    });
  }
}

/**
 * Frames out of pieces of an array that do not end where frames do.
 *
 * @module
 */
import type { RealData } from "../formats/npy.ts";

/** A frame of the detector. */
export interface Frame {
  /** Its number in the stack. */
  readonly number: number;
  /** Its values as the file has them, row by row; to be read before the next frame is asked for. */
  readonly values: ArrayLike<number>;
}

/** Values that follow each other in an array. */
export interface FramePiece {
  /** The values. */
  readonly values: RealData;
  /** Position of the first in the array. */
  readonly start: number;
}

/**
 * Puts frames together.
 *
 * @param pieces Pieces that hold the frames, ascending.
 * @param pixels Values of a frame.
 * @param wanted Numbers of the frames, ascending.
 */
export async function* framesOfPieces(
  pieces: AsyncIterable<FramePiece>,
  pixels: number,
  wanted: Int32Array,
): AsyncGenerator<Frame> {
  const carry = new Float64Array(pixels);
  let next = 0;
  for await (const { values, start } of pieces) {
    const end = start + values.length;
    for (; next < wanted.length; next++) {
      const number = wanted[next] ?? 0;
      const from = number * pixels;
      if (from >= end) break;
      const [low, high] = [Math.max(from, start), Math.min(from + pixels, end)];
      if (high - low === pixels) {
        yield { number, values: values.subarray(low - start, high - start) };
        continue;
      }
      carry.set(values.subarray(low - start, high - start), low - from);
      if (high < from + pixels) break;
      yield { number, values: carry };
    }
    if (next === wanted.length) return;
  }
}

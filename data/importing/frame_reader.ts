/**
 * The frames of a stack of patterns, one after the other, however their axes lie in the files. Memory is that of a few MiB
 * of rows.
 *
 * @module
 */
import { createEventLoopYield } from "../files/event_loop.ts";
import type { NpyArray } from "../formats/npy.ts";
import type { PatternStack, StackPart } from "../study/patterns/pattern_stack.ts";
import { type Frame, type FramePiece, framesOfPieces } from "./frames_of_pieces.ts";
import { SpilledFrames } from "./spilled_frames.ts";

/** How frames are read. */
export interface FrameReaderOptions {
  /** Whether rows and columns of each frame are swapped. */
  readonly transpose: boolean;
  /** Directory for frames that cannot be read one by one from where they lie. */
  readonly scratch: string;
}

/** Reads frames. Close it, or declare it with `using`. */
export class FrameReader implements Disposable {
  /** Frames M. */
  readonly count: number;
  /** Rows of a frame. */
  readonly height: number;
  /** Columns of a frame. */
  readonly width: number;
  readonly #stack: PatternStack;
  readonly #options: FrameReaderOptions;
  #spilled: SpilledFrames | null = null;

  /**
   * @param stack Where the frames are.
   * @param options How they are read.
   */
  constructor(stack: PatternStack, options: FrameReaderOptions) {
    const { count, height, width } = stack;
    this.count = count;
    [this.height, this.width] = options.transpose ? [width, height] : [height, width];
    this.#stack = stack;
    this.#options = options;
  }

  /**
   * Reads frames in any order; ascending numbers are fastest.
   *
   * @param numbers Numbers of the frames.
   */
  async *frames(numbers: Int32Array): AsyncGenerator<Frame> {
    const { height, width } = this.#stack;
    const turned = this.#options.transpose ? new Float64Array(height * width) : null;
    const turn = createEventLoopYield();
    for await (const { number, values } of this.#source(numbers)) {
      await turn();
      if (turned) transposeInto(values, turned, width);
      yield { number, values: turned ?? values };
    }
  }

  /** Gives up what was needed to read. */
  [Symbol.dispose](): void {
    this.#spilled?.close();
  }

  async *#source(numbers: Int32Array): AsyncGenerator<Frame> {
    const { parts, framesLast, height, width } = this.#stack;
    const ascending = numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? 0));
    if (!framesLast && (ascending || parts.every(isSeekable))) {
      for (const run of ascending ? [numbers] : Array.from(numbers, (number) => Int32Array.of(number))) {
        yield* streamed(this.#stack, run);
      }
      return;
    }
    this.#spilled ??= await SpilledFrames.of(allPieces(parts), {
      ...{ count: this.count, pixels: height * width, framesLast, scratch: this.#options.scratch },
    });
    for (const number of numbers) yield { number, values: this.#spilled.read(number) };
  }
}

// --- internal ---

/** Rows that are read at once have at most so many values, unless one has more. */
const MOST_VALUES = 1 << 21;

async function* streamed({ parts, height, width }: PatternStack, numbers: Int32Array): AsyncGenerator<Frame> {
  let before = 0;
  let taken = 0;
  for (const part of parts) {
    let end = taken;
    while (end < numbers.length && (numbers[end] ?? 0) < before + part.count) end++;
    const wanted = numbers.slice(taken, end).map((number) => number - before);
    if (wanted.length > 0) {
      for await (const { number, values } of framesOfPieces(pieces(part, wanted), height * width, wanted)) {
        yield { number: number + before, values };
      }
    }
    before += part.count;
    taken = end;
  }
}

/** The values that hold some frames: all rows, or those that are needed where they can be read by themselves. */
function pieces(part: StackPart, wanted: Int32Array): AsyncIterable<FramePiece> {
  return wanted.length === part.count || !isSeekable(part) ? allPieces([part]) : slabs(part, wanted);
}

/** Whether a frame can be read without those before. */
function isSeekable({ storage, shape }: StackPart): boolean {
  return storage.seekable && shape.length > 2;
}

async function* allPieces(parts: readonly StackPart[]): AsyncGenerator<FramePiece> {
  let start = 0;
  for (const { file, key } of parts) {
    for await (const rows of file.rows(key)) yield* piece(rows, start, (length) => start += length);
  }
}

async function* slabs({ file, key, shape, count }: StackPart, wanted: Int32Array): AsyncGenerator<FramePiece> {
  const rowFrames = count / (shape[0] ?? 1);
  const rowValues = shape.slice(1).reduce((product, length) => product * length, 1);
  const most = Math.max(1, Math.floor(MOST_VALUES / rowValues));
  for (let i = 0; i < wanted.length;) {
    const from = Math.floor((wanted[i] ?? 0) / rowFrames);
    let to = from + 1;
    for (; i < wanted.length; i++) {
      const row = Math.floor((wanted[i] ?? 0) / rowFrames);
      if (row > to || row - from >= most) break;
      to = row + 1;
    }
    yield* piece(await file.slab(key, from, to), from * rowValues, () => {});
  }
}

function* piece(rows: NpyArray, start: number, advance: (length: number) => void): Generator<FramePiece> {
  if (rows.kind !== "real") return; // patternStack has refused every other kind
  advance(rows.data.length);
  yield { values: rows.data, start };
}

function transposeInto(values: ArrayLike<number>, target: Float64Array, width: number): void {
  const height = target.length / width;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      target[column * height + row] = values[row * width + column] ?? 0;
    }
  }
}

/**
 * Sums over a stack of patterns that everything else is worked out from: of each frame its light and where that lies, of
 * each pixel its mean, spread and extremes. One look at each value; the memory is some words a frame and a pixel. Whether
 * values are counts or amplitudes is not known yet, so that sums of values and of their squares are kept.
 *
 * @module
 */
import type { RealData } from "../../formats/npy.ts";
import { TopValues } from "./top_values.ts";

/** Sums over the pixels of each frame, of values or of their squares. */
export interface FrameSums {
  /** Σv. */
  readonly total: Float64Array;
  /** Σv · column. */
  readonly across: Float64Array;
  /** Σv · row. */
  readonly down: Float64Array;
  /** Σv of the columns from ⌈W/2⌉ on. */
  readonly right: Float64Array;
  /** Σv of the rows from ⌈H/2⌉ on. */
  readonly bottom: Float64Array;
}

/** Size of a stack. */
export interface SummedShape {
  /** Frames that are looked at. */
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** Whether values come pixel by pixel, all frames of each, instead of frame by frame. */
  readonly framesLast: boolean;
}

/** Sums over patterns. */
export class PatternSums {
  readonly #shape: SummedShape;
  readonly #isBad: (value: number) => boolean;
  readonly #mask: Uint8Array | null;
  /** Of values, by frame. */
  readonly values: FrameSums;
  /** Of squares, by frame. */
  readonly squares: FrameSums;
  /** Greatest value of each frame. */
  readonly greatest: Float64Array;
  /** Σv of each pixel. */
  readonly pixelValues: Float64Array;
  /** Σv² of each pixel. */
  readonly pixelSquares: Float64Array;
  /** Greatest value of each pixel. */
  readonly pixelGreatest: Float32Array;
  /** Least value of each pixel. */
  readonly pixelLeast: Float32Array;
  /** Frames in which each pixel is bad. */
  readonly pixelBad: Uint32Array;
  /** The greatest values. */
  readonly top: TopValues = new TopValues();
  /** Pixels that are 0, over all frames. */
  zeros = 0;
  /** Pixels below 0, over all frames. */
  negatives = 0;
  /** The least value. */
  least = Infinity;
  readonly #negative = new Set<number>();

  /**
   * @param shape Size of the stack.
   * @param isBad Whether a value stands for a bad pixel; asked only of values below 0, of those that are not numbers, and
   * from {@link PLAIN_BELOW} on.
   * @param mask H × W, 0 where a pixel is not to be looked at; null where all are.
   */
  constructor(shape: SummedShape, isBad: (value: number) => boolean, mask: Uint8Array | null) {
    const pixels = shape.height * shape.width;
    this.#shape = shape;
    this.#isBad = isBad;
    this.#mask = mask;
    this.values = noSums(shape.count);
    this.squares = noSums(shape.count);
    this.greatest = new Float64Array(shape.count);
    this.pixelValues = new Float64Array(pixels);
    this.pixelSquares = new Float64Array(pixels);
    this.pixelGreatest = new Float32Array(pixels).fill(-Infinity);
    this.pixelLeast = new Float32Array(pixels).fill(Infinity);
    this.pixelBad = new Uint32Array(pixels);
  }

  /**
   * Adds values that follow each other.
   *
   * @param values Whole rows of images, or, where frames come last, whole pixels.
   * @param start Position of the first.
   */
  add(values: RealData, start: number): void {
    const { count, width, framesLast } = this.#shape;
    // Copied into one type of array: loops over any of nine are several times as slow.
    const line = new Float64Array(framesLast ? count : width);
    for (let at = 0; at < values.length; at += line.length) {
      line.set(values.subarray(at, at + line.length));
      const number = (start + at) / line.length;
      if (framesLast) this.#addPixel(line, number);
      else this.#addRow(line, number);
    }
  }

  /** The distinct values below 0; null where they are too many to be told. */
  negativeValues(): readonly number[] | null {
    return this.#negative.size < DISTINCT ? [...this.#negative] : null;
  }

  #noteNegative(value: number): void {
    this.negatives++;
    if (value < this.least) this.least = value;
    if (this.#negative.size < DISTINCT) this.#negative.add(value);
  }

  #addRow(line: Float64Array, number: number): void {
    const { height, width } = this.#shape;
    const [frame, row] = [Math.floor(number / height), number % height];
    const half = Math.ceil(width / 2);
    let [sum, across, left, square, squareAcross, squareLeft] = [0, 0, 0, 0, 0, 0];
    for (let column = 0, pixel = row * width; column < width; column++, pixel++) {
      if (column === half) {
        left = sum;
        squareLeft = square;
      }
      const value = line[column] ?? NaN;
      if (!this.#counts(value, pixel)) continue;
      if (value > (this.greatest[frame] ?? 0)) this.greatest[frame] = value;
      const power = value * value;
      sum += value;
      across += value * column;
      square += power;
      squareAcross += power * column;
    }
    if (half === width) [left, squareLeft] = [sum, square];
    const below = row >= Math.ceil(height / 2);
    addLine(this.values, frame, { sum, across, down: sum * row, right: sum - left, bottom: below ? sum : 0 });
    addLine(this.squares, frame, {
      ...{ sum: square, across: squareAcross, down: square * row },
      ...{ right: square - squareLeft, bottom: below ? square : 0 },
    });
  }

  #addPixel(line: Float64Array, pixel: number): void {
    const { count, height, width } = this.#shape;
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    const [right, below] = [column >= Math.ceil(width / 2), row >= Math.ceil(height / 2)];
    for (let frame = 0; frame < count; frame++) {
      const value = line[frame] ?? NaN;
      if (!this.#counts(value, pixel)) continue;
      if (value > (this.greatest[frame] ?? 0)) this.greatest[frame] = value;
      addPoint(this.values, frame, { sum: value, row, column, right, below });
      addPoint(this.squares, frame, { sum: value * value, row, column, right, below });
    }
  }

  /** Takes note of a value by its pixel, and says whether it is light: neither bad, nor masked, nor 0. */
  #counts(value: number, pixel: number): boolean {
    if (this.#mask !== null && this.#mask[pixel] === 0) return false;
    if (!(value >= 0 && value < PLAIN_BELOW)) {
      if (this.#isBad(value)) {
        this.pixelBad[pixel] = (this.pixelBad[pixel] ?? 0) + 1;
        return false;
      }
      if (value < 0) this.#noteNegative(value);
    }
    if (value > (this.pixelGreatest[pixel] ?? 0)) this.pixelGreatest[pixel] = value;
    if (value < (this.pixelLeast[pixel] ?? 0)) this.pixelLeast[pixel] = value;
    if (value === 0) {
      this.zeros++;
      return false;
    }
    if (value >= this.top.least) this.top.add(value);
    this.pixelValues[pixel] = (this.pixelValues[pixel] ?? 0) + value;
    this.pixelSquares[pixel] = (this.pixelSquares[pixel] ?? 0) + value * value;
    return true;
  }
}

/** No detector marks a bad pixel by a lesser value that is not negative, unless the user says so. */
export const PLAIN_BELOW = 127;

// --- internal ---

/** So many distinct negative values are told apart. */
const DISTINCT = 16;

interface LineSums {
  readonly sum: number;
  readonly across: number;
  readonly down: number;
  readonly right: number;
  readonly bottom: number;
}

function noSums(count: number): FrameSums {
  const zeros = (): Float64Array => new Float64Array(count);
  return { total: zeros(), across: zeros(), down: zeros(), right: zeros(), bottom: zeros() };
}

function addLine(sums: FrameSums, frame: number, { sum, across, down, right, bottom }: LineSums): void {
  sums.total[frame] = (sums.total[frame] ?? 0) + sum;
  sums.across[frame] = (sums.across[frame] ?? 0) + across;
  sums.down[frame] = (sums.down[frame] ?? 0) + down;
  sums.right[frame] = (sums.right[frame] ?? 0) + right;
  sums.bottom[frame] = (sums.bottom[frame] ?? 0) + bottom;
}

function addPoint(
  { total, across, down, right: rightSums, bottom }: FrameSums,
  frame: number,
  { sum, row, column, right, below }: {
    readonly sum: number;
    readonly row: number;
    readonly column: number;
    readonly right: boolean;
    readonly below: boolean;
  },
): void {
  total[frame] = (total[frame] ?? 0) + sum;
  across[frame] = (across[frame] ?? 0) + sum * column;
  down[frame] = (down[frame] ?? 0) + sum * row;
  if (right) rightSums[frame] = (rightSums[frame] ?? 0) + sum;
  if (below) bottom[frame] = (bottom[frame] ?? 0) + sum;
}

/**
 * What the numbers of a file are like, counted while they are read and before anything rounds them: whether they are
 * whole, how large they get, and which of them stand for bad pixels. One look at each value; the memory is a few words a
 * pattern.
 *
 * @module
 */
import { evenStep, MOST_DISTINCT } from "./even_steps.ts";
import type { PatternAxes } from "./pattern_array.ts";

/** Some pixels that hold the same odd value. */
export interface OddPixels {
  /** The value; NaN for those that are not numbers. */
  readonly value: number;
  readonly pixels: number;
  /** Patterns that have such a pixel. */
  readonly patterns: number;
  /** Position of the first in the array as it lies in the file. */
  readonly first: number;
  /** What the first holds: several values may be counted together. */
  readonly firstValue: number;
}

/**
 * Values by which detectors and their programs mark gaps and bad pixels: the greatest of an integer type, and the one
 * below it.
 */
export const MARKS: ReadonlySet<number> = new Set(
  [32767, 65534, 65535, 2 ** 31 - 1, 2 ** 32 - 2, 2 ** 32 - 1, 2 ** 53 - 1, 2 ** 63, 2 ** 64]
    .flatMap((mark) => [mark, Math.fround(mark)]),
);

/** {@link MARKS} of which the square root was taken, in single precision. */
export const ROOTS_OF_MARKS: ReadonlySet<number> = new Set([...MARKS].map((mark) => Math.fround(Math.sqrt(mark))));

/** Counts the values of an array of patterns. */
export class PixelCensus {
  readonly #layout: PatternAxes;
  readonly #odd = new Map<number, Tally>();
  readonly #top: Tally;
  readonly #below: Tally;
  #whole = true;
  #greatest = 0;
  #second = 0;
  #telling = 0;
  #looked = 0;
  #rootsSeen = 0;
  #roots = 0;
  readonly #distinct = new Set<number>();

  /** @param layout Where values lie. */
  constructor(layout: PatternAxes) {
    this.#layout = layout;
    this.#top = new Tally(layout);
    this.#below = new Tally(layout);
  }

  /**
   * Counts values that follow each other.
   *
   * @param values The values.
   * @param start Position of the first in the array.
   */
  add(values: ArrayLike<number>, start: number): void {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? NaN;
      // Also true of NaN.
      if (!(value >= 0 && value < LEAST_MARK) && this.#isOdd(value, start + i)) continue;
      if (this.#whole && Math.abs(value - Math.round(value)) > NEARLY * value) this.#whole = false;
      if (value === 0) continue;
      if (value !== 1) this.#telling++;
      if (value >= this.#greatest) this.#raise(value, start + i);
      else if (value > this.#second) this.#second = value;
      if (!this.#whole && this.#looked < LOOKED_AT) this.#lookAt(value);
    }
  }

  /** Whether all values are whole numbers, to the precision of single floats, odd ones aside. */
  get whole(): boolean {
    return this.#whole;
  }

  /** Whether values are not whole but lie on an even ladder, as counts with a gain or without their background do. */
  get even(): boolean {
    return !this.#whole && evenStep(this.#distinct) !== null;
  }

  /** Whether values are not whole but their squares are, to the precision of single floats. */
  get rootsOfWhole(): boolean {
    return !this.#whole && this.#rootsSeen >= LEAST_EVIDENCE && this.#roots === this.#rootsSeen;
  }

  /** Whether squares of values lie on an even ladder, as those of amplitudes do that were multiplied by a constant. */
  get rootsOfEven(): boolean {
    return !this.#whole && !this.even && evenStep([...this.#distinct].map((value) => value * value)) !== null;
  }

  /** The greatest value, odd ones aside. */
  get greatest(): number {
    return this.#greatest;
  }

  /** Whether there are enough values to tell what they are; 0 and 1 are their own roots, and odd ones do not count. */
  get enough(): boolean {
    return this.#telling >= LEAST_EVIDENCE && this.#layout.count * this.#layout.pixels >= LEAST_PIXELS;
  }

  /** Pixels whose value cannot be used: not finite, negative, or beyond single precision. */
  unusable(): OddPixels[] {
    const negative = this.#below.found(-Infinity);
    const found = [...this.#odd].filter(([value]) => !MARKS.has(value)).map(([value, tally]) => tally.found(value));
    return negative.pixels > 0 ? [...found, negative] : found;
  }

  /**
   * Pixels whose value stands out as those of bad pixels do: a mark of {@link MARKS} far above all others, or the greatest
   * value, far above the next and the same in most patterns, or very far above it.
   *
   * @param greatestOfType Greatest value of the element type; one of {@link MARKS} of that value needs not be far above.
   */
  marked(greatestOfType: number): OddPixels[] {
    const marks = [...this.#odd].filter(([value]) => MARKS.has(value)).map(([value, tally]) => tally.found(value));
    const standOut = marks.filter(({ value }) =>
      value >= greatestOfType - 1 ? value > this.#greatest : value >= FAR_ABOVE * this.#greatest
    );
    const top = this.#top.found(this.#greatest);
    const ratio = this.#second > 0 ? this.#greatest / this.#second : 0;
    const usual = 2 * top.patterns >= this.#layout.count && top.pixels > 1;
    const atEnd = this.#greatest === greatestOfType || ENDS.has(this.#greatest);
    const mark = ratio >= FAR_ABOVE && (atEnd || ROOTS_OF_MARKS.has(Math.fround(this.#greatest)));
    if ((ratio >= HOT && this.#layout.count > 1) || (usual && (ratio >= OUTLIER || mark))) standOut.push(top);
    return standOut;
  }

  /** Takes note of values that are not to be counted with the others. */
  #isOdd(value: number, at: number): boolean {
    if (value >= LEAST_MARK && value <= GREATEST_SINGLE && !MARKS.has(value)) return false;
    // Detectors mark by −1 and −2; other negative values are those of a background taken off, and many.
    const single = !(value < 0) || value === -1 || value === -2 || value === -Infinity;
    if (!single) {
      this.#below.add(at, value);
      return true;
    }
    const kind = value > GREATEST_SINGLE && value < Infinity ? Infinity : value;
    const tally = this.#odd.get(kind) ?? new Tally(this.#layout);
    this.#odd.set(kind, tally);
    tally.add(at, value);
    return true;
  }

  #raise(value: number, at: number): void {
    if (value > this.#greatest) {
      this.#second = this.#greatest;
      this.#greatest = value;
      this.#top.clear();
    }
    this.#top.add(at, value);
  }

  #lookAt(value: number): void {
    this.#looked++;
    if (this.#distinct.size < MOST_DISTINCT) this.#distinct.add(value);
    if (value >= GREATEST_ROOT) return;
    const square = value * value;
    this.#rootsSeen++;
    if (Math.abs(square - Math.round(square)) <= 1e-6 * square + 1e-9 && square > 0.5) this.#roots++;
  }
}

// --- internal ---

/** Least of {@link MARKS}. */
const LEAST_MARK = 32767;
const GREATEST_SINGLE = 3.4028234663852886e38;
/** Counts of which the root was taken and squared again, in single precision, are off by less. */
const NEARLY = 4e-7;
/** A mark is at least so many times any other value. */
const FAR_ABOVE = 2;
/** A value that is no mark, and the same in most patterns, is at least so many times the next. */
const OUTLIER = 30;
/** A value that is so many times the next is no light, however few pixels have it. */
const HOT = 1000;
/** Greatest counts of detectors of 10, 12 and 14 bits. */
const ENDS: ReadonlySet<number> = new Set([1023, 4095, 16383]);
/** Squares of greater values are not told from whole numbers in single precision. */
const GREATEST_ROOT = 300;
/** Values that are looked at for their kind. */
const LOOKED_AT = 1_000_000;
/** Fewer values may be whole by chance. */
const LEAST_EVIDENCE = 32;
/** So many pixels has a pattern that a network takes. */
const LEAST_PIXELS = 64 * 64;

/** Counts pixels and the patterns that they are in. */
class Tally {
  readonly #layout: PatternAxes;
  /** The round in which each pattern was last counted. */
  #rounds: Uint32Array | null = null;
  #round = 1;
  #pixels = 0;
  #patterns = 0;
  #first = -1;
  #firstValue = NaN;

  constructor(layout: PatternAxes) {
    this.#layout = layout;
  }

  add(at: number, value: number): void {
    const { count, pixels, patternsLast } = this.#layout;
    this.#rounds ??= new Uint32Array(count);
    if (this.#pixels++ === 0) [this.#first, this.#firstValue] = [at, value];
    const pattern = patternsLast ? at % count : Math.floor(at / pixels);
    if (this.#rounds[pattern] === this.#round) return;
    this.#rounds[pattern] = this.#round;
    this.#patterns++;
  }

  clear(): void {
    this.#round++;
    this.#pixels = 0;
    this.#patterns = 0;
  }

  found(value: number): OddPixels {
    return { value, pixels: this.#pixels, patterns: this.#patterns, first: this.#first, firstValue: this.#firstValue };
  }
}

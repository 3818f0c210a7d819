/**
 * Logarithmic scales. Marks are powers of ten; 2 and 5 times them where there are few, round numbers within a decade.
 *
 * @module
 */
import { numberText, powerText } from "../text/number_text.ts";
import { linearScale } from "./linear_scale.ts";
import type { Mark, Range, Scale } from "./scale.ts";

/** How a logarithmic scale is made. */
export interface LogScaleOptions {
  /**
   * Labelled marks that there should be at most.
   * @default 6
   */
  readonly marks?: number;
  /**
   * Room at both ends, as a share of the axis.
   * @default 0
   */
  readonly margin?: number;
}

/**
 * A logarithmic scale.
 *
 * @param range Values at its ends, more than 0; null is 0.1 to 1. A range without extent is widened to a decade.
 * @param options How it is made.
 */
export function logScale(range: Range | null, { marks: most = 6, margin = 0 }: LogScaleOptions = {}): Scale {
  const [low, high] = ends(range, margin);
  const place = (value: number): number => value > 0 ? (Math.log10(value) - low) / (high - low) : NaN;
  const scale = { low: 10 ** low, high: 10 ** high, factor: "", place };
  // The power of each decade's beginning, with half a hair's breadth for 10 ** −3 being a little more.
  const [first, last] = [Math.ceil(low - 1e-9), Math.floor(high + 1e-9)];
  const at = (factor: number, power: number): number => (power + Math.log10(factor) - low) / (high - low);
  const inside = (factors: readonly number[]): (readonly [number, number])[] =>
    Array.from({ length: Math.max(0, last - first + 2) }, (_, index) => first - 1 + index)
      .flatMap((power) => factors.map((factor) => [factor, power] as const))
      .filter(([factor, power]) => at(factor, power) >= -1e-9 && at(factor, power) <= 1 + 1e-9);
  if (last - first < 1 && inside([1, 2, 5]).length < 3) return { ...scale, marks: roundMarks(scale, place, most) };
  const labelled = inside([1, 2, 5]).length <= most ? inside([1, 2, 5]) : every(inside([1]), most);
  const plain = labelled.every(([, power]) => power >= -3 && power <= 4);
  const text = ([factor, power]: readonly [number, number]): string =>
    plain
      ? numberText(Number(`${factor}e${power}`))
      : factor === 1
      ? powerText(power)
      : `${factor}×${powerText(power)}`;
  const marks: Mark[] = labelled.map((mark) => ({ place: at(...mark), label: text(mark) }));
  const small = last - first <= 8 ? inside([1, 2, 3, 4, 5, 6, 7, 8, 9]) : last - first <= 40 ? inside([1]) : [];
  const named = new Set(labelled.map(([factor, power]) => `${factor}e${power}`));
  for (const mark of small) {
    if (!named.has(`${mark[0]}e${mark[1]}`)) marks.push({ place: at(...mark), label: "" });
  }
  return { ...scale, marks: marks.sort((a, b) => a.place - b.place) };
}

// --- internal ---

/** Exponents at both ends. */
function ends(range: Range | null, margin: number): [number, number] {
  if (range === null || !(range.high > 0) || !Number.isFinite(range.high)) return [-1, 0];
  // What is 0 or less has no place: six decades below the greatest are shown then.
  const high = Math.log10(range.high);
  const low = range.low > 0 ? Math.log10(range.low) : high - 6;
  if (high - low < 1e-9) return [low - 0.5, high + 0.5];
  return [low - margin * (high - low), high + margin * (high - low)];
}

/** Marks of a linear scale, for what is less than a decade. */
function roundMarks({ low, high }: Range, place: (value: number) => number, most: number): Mark[] {
  const linear = linearScale({ low, high }, { marks: most });
  return linear.marks.map((mark) => {
    const value = linear.low + mark.place * (linear.high - linear.low);
    return { place: place(value), label: linear.factor === "" ? mark.label : `${mark.label}${linear.factor}` };
  });
}

/** Every so many-th, such that few enough are left; powers that the distance divides. */
function every(marks: readonly (readonly [number, number])[], most: number): (readonly [number, number])[] {
  const apart = Math.max(1, Math.ceil(marks.length / most));
  return marks.filter(([, power]) => power % apart === 0);
}

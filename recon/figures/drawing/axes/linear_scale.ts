/**
 * Linear scales. Marks are 1, 2 or 5 times a power of ten apart.
 *
 * @module
 */
import { decimalText, powerText } from "../text/number_text.ts";
import type { Range, Scale } from "./scale.ts";

/** How a linear scale is made. */
export interface LinearScaleOptions {
  /**
   * Steps between marks that there should be at most.
   * @default 5
   */
  readonly marks?: number;
  /**
   * Room at both ends, as a share of the range.
   * @default 0
   */
  readonly margin?: number;
  /**
   * Whether values are counted: marks are at whole numbers alone.
   * @default false
   */
  readonly whole?: boolean;
}

/**
 * A linear scale.
 *
 * @param range Values at its ends; null, or what is not finite, is 0 to 1. A range without extent is widened.
 * @param options How it is made.
 */
export function linearScale(range: Range | null, options: LinearScaleOptions = {}): Scale {
  const { marks: most = 5, margin = 0, whole = false } = options;
  const { low, high } = widened(range, margin, whole);
  const greatest = Math.max(Math.abs(low), Math.abs(high));
  const order = Math.floor(Math.log10(greatest) + 1e-12);
  const factor = order >= 5 || order < -3 ? order : 0;
  const place = (value: number): number => (value - low) / (high - low);
  const marks = stepsIn({ low, high }, most, whole).map(({ count, power }) => ({
    place: place(times(count, power)),
    label: decimalText(times(count, power - factor), factor - power),
  }));
  return { low, high, marks, factor: factor === 0 ? "" : `×${powerText(factor)}`, place };
}

// --- internal ---

/** Beyond, differences are no numbers. */
const GREATEST = 1e300;

function widened(range: Range | null, margin: number, whole: boolean): Range {
  const finite = range !== null && Number.isFinite(range.low) && Number.isFinite(range.high) && range.low <= range.high;
  if (!finite) return { low: 0, high: 1 };
  const [low, high] = [Math.max(-GREATEST, range.low), Math.min(GREATEST, range.high)];
  const size = Math.max(Math.abs(low), Math.abs(high));
  // Numbers that differ by less than they are rounded by.
  if (high - low <= 1e-12 * size || size < 1 / GREATEST) {
    // Of what is counted nothing is marked that was not.
    const room = whole ? Math.max(0.5, 1e-9 * size) : size < 1 / GREATEST ? 1 : 0.1 * size;
    return { low: low - room, high: high + room };
  }
  return { low: low - margin * (high - low), high: high + margin * (high - low) };
}

interface RoundNumber {
  /** A whole number. */
  readonly count: number;
  /** Of ten: the number is `count` times it. */
  readonly power: number;
}

/** Round numbers within a range: at most so many steps, but one where there would be none. */
function stepsIn({ low, high }: Range, most: number, whole: boolean): RoundNumber[] {
  const power = Math.floor(Math.log10((high - low) / most));
  const slack = 1e-9 * (high - low);
  const finest = whole ? Math.max(0, power) : power;
  let found: RoundNumber[] = [];
  for (const step of [50, 20, 10, 5, 2, 1]) {
    const size = times(step, finest);
    const [first, last] = [Math.ceil((low - slack) / size), Math.floor((high + slack) / size)];
    if (last - first > most && found.length > 0) break;
    found = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => ({
      count: (first + index) * step,
      power: finest,
    }));
  }
  // Tens are written as such, so that labels have no zero too many.
  return found.every(({ count }) => count % 10 === 0)
    ? found.map(({ count }) => ({ count: count / 10, power: finest + 1 }))
    : found;
}

/** Divided, not multiplied by a negative power: 3 / 10 is the number that is written 0.3. */
function times(count: number, power: number): number {
  return power < 0 ? count / 10 ** -power : count * 10 ** power;
}

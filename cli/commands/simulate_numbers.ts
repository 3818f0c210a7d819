/**
 * Numbers of the flags of `simulate`.
 *
 * @module
 */
import { type CommandLine, ownValue } from "../line/command.ts";
import { UsageError } from "../line/usage_error.ts";

/** Which numbers a flag takes. */
export interface NumberKind {
  /** What it must be, as the end of a sentence. */
  readonly about: string;
  accepts(value: number): boolean;
}

/** Numbers of things of which there must be one. */
export const WHOLE: NumberKind = {
  about: "a whole number of at least 1",
  accepts: (value) => Number.isInteger(value) && value >= 1,
};
/** Numbers of things of which there may be none. */
export const COUNT: NumberKind = {
  about: "a whole number of at least 0",
  accepts: (value) => Number.isInteger(value) && value >= 0,
};
/** Sizes. */
export const POSITIVE: NumberKind = { about: "a number above 0", accepts: (value) => value > 0 && value < Infinity };
/** Sizes of what may be nothing. */
export const AMOUNT: NumberKind = {
  about: "a number of at least 0",
  accepts: (value) => value >= 0 && value < Infinity,
};
/** Any number. */
export const FINITE: NumberKind = { about: "a number", accepts: Number.isFinite };
/** Parts of a whole. */
export const SHARE: NumberKind = { about: "a number from 0 to below 1", accepts: (value) => value >= 0 && value < 1 };
/** Sides of patterns. */
export const POWER_OF_TWO: NumberKind = {
  about: "a power of two",
  accepts: (value) => value >= 2 && Number.isInteger(Math.log2(value)),
};

/**
 * The number of a flag.
 *
 * @param name Its name.
 * @returns Undefined where it is not given.
 * @throws {UsageError} If it is no such number.
 */
export function numberOf(line: CommandLine, name: string, kind: NumberKind): number | undefined {
  const text = ownValue(line, name);
  if (text === undefined) return undefined;
  const value = numeral(text);
  if (kind.accepts(value)) return value;
  throw refused(name, kind.about, text);
}

/**
 * The numbers of a flag, with commas between them.
 *
 * @param name Its name.
 * @param kind What each must be.
 * @param lengths How many there may be; any number of them if it is empty.
 * @throws {UsageError} If it is no such list.
 */
export function numbersOf(
  line: CommandLine,
  name: string,
  { kind, lengths = [] }: { readonly kind: NumberKind; readonly lengths?: readonly number[] },
): readonly number[] | undefined {
  const text = ownValue(line, name);
  if (text === undefined) return undefined;
  const values = text.split(",").map(numeral);
  if (values.every((value) => kind.accepts(value)) && (lengths.length === 0 || lengths.includes(values.length))) {
    return values;
  }
  const each = `${kind.about}${lengths.includes(1) ? "" : " each"}`;
  const many = lengths.length === 0
    ? "numbers with commas between them"
    : `${lengths.join(" or ")} numbers with a comma`;
  throw refused(name, `${many}, ${each}`, text);
}

/**
 * Numbers by whole numbers, as `5:0.8,8:-0.3`.
 *
 * @throws {UsageError} If it is no such list, or names one twice.
 */
export function numbersByNumber(line: CommandLine, name: string): Readonly<Record<number, number>> | undefined {
  const text = ownValue(line, name);
  if (text === undefined) return undefined;
  const pairs = text.split(",").map((pair) => pair.split(":"));
  const values = new Map(pairs.map(([key = "", value = ""]) => [numeral(key), numeral(value)]));
  const isGood = pairs.every((pair) => pair.length === 2) && values.size === pairs.length &&
    [...values].every(([key, value]) => Number.isInteger(key) && Number.isFinite(value));
  if (isGood) return Object.fromEntries(values);
  throw refused(name, "such as 5:0.8,8:-0.3, each number once", text);
}

// --- internal ---

function numeral(text: string): number {
  return text.trim() === "" ? NaN : Number(text);
}

function refused(name: string, about: string, text: string): UsageError {
  return new UsageError(`Cannot simulate as --${name} must be ${about}: current value is ${text}`);
}

/**
 * What arrays hold, by their headers.
 *
 * @module
 */
import type { Entry } from "./contents.ts";

/** Whether the elements are real numbers. */
export function isReal({ dtype }: Entry): boolean {
  return !["c8", "c16", "U", "S", "O"].includes(dtype);
}

/** Whether the elements are complex numbers. */
export function isComplex({ dtype }: Entry): boolean {
  return dtype === "c8" || dtype === "c16";
}

/** Lengths of the axes, without those of one in front. */
export function squeezed(shape: readonly number[], least = 2): readonly number[] {
  let start = 0;
  while (shape.length - start > least && shape[start] === 1) start++;
  return shape.slice(start);
}

/** The last part of the name of an array. */
export function lastName(key: string): string {
  return key.split("/").at(-1) ?? key;
}

/** A name with a `*` for the last number in it; null without a number. */
export function lastDigits(name: string): string | null {
  const isDigit = (at: number): boolean => name.charCodeAt(at) >= 48 && name.charCodeAt(at) <= 57;
  let end = name.length;
  while (end > 0 && !isDigit(end - 1)) end--;
  let start = end;
  while (start > 0 && isDigit(start - 1)) start--;
  return start === end ? null : `${name.slice(0, start)}*${name.slice(end)}`;
}

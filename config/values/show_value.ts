/**
 * Values in messages. What a user wrote may be anything, also what JSON cannot hold; showing it never fails.
 *
 * @module
 */
import { withoutCredentials } from "./credentials.ts";
import { printable } from "./printable.ts";

/**
 * A value on one line, as JSON where it can be, and addresses without their credentials.
 *
 * @param value Any value.
 * @returns Its text, cut where it is long.
 */
export function showValue(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  return printable(jsonText(value) ?? String(value), LONGEST);
}

/** A name on one line: as it is, or as JSON where it holds what is no line of text. */
export function showName(name: string): string {
  const text = printable(name, LONGEST);
  return printable(name, Infinity) === name ? text : `"${text}"`;
}

// --- internal ---

/** Characters of a value that a message shows. */
const LONGEST = 300;

/** Name of the class of what is no plain object: its JSON may be empty, or that of a text. */
function className(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return undefined;
  return String(value.constructor?.name || "a class");
}

function jsonText(value: unknown): string | undefined {
  try {
    const name = className(value);
    if (name !== undefined) return `an instance of ${name}`;
    return JSON.stringify(value, (_key, part: unknown) => {
      if (typeof part === "bigint") return `${part}n`;
      return typeof part === "string" ? withoutCredentials(part) : part;
    });
  } catch (error) {
    if (error instanceof RangeError) return "a value nested too deeply to show";
    return "a value that JSON cannot hold, such as one that contains itself";
  }
}

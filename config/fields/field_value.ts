/**
 * Values written as text: flags and `--set path=value`.
 *
 * @module
 */
import { choices } from "./allowed.ts";
import type { Field } from "./sections.ts";

/**
 * Reads the text of a flag as a value of a field: a number, true or false, a list (`20,20,10`), values by epoch
 * (`0:1,10:4`), null (or `none`), a name, or any of these as JSON. A file that is called none is `./none`. Where a field
 * takes any text, a comma is part of it; a list of texts is written as JSON, or by giving the flag several times.
 *
 * @param field The field.
 * @param texts What was written, once for each time the flag was given.
 * @returns The first reading that the field accepts, of a count the text itself where it has a point; else the likeliest one, for the error to show.
 */
export function fieldValue(field: Field, texts: readonly string[]): unknown {
  const [text = ""] = texts.slice(-1);
  const list = texts.flatMap(takesText(field) ? (one) => listIn(one) ?? one : elements);
  const nothing = text === "none" && !choices(field).includes("none") ? [null] : [];
  // With a point it is a share elsewhere: 1.0 means all, and must not become one.
  if (/^\s*\d+\.\d*\s*$/.test(text) && isCount(field)) return text;
  const lists = [list, list.map((part) => typeof part === "string" ? scalar(part) : part)];
  const written = takesText(field) ? listIn(text) : null;
  const single = [
    ...nothing,
    ...(written ? [written] : []),
    scalar(text),
    ...json(text),
    text,
    ...lists,
    byEpoch(text),
  ];
  const readings = new Set(texts).size > 1 ? lists : single;
  const accepted = readings.findIndex((reading) => field.type.safeParse(reading).success);
  return accepted >= 0 ? readings[accepted] : readings === lists ? list : scalar(text);
}

/** Whether a field takes any text, such as the name of a file. */
export function takesText({ type }: Field): boolean {
  return type.safeParse(ANY_TEXT).success;
}

// --- internal ---

/** A text that is no choice and no number. */
const ANY_TEXT = "any text, whatever it is";

/** Whether a field takes whole numbers alone. */
function isCount({ type }: Field): boolean {
  return type.safeParse(1).success && ![0.5, 1.5].some((share) => type.safeParse(share).success);
}

/** What JSON says of it where it is in quotes, brackets or braces; a bare word is read by other rules. */
function json(text: string): unknown[] {
  if (!/^\s*["[{]/.test(text)) return [];
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

/** The elements of a list in JSON, or else {@link parts}. */
function elements(text: string): unknown[] {
  return listIn(text) ?? parts(text);
}

/** A list in JSON; null where it is none. */
function listIn(text: string): unknown[] | null {
  const [value] = json(text);
  return Array.isArray(value) ? value : null;
}

/** What stands between commas, with or without the brackets of JSON around. */
function parts(text: string): string[] {
  return text.replace(/^[[{](.*)[\]}]$/s, "$1").split(",").map((part) => part.trim());
}

/** The text itself where an epoch is named twice. */
function byEpoch(text: string): Record<string, unknown> | string {
  const pairs = parts(text).map((part) => part.match(/^"?(\w+)"?\s*:(.*)$/s) ?? [part, part]);
  if (new Set(pairs.map(([, epoch]) => epoch)).size < pairs.length) return text;
  return Object.fromEntries(pairs.map(([, epoch = "", value = ""]) => [epoch, scalar(value.trim())]));
}

function scalar(text: string): unknown {
  if (text === "null") return null;
  if (text === "true" || text === "false") return text === "true";
  const number = Number(text);
  return text.trim() !== "" && Number.isFinite(number) ? number : text;
}

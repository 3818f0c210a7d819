/**
 * Values written as text: flags and `--set path=value`.
 *
 * @module
 */
import type { Field } from "./sections.ts";

/**
 * Reads the text of a flag as a value of a field: a number, true or false, a list (`20,20,10`), values by epoch
 * (`0:1,10:4`), null (or `none`) or a name.
 *
 * @param field The field.
 * @param texts What was written, once for each time the flag was given.
 * @returns The first reading that the field accepts; else the likeliest one, for the error to show.
 */
export function fieldValue(field: Field, texts: readonly string[]): unknown {
  const [text = ""] = texts.slice(-1);
  const list = texts.flatMap(parts);
  const readings = [scalar(text), text, list, list.map(scalar), byEpoch(text), ...(text === "none" ? [null] : [])];
  const accepted = readings.find((reading) => field.type.safeParse(reading).success);
  return accepted === undefined ? readings[0] : accepted;
}

// --- internal ---

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

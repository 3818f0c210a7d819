/**
 * JSON that parses and is odd: a value somewhere in it is replaced by one that nobody expects there.
 *
 * @module
 */
import type { Random } from "../../data/random/random.ts";
import { one } from "./mutate.ts";

/**
 * A copy of a JSON text with one or a few values replaced.
 *
 * @param text The text.
 * @param random Chooses the places and the values.
 */
export function oddJson(text: string, random: Random): string {
  let changed = text;
  for (let times = 1 + random.integer(3); times > 0; times--) changed = replaceValue(changed, random);
  return changed;
}

// --- internal ---

/** As text, for some of them cannot be made of values: keys that are there twice, nesting without end. */
const VALUES = [
  ...[
    "null",
    "true",
    "0",
    "-1",
    "1e308",
    "1e400",
    "0.1",
    "9007199254740993",
    '""',
    '"text"',
    "[]",
    "{}",
    "[null]",
    "[[]]",
  ],
  ...[
    '{"toString":1}',
    '{"length":1e9}',
    '{"__proto__":{"a":1}}',
    '{"constructor":null}',
    '{"a":1,"a":2}',
    '{"sections":null}',
  ],
  ...['"\\u0000\\u001b[31m"', '"\\ud800"', `"${"x".repeat(100_000)}"`, `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
  ...[`${'{"a":'.repeat(60)}1${"}".repeat(60)}`, `[${"1,".repeat(50_000)}1]`],
];

/** Where values stand in a text: behind a colon, a bracket or a comma. */
function replaceValue(text: string, random: Random): string {
  const places = [...text.matchAll(/[:[,]/g)].map(({ index }) => index + 1);
  const at = one(places.length > 0 ? places : [0], random);
  const [old = ""] = /^\s*(?:"(?:[^"\\]|\\.)*"|[^,\]}{[]*)/.exec(text.slice(at)) ?? [];
  return `${text.slice(0, at)}${one(VALUES, random)}${text.slice(at + old.length)}`;
}

/**
 * What may come of a damaged file: what was in it, or one line that says what is wrong.
 *
 * @module
 */
import { ConfigError } from "../../config/values/config_error.ts";
import type { FuzzTarget } from "./target.ts";

/**
 * Reads a file and judges what comes of it.
 *
 * @param target The reader.
 * @param path The file.
 * @returns What is wrong; null if nothing is.
 */
export async function judge(target: FuzzTarget, path: string): Promise<string | null> {
  try {
    const found = shown(await target.read(path));
    if (target.expected === null || found === shown(target.expected)) return null;
    return `it was read as another value: ${difference(found, shown(target.expected))}`;
  } catch (error) {
    return wrongMessage(error, path);
  }
}

// --- internal ---

/** Words of the runtime's own errors, which say nothing to a user. */
const RAW =
  /is not a function|is not iterable|Cannot (?:read|set) propert|Cannot convert|of (?:undefined|null)\b|Maximum call stack|Invalid (?:typed )?array|allocation failed|out of memory|is not an? \w+ constructor|\[object|os error|BigInt/;
const LONGEST = 2000;

function wrongMessage(error: unknown, path: string): string | null {
  if (!(error instanceof Error)) return `what was thrown is no error: ${shown(error)}`;
  const lines = error instanceof ConfigError ? error.message.split("\n") : [error.message];
  const wrong = lines.find((line) => line.length > LONGEST || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(line));
  if (wrong !== undefined) return `a message is no short, plain line: ${shown(wrong.slice(0, 300))}`;
  const [first = ""] = lines;
  if (!first.startsWith("Cannot ")) return `a message says no attempt: ${first}`;
  if (!error.message.includes(path)) return `a message names no file: ${first}`;
  const [raw] = RAW.exec(error.message.replaceAll(path, "")) ?? [];
  return raw === undefined ? null : `a message is the runtime's own: ${error.message}`;
}

function shown(value: unknown): string {
  return typeof value === "string"
    ? value
    : Deno.inspect(value, { depth: 20, iterableLimit: 1000, strAbbreviateSize: 1e6 });
}

function difference(found: string, wanted: string): string {
  let at = 0;
  while (at < found.length && found[at] === wanted[at]) at++;
  const from = Math.max(0, at - 40);
  return `${JSON.stringify(found.slice(from, at + 80))} instead of ${JSON.stringify(wanted.slice(from, at + 80))}`;
}

/**
 * The command line as it was typed, for the record of a run: ready for a shell, and without credentials.
 *
 * @module
 */
import { fields } from "../../config/fields/sections.ts";
import { hideCredentials, withoutCredentials } from "../../config/values/credentials.ts";
import { shellWord } from "../terminal/shell_words.ts";

/**
 * Writes a command line down.
 *
 * @param argv The arguments after the program's name.
 * @returns Such as `exitwave train scan.npz`.
 */
export function typedLine(argv: readonly string[]): string {
  const words = argv.map((word, i) => shellWord(withoutSecrets(word, argv[i - 1] ?? "")));
  return ["exitwave", ...words].join(" ");
}

// --- internal ---

/** Fields that are addresses of servers. */
const ADDRESSES = fields.filter(({ info }) => info.hasCredentials);

/** A word; where it is the value of an address, in whatever way that is written, it is cut as the field's is. */
function withoutSecrets(word: string, before: string): string {
  const [, names = "", value = ""] = /^((?:(?:--?)?[A-Za-z][\w.-]*=)*)(.*)$/s.exec(word) ?? [];
  const isAddress = names === "" ? namesAddress(before) : names.split("=").some(namesAddress);
  return hideCredentials(isAddress ? `${names}${addressOf(value)}` : word);
}

function namesAddress(name: string): boolean {
  const written = name.replace(/^--?/, "").replaceAll("_", "-");
  return ADDRESSES.some(({ flags, path }) => flags.includes(written) || path === name);
}

/** The address may be written as JSON. */
function addressOf(value: string): string {
  try {
    const text: unknown = JSON.parse(value);
    if (typeof text === "string") return JSON.stringify(withoutCredentials(text));
  } catch {
    // Plain text.
  }
  return withoutCredentials(value);
}

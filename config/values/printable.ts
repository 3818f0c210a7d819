/**
 * Text out of a file as a part of a message: one line, safe for a terminal, and never longer than a reader looks at.
 *
 * @module
 */

/** Characters of a text that are shown. */
const LONGEST = 80;
/** Names of a list that are shown. */
const MOST_NAMES = 12;
/** Control characters, line separators, marks that turn the direction of writing, and halves of a character. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * A text as it may stand in a message: what could move a cursor, break the line or hide something is escaped, and a long
 * text is cut.
 *
 * @param text Any text.
 * @param longest Characters to show.
 */
export function printable(text: string, longest: number = LONGEST): string {
  // Cut first: a text of megabytes is not worth walking. A half of a character that this may leave is escaped.
  const shown = text.slice(0, longest).replaceAll(UNSAFE, escape);
  return text.length > longest ? `${shown}…` : shown;
}

/**
 * Text of one or more lines as a terminal may get it, whatever files and names a part of it came from.
 *
 * @param text Any text; its lines stay, everything else that could move the cursor is escaped.
 */
export function terminalText(text: string): string {
  return text.replaceAll(UNSAFE, (character) => character === "\n" ? character : escape(character));
}

/**
 * Names out of a file, as a list in a message.
 *
 * @param names The names.
 * @returns The first of them, and how many more there are.
 */
export function nameList(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => printable(name)).join(", ");
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/**
 * Lengths of axes, as in a message: `(516, 64, 64)`.
 *
 * @param shape The lengths; those of a long list are cut.
 */
export function shapeText(shape: readonly number[]): string {
  const more = shape.length > MOST_NAMES ? ", …" : "";
  return `(${shape.slice(0, MOST_NAMES).join(", ")}${more})`;
}

// --- internal ---

function escape(character: string): string {
  const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const code = character.codePointAt(0) ?? 0;
  return named[character] ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

/**
 * Values as Python writes them: `repr()` of dictionaries, lists, tuples, text and numbers, and what `json.dumps()` makes
 * of them, NaN and Infinity included. One pass over the text; nothing is evaluated.
 *
 * @module
 */
import { printable } from "../../../config/values/printable.ts";

/** A value; dictionaries are maps, lists and tuples both arrays. */
export type PythonValue = null | boolean | number | string | readonly PythonValue[] | ReadonlyMap<string, PythonValue>;

/** Values nest no deeper than this in anything that is meant. */
const DEEPEST = 32;

/**
 * Reads one value.
 *
 * @param text The value, with white space around it or not.
 * @returns The value.
 * @throws {SyntaxError} If the text is anything else, or nests too deeply.
 */
export function parsePythonLiteral(text: string): PythonValue {
  return new LiteralReader(text).whole();
}

// --- internal ---

const SPACE = /[ \t\r\n]*/y;
const WORD = /[A-Za-z]+/y;
// A long integer of Python 2 ends with L.
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?L?/y;
const PLAIN: Readonly<Record<"'" | '"', RegExp>> = { "'": /[^'\\\n]*/y, '"': /[^"\\\n]*/y };
const WORDS: ReadonlyMap<string, PythonValue> = new Map<string, PythonValue>([
  ["None", null],
  ["null", null],
  ["True", true],
  ["true", true],
  ["False", false],
  ["false", false],
  ["NaN", NaN],
  ["nan", NaN],
  ["Infinity", Infinity],
  ["inf", Infinity],
]);
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ...["\\", "'", '"', "/"].map((character): [string, string] => [character, character]),
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["b", "\b"],
  ["f", "\f"],
  ["\n", ""],
]);
/** Hexadecimal digits after an escape. */
const CODES: ReadonlyMap<string, number> = new Map([["x", 2], ["u", 4], ["U", 8]]);

class LiteralReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): PythonValue {
    const value = this.#value();
    this.#take(SPACE);
    if (this.#at < this.#text.length) throw this.#unexpected();
    return value;
  }

  #value(): PythonValue {
    this.#take(SPACE);
    const first = this.#text[this.#at];
    if (first === "{") return this.#nested(() => this.#dictionary());
    if (first === "[") return this.#nested(() => this.#list("]"));
    if (first === "(") return this.#nested(() => this.#list(")"));
    if (first === "'" || first === '"') return this.#string(first);
    const number = this.#take(NUMBER);
    if (number !== "") return Number(number.replace("L", ""));
    const start = this.#at;
    const sign = first === "-" ? (this.#at++, -1) : 1;
    const word = this.#take(WORD);
    // Python marks text and bytes by a letter before the quote.
    const quote = this.#text[this.#at];
    if (sign === 1 && /^[bu]$/.test(word) && (quote === "'" || quote === '"')) return this.#string(quote);
    const value = WORDS.get(word);
    if (value !== undefined && (sign === 1 || typeof value === "number")) return sign === 1 ? value : -Number(value);
    this.#at = start;
    throw this.#unexpected();
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > DEEPEST) throw new SyntaxError(`it nests deeper than ${DEEPEST} levels`);
    this.#at++;
    const value = read();
    this.#depth--;
    return value;
  }

  #dictionary(): ReadonlyMap<string, PythonValue> {
    const entries = new Map<string, PythonValue>();
    while (!this.#ends("}")) {
      const key = this.#value();
      this.#expect(":");
      entries.set(typeof key === "string" ? key : String(key), this.#value());
      if (!this.#comma("}")) break;
    }
    return entries;
  }

  #list(end: string): readonly PythonValue[] {
    const values: PythonValue[] = [];
    while (!this.#ends(end)) {
      values.push(this.#value());
      if (!this.#comma(end)) break;
    }
    return values;
  }

  #ends(end: string): boolean {
    this.#take(SPACE);
    if (this.#text[this.#at] !== end) return false;
    this.#at++;
    return true;
  }

  #comma(end: string): boolean {
    if (this.#ends(end)) return false;
    this.#expect(",");
    return true;
  }

  #expect(character: string): void {
    this.#take(SPACE);
    if (this.#text[this.#at] !== character) throw this.#unexpected();
    this.#at++;
  }

  #string(quote: "'" | '"'): string {
    this.#at++;
    const parts: string[] = [];
    while (true) {
      parts.push(this.#take(PLAIN[quote]));
      const next = this.#text[this.#at++];
      if (next === quote) return parts.join("");
      if (next !== "\\") throw this.#unexpected();
      parts.push(this.#escaped());
    }
  }

  #escaped(): string {
    const letter = this.#text[this.#at++] ?? "";
    const plain = ESCAPES.get(letter);
    if (plain !== undefined) return plain;
    const digits = CODES.get(letter) ?? 0;
    const hex = this.#text.slice(this.#at, this.#at + digits);
    const code = /^[0-9a-fA-F]+$/.test(hex) && hex.length === digits ? parseInt(hex, 16) : Infinity;
    if (code > 0x10ffff) throw this.#unexpected();
    this.#at += digits;
    // Not by code point: JSON writes a character beyond 0xffff as two escapes.
    return code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code);
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ""] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }

  #unexpected(): SyntaxError {
    const rest = this.#text.slice(this.#at);
    if (rest === "") return new SyntaxError("it ends too early");
    return new SyntaxError(`at character ${this.#at} is what no value has: ${printable(rest, 20)}`);
  }
}

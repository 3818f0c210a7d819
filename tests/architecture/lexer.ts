/**
 * Just enough of TypeScript's lexical grammar to tell code from comments and from the text of strings, so that a rule
 * about code is not upset by what a comment says.
 *
 * @module
 */

/** A source text seen twice, both times with every line and column where it was. */
export interface LexedText {
  /** Comments are blank. */
  readonly uncommented: string;
  /** Comments and the contents of strings, templates and regular expressions are blank; `${…}` of templates is kept. */
  readonly code: string;
}

/**
 * Blanks comments and strings.
 *
 * @param text TypeScript source.
 * @returns The text without comments, and without strings as well.
 */
export function lex(text: string): LexedText {
  const uncommented = text.split("");
  const code = [...uncommented];
  /** Open braces; "template" marks one that a template's `${` opened. */
  const braces: ("block" | "template")[] = [];
  let at = 0;
  while (at < text.length) {
    const token = tokenAt(text, at, braces);
    if (token.kind === "comment") blank(uncommented, at, token.end);
    if (token.kind === "comment" || token.kind === "string") blank(code, at, token.end);
    at = token.end;
  }
  return { uncommented: uncommented.join(""), code: code.join("") };
}

// --- internal ---

interface Token {
  readonly kind: "code" | "comment" | "string";
  readonly end: number;
}

type Braces = ("block" | "template")[];

function tokenAt(text: string, at: number, braces: Braces): Token {
  const character = text[at];
  if (text.startsWith("//", at)) return { kind: "comment", end: until(text, "\n", at) };
  if (text.startsWith("/*", at)) return { kind: "comment", end: until(text, "*/", at) + 2 };
  if (character === '"' || character === "'") return { kind: "string", end: quoteEnd(text, at) };
  if (character === "`") return templateChunk(text, at + 1, braces);
  if (character === "/" && startsRegExp(text, at)) return { kind: "string", end: regExpEnd(text, at) };
  if (character === "{") braces.push("block");
  if (character === "}" && braces.pop() === "template") return templateChunk(text, at + 1, braces);
  return { kind: "code", end: at + 1 };
}

function until(text: string, end: string, at: number): number {
  const found = text.indexOf(end, at);
  return found < 0 ? text.length : found;
}

function quoteEnd(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && text[end] !== text[at]) end += text[end] === "\\" ? 2 : 1;
  return end + 1;
}

/** The text of a template up to its end or its next `${`. */
function templateChunk(text: string, at: number, braces: Braces): Token {
  for (let end = at; end < text.length; end++) {
    if (text[end] === "\\") end++;
    else if (text[end] === "`") return { kind: "string", end: end + 1 };
    else if (text.startsWith("${", end)) {
      braces.push("template");
      return { kind: "string", end: end + 2 };
    }
  }
  return { kind: "string", end: text.length };
}

/** A slash divides after a value and opens a regular expression after anything else. */
function startsRegExp(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 40), at).trimEnd();
  return before === "" || /[(,=:[!&|?{};+\-*%<>~^]$|\b(?:return|typeof|case|in|of)$/.test(before);
}

function regExpEnd(text: string, at: number): number {
  let inClass = false;
  for (let end = at + 1; end < text.length; end++) {
    const character = text[end];
    if (character === "\\") end++;
    else if (character === "[") inClass = true;
    else if (character === "]") inClass = false;
    else if (character === "/" && !inClass) return end + 1;
  }
  return text.length;
}

function blank(characters: string[], from: number, to: number): void {
  for (let at = from; at < Math.min(to, characters.length); at++) if (characters[at] !== "\n") characters[at] = " ";
}

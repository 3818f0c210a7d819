/**
 * Patterns of file names, as shells have them: `*` stands for any characters of a name, `?` for one, `[a-c]` for one of
 * these and `[!a-c]` for one of the others, `{a,b}` for either, and `**` in the place of a folder for any folders, one
 * in another, or none. What begins with a dot is meant only where the pattern has the dot.
 *
 * Folders are told apart by slashes, on Windows by backslashes too; elsewhere a backslash is a letter of names like any
 * other, and stands for itself.
 *
 * @module
 */

/** The characters that tell folders of a path apart. */
export type Separators = "/" | "/\\";

/** The part of a pattern between separators. */
export interface PatternPart {
  /** As it is written. */
  readonly text: string;
  /** Whether it stands for itself alone. */
  readonly isName: boolean;
  /** Whether it stands for folders, any number of them. */
  readonly isFolders: boolean;
  /** Whether a name is meant. */
  matches(name: string): boolean;
}

/**
 * Whether a text stands for other names than itself.
 *
 * @param text The text.
 * @param separators What tells folders apart; by default what does on this system.
 */
export function isPattern(text: string, separators: Separators = OF_SYSTEM): boolean {
  return alternatives(text).length > 1 || !splitPath(text, separators).every((part) => partOf(part).isName);
}

/**
 * The patterns without braces that a pattern stands for, each as its parts between separators.
 *
 * @param pattern The pattern.
 * @param separators What tells folders apart; by default what does on this system.
 * @throws {RangeError} If it stands for more than 1000.
 */
export function patternParts(
  pattern: string,
  separators: Separators = OF_SYSTEM,
): readonly (readonly PatternPart[])[] {
  const all = alternatives(pattern);
  if (all.length <= MOST_ALTERNATIVES) return all.map((one) => splitPath(one, separators).map(partOf));
  throw new RangeError(`its braces stand for more than ${MOST_ALTERNATIVES} names`);
}

/**
 * Whether a path is one of those that a pattern stands for, letter by letter; no file is looked for.
 *
 * @param pattern The pattern.
 * @param path The path.
 * @param separators What tells folders apart; by default what does on this system.
 */
export function matchesPattern(pattern: string, path: string, separators: Separators = OF_SYSTEM): boolean {
  const names = splitPath(path, separators);
  return path === pattern || patternParts(pattern, separators).some((parts) => matchesParts(parts, names));
}

// --- internal ---

const MOST_ALTERNATIVES = 1000;
const OF_SYSTEM: Separators = Deno.build.os === "windows" ? "/\\" : "/";

type Token =
  | { readonly kind: "character"; readonly text: string }
  | { readonly kind: "any" | "one" }
  | { readonly kind: "class"; readonly has: (character: string) => boolean };

function splitPath(path: string, separators: Separators): string[] {
  return path.split(separators === "/" ? "/" : /[/\\]/);
}

function partOf(text: string): PatternPart {
  const tokens = tokensOf(text);
  const isName = tokens.every(({ kind }) => kind === "character");
  const matches = (name: string): boolean => isName ? name === text : matchesName(tokens, [...name]);
  return { text, isName, isFolders: text === "**", matches };
}

function matchesParts(parts: readonly PatternPart[], names: readonly string[]): boolean {
  const [part, ...others] = parts;
  const [name, ...rest] = names;
  if (part === undefined) return name === undefined;
  if (part.isFolders && others.length === 0) return name !== undefined && !names.some((one) => one.startsWith("."));
  if (part.isFolders) {
    const deeper = name !== undefined && !name.startsWith(".") && matchesParts(parts, rest);
    return deeper || matchesParts(others, names);
  }
  return name !== undefined && part.matches(name) && matchesParts(others, rest);
}

/** In the time of a product of both lengths: of all that were passed, the last `*` alone may have to take more. */
function matchesName(tokens: readonly Token[], name: readonly string[]): boolean {
  if (name[0] === "." && !(tokens[0]?.kind === "character" && tokens[0].text === ".")) return false;
  let [t, n] = [0, 0];
  let star: { readonly behind: number; from: number } | null = null;
  while (n < name.length) {
    const token = tokens[t];
    if (token?.kind === "any") {
      star = { behind: ++t, from: n };
    } else if (token && takes(token, name[n] ?? "")) {
      t++;
      n++;
    } else if (star) {
      t = star.behind;
      n = ++star.from;
    } else return false;
  }
  return tokens.slice(t).every(({ kind }) => kind === "any");
}

function takes(token: Token, character: string): boolean {
  if (token.kind === "character") return token.text === character;
  return token.kind === "class" ? token.has(character) : token.kind === "one";
}

function tokensOf(text: string): readonly Token[] {
  const found = text.match(/\[[!^]?(?:\][^\]]*|[^\]]+)\]|[\s\S]/gu) ?? [];
  return found.map((part): Token => {
    if (part === "*") return { kind: "any" };
    if (part === "?") return { kind: "one" };
    return part.length > 2 && part.startsWith("[") ? classOf(part.slice(1, -1)) : { kind: "character", text: part };
  });
}

function classOf(text: string): Token {
  const isNot = /^[!^]./.test(text);
  const ranges = (isNot ? text.slice(1) : text).match(/[\s\S]-[\s\S]|[\s\S]/gu) ?? [];
  const has = (character: string): boolean =>
    ranges.some((range) => {
      const [first = "", , last = first] = range;
      return first <= character && character <= last;
    });
  return { kind: "class", has: (character) => has(character) !== isNot };
}

/** What a text stands for once its braces are written out; braces without a comma stand for themselves. */
function alternatives(text: string): readonly string[] {
  const [open, close] = bracesOf(text);
  if (close < 0) return [text];
  const [before, within, behind] = [text.slice(0, open), text.slice(open + 1, close), text.slice(close + 1)];
  const ends = alternatives(behind);
  const choices = choicesOf(within).flatMap(alternatives);
  const all: string[] = [];
  for (const choice of choices) {
    for (const end of ends) {
      all.push(before + choice + end);
      if (all.length > MOST_ALTERNATIVES) return all;
    }
  }
  return all;
}

/** Where the first braces with a choice begin and end; -1 where there are none. */
function bracesOf(text: string): readonly [number, number] {
  for (let open = text.indexOf("{"); open >= 0; open = text.indexOf("{", open + 1)) {
    let depth = 0;
    for (let at = open; at < text.length; at++) {
      depth += text[at] === "{" ? 1 : text[at] === "}" ? -1 : 0;
      if (depth > 0) continue;
      if (choicesOf(text.slice(open + 1, at)).length > 1) return [open, at];
      break;
    }
  }
  return [-1, -1];
}

/** What stands between the commas that are in no further braces. */
function choicesOf(text: string): string[] {
  const choices = [""];
  let depth = 0;
  for (const character of text) {
    depth += character === "{" ? 1 : character === "}" ? -1 : 0;
    if (character === "," && depth === 0) choices.push("");
    else choices.push((choices.pop() ?? "") + character);
  }
  return choices;
}

/**
 * From argv to a {@link CommandLine}. Names are matched with `-` and `_` alike; what is not known is refused with the
 * nearest name that is.
 *
 * @module
 */
import { choices, listKind } from "../../config/fields/allowed.ts";
import { fieldValue, takesText } from "../../config/fields/field_value.ts";
import { merge } from "../../config/fields/merge.ts";
import { nearestName } from "../../config/values/nearest_name.ts";
import { likelyField } from "../../config/names/likely_field.ts";
import { type Field, findField, type SectionsInput } from "../../config/fields/sections.ts";
import type { Command, CommandLine } from "./command.ts";
import { commandFlags } from "./command_flags.ts";
import { deprecated } from "./deprecated_flags.ts";
import { type Flag, isSwitch, negations } from "./flag.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Parses the arguments of a command.
 *
 * @param command The command.
 * @param argv The arguments after its name.
 * @returns What was asked for.
 * @throws {UsageError} For an unknown flag, one without its value, a switch with one that is not true or false, two values
 * of one thing, by its word and its flag too, and a word too many.
 */
export function parseLine(command: Command, argv: readonly string[]): CommandLine {
  const known = flagsByName(commandFlags(command));
  const { words, given, typed: typedFlags } = withWords(command, split(command, argv, known), known);
  let flags: SectionsInput = {};
  const own = new Map<string, readonly string[]>();
  const typed = new Map<string, string>();
  const notices: string[] = [];
  for (const [flag, texts] of given) {
    const [name = ""] = flag.names;
    const typedName = typedFlags.get(flag) ?? "";
    checkTexts(command, flag, { texts, typed: typedName });
    if (flag.field) {
      flags = merge(flags, set(flag.field, texts));
      typed.set(flag.field.path, typedName);
    } else own.set(name, texts);
  }
  flags = merge(deprecated(own, flags, notices), flags);
  return { words, flags, overrides: overrides(own.get("set") ?? []), typed, own, notices };
}

// --- internal ---

interface KnownFlag {
  readonly flag: Flag;
  /** What the name means without a value: a switch turned on or off. */
  readonly implied?: "true" | "false";
}

function flagsByName(flags: readonly Flag[]): Map<string, KnownFlag> {
  const known = new Map<string, KnownFlag>();
  for (const flag of flags) {
    const turns = isSwitch(flag);
    for (const name of flag.names) known.set(name, { flag, ...(turns && { implied: "true" as const }) });
    if (turns && flag.field) { for (const name of negations(flag)) known.set(name, { flag, implied: "false" }); }
  }
  return known;
}

/** An empty text is a value for notes alone; the values of fields are checked with the whole configuration. */
function checkTexts(
  command: Command,
  flag: Flag,
  { texts, typed }: { readonly texts: readonly string[]; readonly typed: string },
): void {
  const [name] = flag.names;
  const said = typed.startsWith("-") && texts.length === 1 ? typed : `--${name}`;
  if (texts.includes("") && flag.field?.path !== "execution.notes") {
    throw new UsageError(`Cannot run ${command.name} as ${said} needs a value (write ${said}=VALUE)`);
  }
  if (name !== "set" && !isOwnList(command, flag) && isAmbiguous(flag.field, texts)) {
    throw new UsageError(
      `Cannot run ${command.name} as --${name} takes one value: current value is ${texts.join(", ")}`,
    );
  }
  const wrong = texts.find((text) => text !== "true" && text !== "false");
  if (!flag.field && isSwitch(flag) && wrong !== undefined) {
    throw new UsageError(`Cannot run ${command.name} as ${said} takes no value: current value is ${wrong}`);
  }
}

/** Whether all words that follow are values of this flag, which is the command's own. */
function isOwnList({ positional = [] }: Command, { names, field }: Flag): boolean {
  return field === undefined && positional.some(({ flag, many }) => many && names.includes(flag));
}

/** Of two values neither can be preferred, but where they are elements of one list. */
function isAmbiguous(field: Field | undefined, texts: readonly string[]): boolean {
  return new Set(texts).size > 1 && !(field && listKind(field) === "open");
}

/** What is shaped like a flag; any other word may be a value, such as a negative number or a text that begins with -. */
const FLAG = /^(--?)([A-Za-z][\w-]*)(=.*)?$/s;

/** What was given of each flag, in the order of its values, and the words that are no flag's value. */
function split(command: Command, argv: readonly string[], known: ReadonlyMap<string, KnownFlag>): SplitLine {
  const [given, typed] = [new Map<Flag, string[]>(), new Map<Flag, string>()];
  const words: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? "";
    if (word === "--") {
      words.push(...argv.slice(i + 1));
      break;
    }
    if (word === "-" || !word.startsWith("-")) {
      words.push(word);
      continue;
    }
    const [, , name = "", assigned] = word.match(FLAG) ?? [];
    const written = name.replaceAll("_", "-");
    const { implied, flag } = known.get(written) ?? {};
    if (!flag) throw unknownFlag(command, word, [...known.keys()]);
    const next = argv[i + 1];
    if (implied === "false" && assigned !== undefined) {
      throw new UsageError(
        `Cannot run ${command.name} as --${written} takes no value: current value is ${assigned.slice(1)}`,
      );
    }
    const takesNext = next !== undefined &&
      (implied ? isValue(flag.field, next) : !FLAG.test(next));
    const value = assigned?.slice(1) ?? (takesNext ? argv[++i] : implied) ?? "";
    given.set(flag, [...given.get(flag) ?? [], value]);
    typed.set(flag, `${written.length === 1 ? "-" : "--"}${written}`);
    if (assigned !== undefined || !implied) {
      requireOneWord(command, { written, flag, value, rest: argv.slice(i + 1) });
    }
  }
  return { given, typed, words };
}

interface SplitLine {
  readonly given: ReadonlyMap<Flag, readonly string[]>;
  /** The last name, or the word, by which each flag was given. */
  readonly typed: ReadonlyMap<Flag, string>;
  readonly words: readonly string[];
}

/** Hands the words to the flags that they stand for, as one more text of each. */
function withWords(
  command: Command,
  { given, typed, words }: SplitLine,
  known: ReadonlyMap<string, KnownFlag>,
): SplitLine {
  if (command.words) return { given, typed, words };
  const { name, positional = [] } = command;
  const last = positional.at(-1);
  const more = last?.many ? [] : words.slice(positional.length);
  if (more.length > 0) {
    const names = positional.map(({ word }) => word).join(" and ");
    const most = ["no words", "one word,", "two words,"][positional.length];
    throw new UsageError(`Cannot run ${name} as it takes ${most} ${names}`.trimEnd() + `: got ${more.join(" ")} too`);
  }
  const [all, allTyped] = [new Map(given), new Map(typed)];
  const add = (name: string, text: string): void => {
    const flag = known.get(name)?.flag;
    if (!flag) return;
    all.set(flag, [...all.get(flag) ?? [], text]);
    if (!allTyped.has(flag)) allTyped.set(flag, text);
  };
  const rest = last?.many ? words.slice(positional.length - 1) : [];
  words.slice(0, words.length - rest.length).forEach((word, i) => add(positional[i]?.flag ?? "", word));
  const [first, second] = rest;
  const flag = last?.flag ?? "";
  const field = known.get(flag)?.flag.field;
  if (field === undefined) rest.forEach((word) => add(flag, word));
  // A word is one element of a list, whatever commas it has; alone it may be the value itself.
  else if (first !== undefined) add(flag, second === undefined && takesText(field) ? first : JSON.stringify(rest));
  return { given: all, typed: allTyped, words: [] };
}

interface GivenFlag {
  readonly written: string;
  readonly flag: Flag;
  readonly value: string;
  /** The words behind. */
  readonly rest: readonly string[];
}

/** Refuses a list that is written as several words, `--stages 20 20 10`, of which the flag would take the first. */
function requireOneWord(command: Command, { written, flag, value, rest }: GivenFlag): void {
  const [, path = "", first = value] = written === "set" ? value.match(ASSIGNMENT) ?? [] : [];
  const field = flag.field ?? findField(path);
  if (!field || listKind(field) === "none" || takesText(field)) return;
  const end = rest.findIndex((word) => !/^[\d.,:]*\d[\d.,:]*$/.test(word) && !choices(field).includes(word));
  const more = end < 0 ? rest : rest.slice(0, end);
  if (more.length === 0) return;
  const list = [first, ...more].map((part) => part.replace(/^,|,$/g, "")).join(",");
  throw new UsageError(
    `Cannot run ${command.name} as a list is written with commas and without spaces: ` +
      `write --${written}${path ? ` ${path}` : ""}=${list}`,
  );
}

/** Whether the word behind a switch is its value, such as `warn` of `--deterministic warn`. */
function isValue(field: Field | undefined, word: string): boolean {
  return word === "true" || word === "false" || field?.type.safeParse(word).success === true;
}

function unknownFlag(command: Command, argument: string, names: readonly string[]): UsageError {
  const written = argument.replace(/^-+/, "").replace(/=.*$/s, "");
  const words = names.filter((name) => name.length > 1);
  const begun = written.length < 3 ? undefined : words.find((name) => name.startsWith(written));
  const likely = likelyField(written);
  const field = likely && "field" in likely ? likely.field : undefined;
  const near = field?.flags.find((flag) => names.includes(flag)) ?? nearestName(written, words) ?? begun;
  const advice = likely && "advice" in likely ? likely.advice : undefined;
  const hint = advice ?? (near ? `did you mean --${near}?` : `see ${command.name} --help`);
  return new UsageError(`Cannot run ${command.name} as --${written} is not one of its flags (${hint})`);
}

function set(field: Field, texts: readonly string[]): SectionsInput {
  return { [field.section]: { [field.name]: fieldValue(field, texts) } };
}

const ASSIGNMENT = /^([^=]+)=(.*)$/s;

function overrides(assignments: readonly string[]): SectionsInput {
  const texts = new Map<Field, string[]>();
  for (const assignment of assignments) {
    const [, path = "", text = ""] = assignment.match(ASSIGNMENT) ?? [];
    const field = findField(path);
    if (!field) throw noField(assignment, path);
    const given = [...texts.get(field) ?? [], text];
    if (isAmbiguous(field, given)) {
      throw new UsageError(`Cannot set ${path} as --set takes one value of it: current value is ${given.join(", ")}`);
    }
    texts.set(field, given);
  }
  return [...texts].reduce<SectionsInput>((sections, [field, given]) => merge(sections, set(field, given)), {});
}

function noField(assignment: string, path: string): UsageError {
  const likely = likelyField(path || assignment);
  const meant = likely && "field" in likely
    ? `did you mean ${likely.field.path}${path === "" ? "=VALUE" : ""}?`
    : likely?.advice;
  return new UsageError(`Cannot set ${assignment} as it must be section.field=value${meant ? ` (${meant})` : ""}`);
}

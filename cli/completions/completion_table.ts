/**
 * What may be written where on the command line, for the completion of every shell: the same table that `--help` and the
 * parser are made of.
 *
 * @module
 */
import { enumerated, listKind } from "../../config/fields/allowed.ts";
import { fields } from "../../config/fields/sections.ts";
import type { Command, Positional } from "../line/command.ts";
import { commandFlags } from "../line/command_flags.ts";
import { type Flag, isSwitch, negations } from "../line/flag.ts";

/**
 * What stands at a place: nothing (a `switch`, whose values may be written behind `=`), one of `values` (`choice`), several
 * of them with commas (`list`), a path, `section.field=` (`assignment`), or what no table knows (`text`).
 */
export interface CompletedValue {
  readonly kind: "switch" | "choice" | "list" | "file" | "directory" | "assignment" | "text";
  /** Names to choose from; a path may stand for them where `kind` is `file` or `directory`. */
  readonly values: readonly string[];
}

/** A flag of a command. */
export interface CompletedFlag extends CompletedValue {
  /** As it is offered, with dashes. */
  readonly name: string;
  /** Its other names and negations, which are offered where no first name begins as what was typed. */
  readonly others: readonly string[];
  /** What it does, in a few words. */
  readonly about: string;
}

/** A command. */
export interface CompletedCommand {
  readonly name: string;
  readonly about: string;
  readonly flags: readonly CompletedFlag[];
  /** What its words are, in their order; the last is that of all words behind, too. */
  readonly words: readonly CompletedValue[];
}

/**
 * The table.
 *
 * @param commands All commands.
 */
export function completionTable(commands: readonly Command[]): CompletedCommand[] {
  const help: CompletedCommand = {
    ...{ name: "help", about: "Tell more of a command", flags: [] },
    words: [{ kind: "choice", values: commands.map(({ name }) => name) }, NOTHING],
  };
  return [...commands.map(completedCommand), help];
}

// --- internal ---

const NOTHING: CompletedValue = { kind: "text", values: [] };
const FILE: CompletedValue = { kind: "file", values: [] };

function completedCommand(command: Command): CompletedCommand {
  const { name, summary, words, sections, positional = [] } = command;
  // What does nothing, or nothing yet, is accepted and not offered.
  const flags = commandFlags(command).filter(({ field, about }) =>
    !field?.info.pending && !about.startsWith("Deprecated")
  );
  const paths = fields.filter(({ section, info }) => sections.includes(section) && !info.pending).map(({ path }) =>
    path
  );
  const first: readonly CompletedValue[] = words ? [{ kind: "choice", values: Object.keys(words) }] : [];
  return {
    ...{ name, about: summary },
    flags: flags.map((flag) => completedFlag(flag, paths)),
    words: [...first, ...words ? [sections.length > 0 ? FILE : NOTHING] : wordsOf(positional, flags)],
  };
}

function wordsOf(positional: readonly Positional[], flags: readonly Flag[]): CompletedValue[] {
  const values = positional.map(({ flag: name }): CompletedValue => {
    const flag = flags.find(({ names }) => names.includes(name));
    return flag ? valueOf(flag) : NOTHING;
  });
  return positional.at(-1)?.many ? values : [...values, NOTHING];
}

function completedFlag(flag: Flag, paths: readonly string[]): CompletedFlag {
  const [name = "", ...others] = flag.names.map(dashed);
  const negative = flag.field && isSwitch(flag) ? negations(flag).map(dashed) : [];
  const value = flag.value?.startsWith("section.field=")
    ? { kind: "assignment" as const, values: paths }
    : valueOf(flag);
  return { ...value, name, others: [...others, ...negative], about: inFewWords(flag.field?.info.about ?? flag.about) };
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

function valueOf(flag: Flag): CompletedValue {
  const { field, value = "" } = flag;
  const parts = value.split("|");
  const named = field ? enumerated(field).map(String) : parts.filter((part) => /^[a-z]/.test(part));
  if (isSwitch(flag)) return { kind: "switch", values: field ? ["true", "false", ...named] : [] };
  if (parts.includes("FILE")) return { kind: "file", values: named };
  if (parts.includes("DIR")) return { kind: "directory", values: named };
  if (named.length === 0) return NOTHING;
  return { kind: field && listKind(field) !== "none" ? "list" : "choice", values: named };
}

/** Up to where a first thought ends, or as much as has room beside a flag. */
function inFewWords(about: string): string {
  const [thought = ""] = about.split(/[;:,(]| such as /);
  const text = thought.trim();
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST).replace(/ \S*$/, "")}…`;
}

const LONGEST = 60;

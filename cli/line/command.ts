/**
 * A command of the command line: what `--help` says of it, its flags, and the work, which is loaded only when it runs so
 * that help and configuration never wait for tensorflow.js.
 *
 * @module
 */
import type { SectionName, SectionsInput } from "../../config/fields/sections.ts";
import type { Flag } from "./flag.ts";
import type { Output } from "../terminal/output.ts";

/** A parsed command line. */
export interface CommandLine {
  /** Words that are neither flags nor their values, of a command that has words of its own. */
  readonly words: readonly string[];
  /** Fields set by their flags. */
  readonly flags: SectionsInput;
  /** Fields set by `--set path=value`. */
  readonly overrides: SectionsInput;
  /** How each field of `flags` was typed at last, by its path: its flag, such as `--no-results`, or the word for it. */
  readonly typed: ReadonlyMap<string, string>;
  /** The command's own flags: every text given, or `true` for a switch. */
  readonly own: ReadonlyMap<string, readonly string[]>;
  /** Sentences about deprecated flags that were used. */
  readonly notices: readonly string[];
}

/** What a command's work receives. */
export interface CommandContext {
  readonly command: Command;
  /** All commands that there are. */
  readonly commands: readonly Command[];
  readonly line: CommandLine;
  /** The command line as it was typed, without credentials. */
  readonly typed: string;
  readonly output: Output;
}

/** The work of a command; resolves to its exit code. */
export type CommandWork = (context: CommandContext) => Promise<number>;

/** A word of a command that stands for a flag. */
export interface Positional {
  /** What help calls it, such as `SCAN`. */
  readonly word: string;
  /** A name of the flag, without dashes. */
  readonly flag: string;
  /** Whether all words that follow are values of this flag too. */
  readonly many?: true;
}

/** A command as help and parser see it. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Words and flags after the command's name. */
  readonly usage: string;
  /** A command line that works as written. */
  readonly example: string;
  /** What is given as words in this order: what each is called, and its flag, which says the same. */
  readonly positional?: readonly Positional[];
  /** What the first word may be, where a command has such words, with what it does. */
  readonly words?: Readonly<Record<string, string>>;
  /** Sections whose fields are flags of this command. */
  readonly sections: readonly SectionName[];
  /** Paths of fields in those sections that do nothing for this command, and so are no flags of it. */
  readonly unused?: readonly string[];
  /** Flags beyond those of fields. */
  readonly own: readonly Flag[];
  /** Other flags for fields, such as `test-data-file` for `inference.scan`: flag name to field path. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Names of the flags that most people use, which `--help` shows; all of them where absent. */
  readonly common?: readonly string[];
  /** Loads the work. */
  readonly load: () => Promise<CommandWork>;
}

/** The last text given for one of the command's own flags. */
export function ownValue(line: CommandLine, name: string): string | undefined {
  return line.own.get(name)?.at(-1);
}

/** Whether one of the command's own switches was given. */
export function ownSwitch(line: CommandLine, name: string): boolean {
  return ownValue(line, name) === "true";
}

/**
 * The text of `--help`, generated from the commands and the schema.
 *
 * @module
 */
import { isMapped } from "../terminal/import_map.ts";
import type { Command, Positional } from "./command.ts";
import { commandFlags } from "./command_flags.ts";
import { COMMON_FLAGS, type Flag, isSwitch, negations } from "./flag.ts";

/** What calls the program, in front of a command. */
export const PROGRAM: string = isMapped("@exitwave/exitwave") ? "deno run -A cli.ts" : "exitwave";

/** Help of the whole program. */
export function programHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    "Exitwave: physics-informed networks that turn ptychography scans into images",
    "",
    `Usage: ${PROGRAM} COMMAND [flags]`,
    "",
    "Commands:",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    `Run ${PROGRAM} COMMAND --help for more on a command, --version for the version. Exit codes: 0 success;`,
    "1 the job failed; 2 wrong usage; 3 invalid configuration; 4 no usable accelerator; 129, 130, 143 stopped by a signal.",
  ].join("\n");
}

/**
 * Help of one command: of one with hundreds of flags, those that most people use.
 *
 * @param command The command.
 * @param options Whether every flag is shown, but for those of fields that do nothing yet: they are accepted, and
 *   `--help NAME` explains them.
 */
export function commandHelp(command: Command, { all }: { readonly all: boolean }): string {
  const { name, summary, usage, example, words = {}, positional = [], common } = command;
  const flags = commandFlags(command).filter(({ field }) => !field?.info.pending);
  const shown = common && !all ? common.flatMap((name) => flags.filter(({ names }) => names.includes(name))) : null;
  return [
    `${name}: ${summary}`,
    "",
    `Usage: ${PROGRAM} ${name} ${usage}`.trimEnd(),
    `Example: ${PROGRAM} ${example}`,
    "",
    ...entries("Subcommands", Object.entries(words)),
    ...entries("Arguments", positional.map((one) => wordEntry(one, flags))),
    ...(shown ? entries("Common flags", [...shown, ...COMMON_FLAGS].map(entry)) : everyFlag(command, flags)),
    ...(shown
      ? [
        `${name} --help --all shows all ${flags.length} flags, ${name} --help NAME explains one, such as`,
        `${name} --help ${shown.find(({ field }) => field?.info.unit)?.names[0] ?? shown[0]?.names[0]}.`,
      ]
      : []),
  ].join("\n").trimEnd();
}

/** How something is written, and what it does. */
export type Entry = readonly [written: string, about: string];

/** Rows of help under a title; nothing where there are none. */
export function entries(title: string, rows: readonly Entry[]): string[] {
  if (rows.length === 0) return [];
  const lines = rows.flatMap((
    [written, about],
  ) => [`  ${written}`, ...wrap(about, 100).map((line) => `      ${line}`)]);
  return [`${title}:`, ...lines, ""];
}

/** A flag by all its names. */
export function entry(flag: Flag): Entry {
  const { names, field, value = "VALUE" } = flag;
  const turns = isSwitch(flag);
  const spelled = names.map((name) => (name.length === 1 ? `-${name}` : `--${name}`)).join(", ");
  // Of `--no-enable-x` and `--disable-x` the second is the one people know.
  const off = negations(flag).find((name) => name.startsWith("disable-")) ?? negations(flag)[0];
  const negative = field && turns ? ` (or --${off})` : "";
  return [`${spelled}${turns ? "" : ` ${value}`}${negative}`, flag.about];
}

// --- internal ---

function wordEntry({ word, flag: name }: Positional, flags: readonly Flag[]): Entry {
  const { field, about = "" } = flags.find(({ names }) => names.includes(name)) ?? {};
  return [`${word} (or --${name})`, field?.info.about ?? about];
}

/** The command's own flags and the common ones, and those of fields by section. */
function everyFlag({ sections, positional = [] }: Command, flags: readonly Flag[]): string[] {
  const isArgument = ({ names }: Flag): boolean => positional.some(({ flag }) => names.includes(flag));
  const own = flags.filter((flag) => !flag.field && !isArgument(flag));
  const groups = new Set(own.map(({ group }) => group).filter((group) => group !== undefined));
  return [
    ...[...groups].flatMap((title) => entries(title, own.filter(({ group }) => group === title).map(entry))),
    ...entries(groups.size > 0 ? "Other flags" : "Flags", own.filter(({ group }) => group === undefined).map(entry)),
    ...sections.flatMap((section) =>
      entries(`Configuration, ${section}`, flags.filter(({ field }) => field?.section === section).map(entry))
    ),
  ];
}

function wrap(text: string, width: number): string[] {
  const rows: string[] = [];
  for (const word of text.split(" ")) {
    const row = rows.at(-1);
    if (row === undefined || row.length + word.length >= width) rows.push(word);
    else rows[rows.length - 1] = `${row} ${word}`;
  }
  return rows;
}

/**
 * The text of `--help`, generated from the commands and the schema.
 *
 * @module
 */
import { describeField, type SectionName } from "../config/sections.ts";
import type { Command } from "./command.ts";
import { COMMON_FLAGS, fieldFlags, type Flag, isSwitch } from "./flag.ts";

const PROGRAM = "deno run -P cli.ts";

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
    `${PROGRAM} COMMAND --help tells more of a command. Exit codes: 0 done; 1 the job failed; 2 wrong usage;`,
    "3 invalid configuration; 4 no usable accelerator; 130, 143 stopped by a signal.",
  ].join("\n");
}

/** Help of one command. */
export function commandHelp(command: Command): string {
  const { name, summary, usage, example, own, sections, aliases = {} } = command;
  const pending = fieldFlags(sections).filter(({ field }) => field?.info.pending);
  return [
    `${name}: ${summary}`,
    "",
    `Usage: ${PROGRAM} ${name} ${usage}`.trimEnd(),
    `Example: ${PROGRAM} ${example}`,
    "",
    ...group("Flags", [...own, ...aliasHelp(aliases), ...COMMON_FLAGS]),
    ...sections.flatMap((section) => group(`Configuration: ${section}`, working(section))),
    ...group("Accepted and recorded, but not yet in effect", pending),
  ].join("\n").trimEnd();
}

// --- internal ---

function working(section: SectionName): readonly Flag[] {
  return fieldFlags([section]).filter(({ field }) => !field?.info.pending);
}

function aliasHelp(aliases: Readonly<Record<string, string>>): Flag[] {
  return Object.entries(aliases).map(([name, path]) => ({ names: [name], about: `Sets ${path}`, value: "VALUE" }));
}

function group(title: string, flags: readonly Flag[]): string[] {
  return flags.length === 0 ? [] : [`${title}:`, ...flags.flatMap(lines), ""];
}

function lines(flag: Flag): string[] {
  const value = isSwitch(flag) ? "" : ` ${flag.value ?? "VALUE"}`;
  const spelled = flag.names.map((name) => (name.length === 1 ? `-${name}` : `--${name}`)).join(", ");
  const negative = flag.field && isSwitch(flag) ? ` (or --no-${flag.names[0]})` : "";
  const about = flag.field && flag.field.info.pending ? describeField(flag.field) : flag.about;
  return [`  ${spelled}${value}${negative}`, ...wrap(about, 100).map((line) => `      ${line}`)];
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

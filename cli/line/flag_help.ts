/**
 * The text of `--help NAME`: all that is known of one flag or field.
 *
 * @module
 */
import { allowedValues } from "../../config/fields/allowed.ts";
import type { Effect } from "../../config/fields/field.ts";
import { likelyField } from "../../config/names/likely_field.ts";
import { referenceName } from "../../config/names/reference_name.ts";
import { type Field, findField } from "../../config/fields/sections.ts";
import { describeCondition } from "../../config/idle.ts";
import { foldName, nearestName } from "../../config/values/nearest_name.ts";
import type { Command } from "./command.ts";
import { commandFlags } from "./command_flags.ts";
import { type Flag, negations } from "./flag.ts";
import { entries, entry } from "./help.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Explains a flag of a command, or every flag of a section.
 *
 * @param command The command.
 * @param topic A flag with or without dashes, a field (`training.learningRate` or `learningRate`), PtychoPINN's name of one,
 * or a section that has not the name of a flag; `-` and `_` are alike.
 * @throws {UsageError} Where there is no such thing, with the nearest one that there is.
 */
export function flagHelp(command: Command, topic: string): string {
  const flags = commandFlags(command);
  const section = flags.filter(({ field }) => field?.section === topic);
  // `engine` is a flag and a section: of a flag more is to be said.
  if (section.length > 0 && !flags.some(({ names }) => names.includes(topic))) {
    return rowsOf(`${command.name}, flags of the section ${topic}`, section);
  }
  const flag = findFlag(command, topic);
  if (!flag) throw unknownTopic(command, topic);
  return flag.field ? fieldHelp(flag, flag.field) : rowsOf(`${command.name}, flag`, [flag]);
}

/** Whether a command has a flag, or a field with one, that is called so. */
export function hasFlag(command: Command, topic: string): boolean {
  return findFlag(command, topic) !== undefined;
}

// --- internal ---

function rowsOf(title: string, flags: readonly Flag[]): string {
  return entries(title, flags.map(entry)).join("\n").trimEnd();
}

function findFlag(command: Command, topic: string): Flag | undefined {
  const flags = commandFlags(command);
  const name = topic.replace(/^--?/, "").replaceAll("_", "-");
  const known = referenceName(topic);
  return flags.find(({ names }) => names.includes(name)) ??
    flags.find((flag) => flag.field && negations(flag).includes(name)) ??
    flags.find(({ field }) => field && [field.path, field.name].some((own) => foldName(own) === foldName(topic))) ??
    flags.find(({ field }) => field && known && "field" in known && known.field === field);
}

function fieldHelp(flag: Flag, field: Field): string {
  const { path, section, name, defaultValue, effect, info } = field;
  const [flags] = entry(flag);
  const rows: readonly (readonly [title: string, text: string])[] = [
    ["flags", flags],
    ["in a script", `${section}().${name}(…)`],
    ["accepts", allowedValues(field)],
    ["default", JSON.stringify(defaultValue)],
    ["unit", info.unit ?? "none"],
    ["in effect", inEffect(field)],
    ["changes", CHANGES[effect]],
    ["read by", readersOf(field)],
    ["in PtychoPINN", info.reference?.join(", ") ?? "no such field"],
  ];
  const told = rows.map(([title, text]) => `  ${title.padEnd(WIDTH)}  ${text}`);
  return [`${path}: ${info.about}`, "", ...told].join("\n");
}

const WIDTH = "in PtychoPINN".length;

/** What another value changes. */
const CHANGES: Readonly<Record<Effect, string>> = {
  "other result": "what is learned and painted",
  "may stop elsewhere": "after which step a training ends, or which of its weights are taken",
  "same result up to rounding": "the last bits of sums",
  "same result": "no result: how the work is run",
};

/** Such as `training and inference`. */
function readersOf({ readBy }: Field): string {
  return [readBy.slice(0, -1).join(", "), ...readBy.slice(-1)].filter((part) => part !== "").join(" and ");
}

function inEffect({ info: { pending, activeWhen = [] } }: Field): string {
  if (pending) return `not yet: ${pending}`;
  return activeWhen.length > 0 ? `where ${activeWhen.map(describeCondition).join(" or ")}` : "yes";
}

/** Commands that explain fields which `train` does not have. */
const COMMAND_OF: { readonly [S in Field["section"]]?: string } = { import: "import", engine: "reconstruct" };

function unknownTopic(command: Command, topic: string): UsageError {
  const written = topic.replace(/^--?/, "");
  const flags = commandFlags(command);
  const likely = likelyField(findField(topic) ? topic : written);
  const field = likely && "field" in likely ? likely.field : undefined;
  const meant = flags.find((flag) => flag.field && flag.field === field)?.names[0] ??
    nearestName(written, flags.flatMap(({ names }) => names.filter((name) => name.length > 1)));
  const hint = likely && "advice" in likely
    ? likely.advice
    : meant !== undefined
    ? `did you mean ${command.name} --help ${meant}?`
    : field
    ? `${COMMAND_OF[field.section] ?? "train"} --help ${field.flags[0]} explains it`
    : `${command.name} --help --all shows them`;
  return new UsageError(`Cannot explain ${written} as it is no flag of ${command.name} and no field (${hint})`);
}

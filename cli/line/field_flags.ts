/**
 * Flags of the fields that an error names, so that whoever wrote a flag finds it again.
 *
 * @module
 */
import { ConfigError, describeProblem } from "../../config/values/config_error.ts";
import { showPlace } from "../../config/values/place.ts";
import { sectionNames } from "../../config/fields/sections.ts";
import { workingDirectory } from "../terminal/working_directory.ts";
import type { Command } from "./command.ts";
import { commandFlags } from "./command_flags.ts";

/**
 * The flag of a field.
 *
 * @param path `section.field`.
 * @param command The command that is run; undefined where there is none.
 * @returns Its main flag, dashes included; null where the command has none for it.
 */
export function flagOf(path: string, command: Command | undefined): string | null {
  const [name] = command === undefined
    ? []
    : commandFlags(command).find(({ field }) => field?.path === path)?.names ?? [];
  return name === undefined ? null : `--${name}`;
}

/**
 * The lines of an error, the flag beside each field: `training.epochs (--max-epochs) must be …`.
 *
 * @param error What was thrown.
 * @param command The command that is run.
 * @returns A line for each problem of a configuration; else the message, as it is if it names no field.
 */
export function messagesWithFlags(error: unknown, command: Command | undefined): string[] {
  if (error instanceof ConfigError) {
    return error.problems.map(({ path, requirement, value, at }) => {
      const flag = flagOf(path, command);
      const wanted = `${flag ? `(${flag}) ` : ""}${named(requirement, FIELD, command)}`;
      const place = at === undefined ? {} : { at: showPlace(at, workingDirectory()) };
      return describeProblem(error.attempt, { path, value, requirement: wanted, ...place });
    });
  }
  const message = error instanceof Error ? error.message || error.name : String(error);
  const isRun = command?.name === "train" || command?.name === "reconstruct";
  const options = (isRun ? TAKEN : []).reduce((text, [option, flag]) => text.replace(option, flag), message);
  return [named(options, FIELD_IN_PROSE, command)];
}

// --- internal ---

const PATH = `(?:${sectionNames.join("|")})\\.[a-z]\\w*(?![\\w/\\\\"'-]|\\.\\w)(?: \\()?`;
/** Requirements hold no words of the user's. */
const FIELD = new RegExp(`(?<![\\w./\\\\"'-])${PATH}`, "g");
/** Other messages name files, which may be called anything. */
const FIELD_IN_PROSE = new RegExp(
  `(?<=(?:(?:^|[ (])(?:another|set|as|or|and|among|than|by|with|where|choose)|:) )${PATH}`,
  "g",
);

/** What `fit` and `reconstruct` say of a directory that is taken: their options are flags. */
const TAKEN: readonly (readonly [option: string, flag: string])[] = [
  [", resume the run,", ", resume the run (--resume),"],
  [" or overwrite it", " or overwrite it (--overwrite)"],
];

/** Puts the flag behind each field; before what stands in brackets there. */
function named(text: string, fields: RegExp, command: Command | undefined): string {
  return text.replace(fields, (found) => {
    const [path = found] = found.split(" ");
    const flag = flagOf(path, command);
    if (flag === null) return found;
    return found === path ? `${path} (${flag})` : `${path} (${flag}, `;
  });
}

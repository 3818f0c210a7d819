/**
 * Flags of a command: those of configuration fields, generated from the schema, and the command's own.
 *
 * @module
 */
import { allowedValues } from "../../config/fields/allowed.ts";
import { type Field, fields } from "../../config/fields/sections.ts";

/** A flag as it is parsed and described. */
export interface Flag {
  /** Names without dashes, the main one first; `-` and `_` are alike. */
  readonly names: readonly string[];
  /** One line for `--help`. */
  readonly about: string;
  /** Placeholder of the value, absent for a switch. */
  readonly value?: string;
  /** What it is about: the title of its part of the help, where the command has several. */
  readonly group?: string;
  /** The configuration field that it sets. */
  readonly field?: Field;
}

/** Flags that every command has. */
export const COMMON_FLAGS: readonly Flag[] = [
  { names: ["json"], about: "Print the result as JSON on standard output" },
  { names: ["quiet"], about: "Print nothing but errors and the result asked for with --json" },
  { names: ["debug"], about: "Print the stack trace of an error" },
  { names: ["help", "h"], about: "Print this help" },
];

/** Flags of all fields, in the order of the documentation. */
export const FIELD_FLAGS: readonly Flag[] = fields.map(fieldFlag);

/** Whether a flag is a switch: given without a value it means true, with `--no-` before its name false. */
export function isSwitch({ field, value }: Flag): boolean {
  return field ? field.type.safeParse(true).success && field.type.safeParse(false).success : value === undefined;
}

/** The names that turn a switch off. */
export function negations({ names }: Flag): readonly string[] {
  return names.flatMap((name) => [`no-${name}`, ...(name.startsWith("enable-") ? [`disable-${name.slice(7)}`] : [])]);
}

// --- internal ---

function fieldFlag(field: Field): Flag {
  const { about, unit: name, pending } = field.info;
  const value = JSON.stringify(field.defaultValue);
  const unit = name ? `${field.defaultValue === null ? "; in" : ""} ${name}` : "";
  const standard = `default ${value}${unit}`;
  return {
    names: field.flags,
    about: pending ? `${about}. For now: ${pending}` : `${about} (${allowedValues(field)}; ${standard})`,
    value: field.info.path ?? "VALUE",
    field,
  };
}

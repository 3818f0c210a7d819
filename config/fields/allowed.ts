/**
 * What a field accepts, in words: for error messages, `--help` and the documentation.
 *
 * @module
 */
import { z } from "../../packages/zod.ts";
import { nearestName } from "../values/nearest_name.ts";
import type { Field } from "./sections.ts";

/**
 * The values a field accepts.
 *
 * @param field A field of the configuration.
 * @returns Such as `one of 64, 128, 256` or `a number above 0, or null`.
 */
export function allowedValues(field: Field): string {
  return describe(z.toJSONSchema(field.type, { io: "input" }) as JsonSchema);
}

/** The requirement that a value fails, with the remedy where it is known. */
export function requirement(field: Field, value: unknown): string {
  const must = `must be ${allowedValues(field)}`;
  // What is of another kind was not meant to say what a remedy is for.
  const isSwitch = typeof value === "boolean" && typeof field.defaultValue === "boolean";
  if (typeof value !== "number" && typeof value !== "string" && !isSwitch) return must;
  const remedy = field.info.remedy ?? (choices(field).length === 0 ? nullMeaning(field) : undefined);
  if (remedy) return `${must} (${remedy})`;
  if (typeof value !== "string") return must;
  const known = Object.entries(field.info.instead ?? {}).find(([name]) => name.toLowerCase() === value.toLowerCase());
  const instead = known?.[1] ?? nearestName(value, choices(field));
  return instead ? `${must} (use ${instead})` : must;
}

/** The names among which a field chooses; empty where it is not a choice. */
export function choices(field: Field): readonly string[] {
  return enumerated(field).filter((choice) => typeof choice === "string");
}

/** All values that a field chooses among, numbers such as 64, 128 and 256 too; empty where it is not a choice. */
export function enumerated(field: Field): readonly (string | number)[] {
  const schema = z.toJSONSchema(field.type, { io: "input" }) as JsonSchema;
  return named(schema).filter((choice) => typeof choice === "string" || typeof choice === "number");
}

/** Whether a field takes a list of any length, one of a fixed length or values by epoch (`fixed`), or a single value. */
export function listKind(field: Field): "open" | "fixed" | "none" {
  const schema = z.toJSONSchema(field.type, { io: "input" }) as JsonSchema;
  const options = [schema, ...optionsOf(schema)];
  if (options.some(({ type, prefixItems }) => type === "array" && !prefixItems)) return "open";
  return options.some(({ type }) => type === "array" || type === "object") ? "fixed" : "none";
}

// --- internal ---

function optionsOf({ anyOf = [] }: JsonSchema): readonly JsonSchema[] {
  return anyOf.flatMap((option) => [option, ...optionsOf(option)]);
}

function named({ items, enum: names, anyOf = [] }: JsonSchema): readonly unknown[] {
  return items?.enum ?? names ?? anyOf.flatMap(named);
}

/** What the description says of null, which a number such as 0 or -1 may have been meant to say. */
function nullMeaning({ info }: Field): string | undefined {
  return info.about.match(/\bnull \w[^;,]*/)?.[0];
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}

function describe(schema: JsonSchema): string {
  if (typeof schema.type === "object") return schema.type.map((type) => describe({ ...schema, type })).join(", or ");
  if (schema.anyOf) return schema.anyOf.map(describe).join(", or ");
  if (schema.enum) return `${schema.enum.length > 1 ? "one of " : ""}${schema.enum.join(", ")}`;
  if (schema.const !== undefined) return String(schema.const);
  if (schema.prefixItems) return `a list of ${schema.prefixItems.length}, each ${describeFirst(schema.prefixItems)}`;
  if (schema.type === "array") {
    return `a ${schema.minItems ? "non-empty " : ""}list, each ${describe(schema.items ?? {})}`;
  }
  // A map by epoch stands beside the value for all epochs, and has values of its kind.
  if (schema.type === "object") return "one by epoch such as 0:1,10:4";
  if (schema.type === "boolean") return "true or false";
  if (schema.type === "string") return schema.minLength ? "a non-empty text" : "a text";
  if (schema.multipleOf !== undefined) return `a multiple of ${schema.multipleOf}${bounds(schema)}`;
  if (schema.type === "integer") return `a whole number${bounds(schema)}`;
  if (schema.type === "number") return `a number${bounds(schema)}`;
  return String(schema.type ?? "a value");
}

function describeFirst(schemas: readonly JsonSchema[]): string {
  return describe(schemas[0] ?? {});
}

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const [least, most] = [real(minimum), real(maximum)];
  if (least !== null && most !== null) return ` from ${least} to ${most}`;
  const parts = [
    exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`],
    least === null ? [] : [`of at least ${least}`],
    exclusiveMaximum === undefined ? [] : [`below ${exclusiveMaximum}`],
    most === null ? [] : [`of at most ${most}`],
  ].flat();
  return parts.length === 0 ? "" : ` ${parts.join(" and ")}`;
}

/** A bound that somebody has set: not that of whole numbers as such. */
function real(bound: number | undefined): number | null {
  return bound === undefined || Math.abs(bound) === Number.MAX_SAFE_INTEGER ? null : bound;
}

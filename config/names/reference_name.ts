/**
 * Where a name of PtychoPINN leads: to the field that has it here, or to the reason why none has.
 *
 * @module
 */
import { droppedFields } from "./dropped_fields.ts";
import { type Field, fields } from "../fields/sections.ts";

/** What became of a name of PtychoPINN. */
export type ReferenceName = { readonly field: Field } | { readonly dropped: string };

/**
 * Looks up a name of PtychoPINN, by case, dashes and the object that has it there regardless.
 *
 * @param name A name of a field, a key of a dictionary, or a flag.
 * @param section Where fields of several sections have the name, the section of the one that is meant.
 * @returns What became of it; undefined where PtychoPINN has no such name.
 */
export function referenceName(name: string, section?: string): ReferenceName | undefined {
  if (name.length > LONGEST) return undefined;
  const found = named(fields, name, ({ info }) => info.reference ?? []);
  const field = found.find((one) => one.section === section) ?? found[0];
  if (field) return { field };
  const [dropped] = named(droppedFields, name, ({ names }) => names);
  return dropped && { dropped: dropped.reason };
}

// --- internal ---

/** No name of PtychoPINN is longer. */
const LONGEST = 100;

/** Those that have the name as it is written, object and all; else those that have it in any object. */
function named<T>(all: readonly T[], name: string, namesOf: (one: T) => readonly string[]): T[] {
  const whole = all.filter((one) => namesOf(one).some((other) => fold(other) === fold(name)));
  return whole.length > 0 ? whole : all.filter((one) => namesOf(one).some((other) => bare(other) === bare(name)));
}

function fold(name: string): string {
  return name.replace(/^--?/, "").toLowerCase().replaceAll("-", "_");
}

/** Without the object in front: `n_groups` of `InferenceConfig.n_groups`, but all of `object.big`. */
function bare(name: string): string {
  return fold(name.replace(/^[A-Z]\w*\./, ""));
}

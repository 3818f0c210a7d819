/**
 * The field that is meant by a name that none has: by what PtychoPINN or other programs call it, or by its spelling.
 *
 * @module
 */
import { foldName, nearestName } from "../values/nearest_name.ts";
import { familiarName } from "./familiar_names.ts";
import { referenceName } from "./reference_name.ts";
import { type Field, fields, findField } from "../fields/sections.ts";

/** What is meant, or how it is done where that is no field. */
export type LikelyField = { readonly field: Field } | { readonly advice: string };

/**
 * Finds what is meant.
 *
 * @param written `section.name` or a name alone, however it is spelled.
 * @returns Undefined where nothing is near enough to suggest.
 */
export function likelyField(written: string): LikelyField | undefined {
  const exact = findField(written);
  if (exact) return { field: exact };
  const dot = written.indexOf(".");
  const [section, name] = dot < 0 ? [undefined, written] : [written.slice(0, dot), written.slice(dot + 1)];
  const reference = referenceName(name, section);
  if (reference && "field" in reference) return reference;
  // PtychoPINN's commands for both of its backends put this in front of the flags of one.
  const [, unified] = /^torch[-_](.+)$/i.exec(name) ?? [];
  if (unified !== undefined) return likelyField(unified);
  const [own, others] = [
    fieldsOf((field) => field.section === section),
    fieldsOf((field) => field.section !== section),
  ];
  const called = find(own, name) ?? find(others, name);
  if (called) return { field: called };
  if (reference) return { advice: `PtychoPINN's ${name}: ${reference.dropped}` };
  const familiar = familiarName(foldName(name));
  if (familiar) return "path" in familiar ? found(findField(familiar.path)) : familiar;
  return found(near(own, name) ?? near(others, name));
}

// --- internal ---

/** Fields by each of their names, their own and those of their flags. */
type Named = ReadonlyMap<string, Field>;

function fieldsOf(wanted: (field: Field) => boolean): Named {
  // Backwards, so that of two fields of one name the first one has it.
  return new Map(
    fields.filter(wanted).toReversed().flatMap((field) => [field.name, ...field.flags].map((name) => [name, field])),
  );
}

function find(named: Named, name: string): Field | undefined {
  const [, field] = [...named].find(([other]) => foldName(other) === foldName(name)) ?? [];
  return field;
}

function near(named: Named, name: string): Field | undefined {
  return named.get(nearestName(name, named.keys()) ?? "");
}

function found(field: Field | undefined): LikelyField | undefined {
  return field && { field };
}

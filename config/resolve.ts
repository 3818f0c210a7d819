/**
 * Precedence and audit. Each source is a partial configuration; the highest one that has a field decides its value, and
 * every value that is not the default leaves a record of where it came from and what it replaced.
 *
 * @module
 */
import { requirement } from "./allowed.ts";
import type { ConfigProblem } from "./config_error.ts";
import { canonicalJson } from "./fingerprint.ts";
import { nearestName } from "./nearest_name.ts";
import { referenceName } from "./reference_name.ts";
import type { OverrideRecord, ReplacedValue, Source } from "./payload.ts";
import { SOURCES } from "./payload.ts";
import { fieldPlaces, keepPlace, placeOf } from "./place.ts";
import { type Field, fields, type SectionName, sectionNames, type Sections, type SectionsInput } from "./sections.ts";

/** Partial configurations by source. */
export type Layers = { readonly [S in Exclude<Source, "default">]?: SectionsInput };

/** What the sources come to. */
export interface Resolved {
  readonly sections: Sections;
  readonly overrides: readonly OverrideRecord[];
  readonly problems: readonly ConfigProblem[];
}

/**
 * Resolves every field from its sources.
 *
 * @param layers Partial configurations by source.
 * @returns Complete sections, the audit, and all that was wrong; a field with a wrong value has its default.
 */
export function resolveSections(layers: Layers): Resolved {
  const problems = Object.values(layers).flatMap(unknownNames);
  const overrides: OverrideRecord[] = [];
  const values = Object.fromEntries(sectionNames.map((name) => [name, {} as Record<string, unknown>]));
  for (const field of fields) {
    const [winner, ...replaced] = candidates(field, layers);
    const parsed = field.type.safeParse(winner?.value);
    if (!parsed.success) {
      const problem = { path: field.path, value: winner?.value, requirement: requirement(field, winner?.value) };
      problems.push({ ...problem, ...at(winner && placeOf(winner)) });
    }
    const value = plain(parsed.success ? parsed.data : field.defaultValue);
    (values[field.section] ??= {})[field.name] = value;
    if (winner && parsed.success && !isDefault(field, value)) {
      const record = { path: field.path, value, source: winner.source, replaced: replaced.map(plainRecord) };
      overrides.push(keepPlace(record, placeOf(winner)));
    }
  }
  return { sections: values as unknown as Sections, overrides, problems };
}

/** Whether a value is the field's default. */
export function isDefault(field: Field, value: unknown): boolean {
  return canonicalJson(value) === canonicalJson(field.defaultValue);
}

// --- internal ---

/** The values offered for a field, highest precedence first, the default last. */
function candidates(field: Field, layers: Layers): ReplacedValue[] {
  return SOURCES.flatMap((source): ReplacedValue[] => {
    if (source === "default") return [{ value: plain(field.defaultValue), source }];
    const section: Readonly<Record<string, unknown>> = layers[source]?.[field.section] ?? {};
    const value = Object.hasOwn(section, field.name) ? section[field.name] : undefined;
    return value === undefined ? [] : [keepPlace({ value, source }, fieldPlaces(section)[field.name])];
  });
}

function plainRecord(lost: ReplacedValue): ReplacedValue {
  return keepPlace({ value: plain(lost.value), source: lost.source }, placeOf(lost));
}

function at(place: string | undefined): { readonly at?: string } {
  return place === undefined ? {} : { at: place };
}

/** Detached from the caller's objects, and without what JSON cannot tell apart, such as -0. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? "null");
}

function unknownNames(layer: SectionsInput | undefined): ConfigProblem[] {
  return Object.entries(layer ?? {}).flatMap(([section, values]) => {
    if (!sectionNames.includes(section as SectionName)) {
      return [unknownName(section, values, sectionNames, "a section")];
    }
    if (values === undefined) return [];
    if (typeof values !== "object" || values === null || Array.isArray(values)) {
      return [{ path: section, value: values, requirement: "must be an object of fields" }];
    }
    const known = fields.filter((field) => field.section === section).map((field) => field.path);
    return Object.entries(values as Record<string, unknown>)
      .map(([name, value]) => ({ path: `${section}.${name}`, value }))
      .filter(({ path }) => !known.includes(path))
      .map(({ path, value }) => unknownName(path, value, known, "a field"));
  });
}

function unknownName(path: string, value: unknown, known: readonly string[], what: string): ConfigProblem {
  const [section, name = path] = path.split(".");
  const reference = referenceName(name, section);
  const near = reference && "field" in reference
    ? reference.field.path
    : nearestName(path, known) ?? nearestName(path, fields.map((field) => field.path));
  const hint = reference && "dropped" in reference
    ? ` (PtychoPINN's ${name}: ${reference.dropped})`
    : near
    ? ` (did you mean ${near}?)`
    : "";
  return { path, value, requirement: `is not ${what}${hint}` };
}

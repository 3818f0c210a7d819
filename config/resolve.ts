/**
 * Precedence and audit. Each source is a partial configuration; the highest one that has a field decides its value, and
 * every field that any source has leaves a record of where its value came from and what it replaced.
 *
 * @module
 */
import { requirement } from "./fields/allowed.ts";
import { isBuilder } from "./builders/builder.ts";
import { derivedFrom } from "./rules/derived.ts";
import type { ConfigProblem } from "./values/config_error.ts";
import { keepAddress, keptAddress, withoutCredentials } from "./values/credentials.ts";
import { canonicalJson } from "./values/fingerprint.ts";
import { isFields } from "./fields/merge.ts";
import { nearestName } from "./values/nearest_name.ts";
import { likelyField } from "./names/likely_field.ts";
import type { OverrideRecord, ReplacedValue, Source } from "./payload.ts";
import { SOURCES } from "./payload.ts";
import { keepPlace, placeOf, placeOfField } from "./values/place.ts";
import {
  type Field,
  fields,
  findField,
  type PayloadKind,
  type SectionName,
  sectionNames,
  type Sections,
  type SectionsInput,
} from "./fields/sections.ts";
import { jsonCopy } from "./values/json_copy.ts";

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
 * @param kind What the payload is for.
 * @param layers Partial configurations by source.
 * @returns Complete sections, the audit, and all that was wrong; a field with a wrong value has its default.
 */
export function resolveSections(kind: PayloadKind, layers: Layers): Resolved {
  const problems = Object.values(layers).flatMap(unknownNames);
  const overrides: OverrideRecord[] = [];
  const values = Object.fromEntries(sectionNames.map((name) => [name, {} as Record<string, unknown>]));
  const given = { ...layers, derived: derivedLayer(kind, layers) };
  for (const field of fields) {
    const { value, record, address, problems: own } = resolveField(field, given);
    keepAddress(values[field.section] ??= {}, address ?? null)[field.name] = value;
    if (record) overrides.push(record);
    problems.push(...own);
  }
  return { sections: values as unknown as Sections, overrides, problems };
}

/** Whether a value is the field's default. */
export function isDefault(field: Field, value: unknown): boolean {
  return canonicalJson(value) === canonicalJson(field.defaultValue);
}

// --- internal ---

/** What follows from what the layers set. */
function derivedLayer(kind: PayloadKind, layers: Layers): SectionsInput {
  return derivedFrom(kind, (path) => {
    const field = findField(path);
    if (!field) return { value: undefined, place: undefined };
    const { value, record } = resolveField(field, layers);
    return { value, place: record && placeOf(record) };
  });
}

interface ResolvedField {
  readonly value: unknown;
  /** Absent where no source has the field. */
  readonly record?: OverrideRecord;
  /** The whole address, where credentials were taken out of the value. */
  readonly address?: string | null;
  readonly problems: readonly ConfigProblem[];
}

function resolveField(field: Field, layers: Layers): ResolvedField {
  const { path, defaultValue } = field;
  const standard: ReplacedValue = { value: jsonCopy(defaultValue), source: "default" };
  const [winner, ...lost] = candidates(field, layers);
  if (!winner) return { value: standard.value, problems: [] };
  const parsed = field.type.safeParse(winner.value);
  const problems = lost.filter(({ value }) => jsonCopy(value) === undefined).map((one) => problem(path, one, NO_JSON));
  if (!parsed.success) problems.unshift(problem(path, winner, requirement(field, winner.value)));
  if (!parsed.success || problems.length > 0) return { value: standard.value, problems };
  const value = jsonCopy(parsed.data);
  const replaced = [...lost.map((one) => keepPlace({ ...one, value: jsonCopy(one.value) }, placeOf(one))), standard];
  const record = { path, value, source: winner.source, isDefault: isDefault(field, value), replaced };
  return { value, record: keepPlace(record, placeOf(winner)), address: keptAddress(winner), problems };
}

const NO_JSON = "must be a value that JSON can hold";

function problem(path: string, wrong: ReplacedValue, requirement: string): ConfigProblem {
  const at = placeOf(wrong);
  return { path, value: wrong.value, requirement, ...(at !== undefined && { at }) };
}

/** The values that sources have for a field, highest precedence first; what follows from others counts where none has. */
function candidates(field: Field, layers: Layers): ReplacedValue[] {
  const found = SOURCES.flatMap((source): ReplacedValue[] => {
    const section: unknown = source === "default" ? undefined : layers[source]?.[field.section];
    const value = isFields(section) && Object.hasOwn(section, field.name) ? section[field.name] : undefined;
    return value === undefined ? [] : [keepPlace(offered(field, value, source), placeOfField(section, field.name))];
  });
  return found.length === 1 ? found : found.filter(({ source }) => source !== "derived");
}

/** A value without the credentials that may be in it; they are kept beside. */
function offered(field: Field, value: unknown, source: Source): ReplacedValue {
  if (!field.info.hasCredentials || typeof value !== "string") return { value, source };
  const address = withoutCredentials(value);
  return keepAddress({ value: address, source }, address === value ? null : value);
}

/** Names of a section that are told one by one; a file of another kind may have any number. */
const MOST_UNKNOWN = 20;

function unknownNames(layer: SectionsInput | undefined): ConfigProblem[] {
  return Object.entries(layer ?? {}).flatMap(([section, values]): ConfigProblem[] => {
    if (!sectionNames.includes(section as SectionName)) {
      return [unknownName(section, values, "a section")];
    }
    if (values === undefined) return [];
    if (!isFields(values)) return [{ path: section, value: values, requirement: "must be an object of fields" }];
    const known = fields.filter((field) => field.section === section).map((field) => field.path);
    const unknown = Object.entries(values)
      .map(([name, value]) => ({ path: `${section}.${name}`, value }))
      .filter(({ path }) => !known.includes(path));
    const more = unknown.length - MOST_UNKNOWN;
    return [
      ...unknown.slice(0, MOST_UNKNOWN).map(({ path, value }) => unknownName(path, value, "a field")),
      ...(more > 0 ? [{ path: section, value: more, requirement: "must have no more such names" }] : []),
    ];
  });
}

function unknownName(path: string, value: unknown, what: string): ConfigProblem {
  return { path, value, requirement: `is not ${what}${hintOf(path, value)}` };
}

/** What is meant: of a section that is none, by its own name or by that of the first field in it. */
function hintOf(path: string, value: unknown): string {
  const section = path.includes(".") ? undefined : nearestName(path, sectionNames);
  if (section !== undefined) return ` (did you mean ${section}?)`;
  const [first] = !path.includes(".") && isFields(value) && !isBuilder(value) ? Object.keys(value) : [];
  const likely = likelyField(first === undefined ? path : `${path}.${first}`);
  if (!likely) return "";
  return "field" in likely ? ` (did you mean ${likely.field.path}?)` : ` (${likely.advice})`;
}

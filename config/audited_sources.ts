/**
 * What each source had said of a payload, as its audit tells it.
 *
 * @module
 */
import { merge } from "./fields/merge.ts";
import { findField, type SectionsInput } from "./fields/sections.ts";
import type { OverrideRecord, Source } from "./payload.ts";
import { keptAddress } from "./values/credentials.ts";
import { keepFieldPlaces, placeOf } from "./values/place.ts";

/**
 * Partial sections by source, of which a factory makes the same payload again.
 *
 * @param overrides The audit of a payload.
 * @param execution Its execution section, where it has one: the address of a server is taken as it was given, with its
 * credentials.
 */
export function auditedSources(
  overrides: readonly OverrideRecord[],
  execution: object = {},
): { readonly [S in Source]?: SectionsInput } {
  const sources: { [S in Source]?: SectionsInput } = {};
  const address = keptAddress(execution);
  for (const record of overrides) {
    const { path, replaced } = record;
    const winner = findField(path)?.info.hasCredentials && address !== null ? { ...record, value: address } : record;
    for (const { value, source, at } of [{ ...winner, at: placeOf(record) }, ...replaced.map(withPlace)]) {
      sources[source] = merge(sources[source] ?? {}, fieldSections(path, value, at));
    }
  }
  return sources;
}

/** Partial sections of one field, `section.name`, and the place where it was set. */
export function fieldSections(path: string, value: unknown, at?: string): SectionsInput {
  const [section = "", name = ""] = path.split(".");
  return { [section]: keepFieldPlaces({ [name]: value }, at === undefined ? {} : { [name]: at }) } as SectionsInput;
}

// --- internal ---

function withPlace(
  replaced: OverrideRecord["replaced"][number],
): typeof replaced & { readonly at: string | undefined } {
  return { ...replaced, at: placeOf(replaced) };
}

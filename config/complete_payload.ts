/**
 * A payload with what its scan tells: the one that the factory makes where the scan's facts are among its sources.
 *
 * @module
 */
import { merge } from "./fields/merge.ts";
import { findField, type SectionsInput, valueAt } from "./fields/sections.ts";
import { openFields } from "./open_fields.ts";
import type { OverrideRecord, Source, TrainingPayload } from "./payload.ts";
import { createTrainingPayload } from "./training_payload.ts";
import { keptAddress } from "./values/credentials.ts";
import { keepFieldPlaces, placeOf } from "./values/place.ts";

/**
 * Completes a payload.
 *
 * @param payload A payload.
 * @param facts What its scan tells, by section; of that, the open fields are taken.
 * @returns The payload itself where no open field is told, else a new one with the source `dataset` in its audit.
 * @throws {ConfigError} Where a fact is not allowed.
 */
export function completePayload(payload: TrainingPayload, facts: SectionsInput): TrainingPayload {
  const told = openFields(payload).filter((path) => valueAt(facts, path) !== undefined);
  if (told.length === 0) return payload;
  const found = told.map((path) => sectionsOf(path, valueAt(facts, path)));
  const { config = {}, dataset = {}, override = {}, flag = {} } = sourcesOf(payload);
  return createTrainingPayload(config, {
    ...{ override, flag },
    dataset: [dataset, ...found].reduce(merge),
  }) as TrainingPayload;
}

// --- internal ---

/** What each source had said, as the audit tells it; the address of a server with its credentials, as it was given. */
function sourcesOf({ overrides, execution }: TrainingPayload): { readonly [S in Source]?: SectionsInput } {
  const sources: { [S in Source]?: SectionsInput } = {};
  const address = keptAddress(execution);
  for (const record of overrides) {
    const { path, replaced } = record;
    const winner = findField(path)?.info.hasCredentials && address !== null ? { ...record, value: address } : record;
    for (const { value, source, at } of [{ ...winner, at: placeOf(record) }, ...replaced.map(withPlace)]) {
      sources[source] = merge(sources[source] ?? {}, sectionsOf(path, value, at));
    }
  }
  return sources;
}

function withPlace(
  replaced: OverrideRecord["replaced"][number],
): typeof replaced & { readonly at: string | undefined } {
  return { ...replaced, at: placeOf(replaced) };
}

function sectionsOf(path: string, value: unknown, at?: string): SectionsInput {
  const [section = "", name = ""] = path.split(".");
  return { [section]: keepFieldPlaces({ [name]: value }, at === undefined ? {} : { [name]: at }) } as SectionsInput;
}

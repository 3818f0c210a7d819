/**
 * A search through open files for what an import needs, as layouts that go by shapes and telling names use it.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { DATASET_FIELDS } from "./combine_parts.ts";
import type { Contents, Entry } from "./contents/contents.ts";
import { datasetName, datasetsOf } from "./contents/dataset_name.ts";
import type { Draft } from "./contents/file_part.ts";

/** Open files, and what is known of them by now. */
export interface Search {
  /** The files, the one that was named first in front. */
  readonly files: readonly ArrayFile[];
  /** Their contents, in the same order. */
  readonly contents: readonly Contents[];
  /** What is known. */
  readonly draft: Draft;
}

/** An array of one of the files. */
export interface Place {
  /** The file. */
  readonly contents: Contents;
  /** The array. */
  readonly entry: Entry;
  /** How it is named so that it is found. */
  readonly name: string;
}

/** The arrays that a field names, joined ones in their order; none where the field is not set. */
export async function namedPlaces(search: Search, field: (typeof DATASET_FIELDS)[number]): Promise<Place[]> {
  const name = search.draft.fields[field];
  if (name === undefined || name === null) return [];
  const places: Place[] = [];
  for (const { file, key } of datasetsOf(search.files, name)) {
    const contents = search.contents.find((candidate) => candidate.file === file);
    const entry = await contents?.entry(key);
    if (contents && entry) places.push({ contents, entry, name: datasetName(search.files, { file, key }) });
  }
  return places;
}

/** All arrays that no field names yet; of a file of more than some thousand the first. */
export async function freePlaces(search: Search): Promise<Place[]> {
  const taken = new Set<Entry>();
  for (const field of DATASET_FIELDS) for (const { entry } of await namedPlaces(search, field)) taken.add(entry);
  const places: Place[] = [];
  for (const contents of search.contents) {
    for (const entry of await contents.firstEntries(MOST_ENTRIES)) {
      if (taken.has(entry)) continue;
      places.push({ contents, entry, name: datasetName(search.files, { file: contents.file, key: entry.key }) });
    }
  }
  return places;
}

/** Sets fields that are not set yet. */
export function addFields({ fields }: Draft, found: ImportInput): void {
  for (const [field, value] of Object.entries(found)) {
    if (value !== undefined && fields[field as keyof ImportInput] === undefined) {
      Object.assign(fields, { [field]: value });
    }
  }
}

// --- internal ---

/** Headers of HDF5 take some tenths of a millisecond each. */
const MOST_ENTRIES = 4000;

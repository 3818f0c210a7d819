/**
 * How a scan was made, in the scan: the recipe with its audit, and the files it was made of. The same files and the same
 * recipe make the same bytes, wherever they lie and whenever it is done: no clock, no machine, no more of a path than tells
 * the files apart.
 *
 * @module
 */
import { auditedSources } from "../../config/audited_sources.ts";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { createImportPayload } from "../../config/import_payload.ts";
import type { ImportPayload } from "../../config/payload.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { DATASET_FIELDS } from "../layouts/combine_parts.ts";

/**
 * The text of a scan's `provenance`.
 *
 * @param recipe The complete import.
 * @param files The files that were read.
 * @returns JSON: `program`, `files` with name and digest, `recipe`.
 */
export function provenanceText(recipe: ImportPayload, files: readonly ArrayFile[]): string {
  // Of a series of images, which is read as one file, each is named.
  const names = shortNames([...new Set([...recipe.import.files ?? [], ...files.map(({ path }) => path)])]);
  const sources = files.map((file) => ({ name: names.get(file.path), digest: file.digest() }));
  return JSON.stringify({ program: "exitwave import", files: sources, recipe: renamed(recipe, names) });
}

/** Paths without the directories that all of them have: of one file, its name. */
export function shortNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const parts = paths.map((path) => path.split(/[/\\]/));
  let common = 0;
  const [first = []] = parts;
  while (parts.every((own) => own.length > common + 1 && own[common] === first[common])) common++;
  return new Map(paths.map((path, i) => [path, (parts[i] ?? []).slice(common).join("/")]));
}

// --- internal ---

function renamed(recipe: ImportPayload, names: ReadonlyMap<string, string>): ImportPayload {
  const { config = {}, ...others } = auditedSources(recipe.overrides);
  const layer = (sections: SectionsInput | undefined): SectionsInput => {
    const fields = { ...sections?.import };
    if (fields.files) fields.files = fields.files.map((path) => names.get(path) ?? path);
    for (const field of DATASET_FIELDS) {
      const name = fields[field];
      if (typeof name === "string") fields[field] = renamedDataset(name, names);
    }
    return { import: fields };
  };
  const { override, flag, dataset } = others;
  return createImportPayload({ import: layer(config).import ?? {} }, {
    ...(override && { override: layer(override) }),
    ...(flag && { flag: layer(flag) }),
    ...(dataset && { dataset: layer(dataset) }),
  });
}

function renamedDataset(dataset: string, names: ReadonlyMap<string, string>): string {
  const [path, name] = [...names].find(([path]) => dataset === path || dataset.startsWith(`${path}:`)) ?? [];
  return path === undefined ? dataset : `${name}${dataset.slice(path.length)}`;
}

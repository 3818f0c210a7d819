/**
 * Diffraction as ptychodus writes it: `patterns`, `indexes` (the scan position of each), `bad_pixels` (true where bad).
 *
 * @module
 */
import type { Contents } from "../contents/contents.ts";
import { type FilePart, newDraft } from "../contents/file_part.ts";
import type { Layout } from "./layout.ts";

/** Recognises ptychodus' diffraction files, HDF5 and NPZ. */
export const PTYCHODUS_DIFFRACTION: Layout = { program: "ptychodus diffraction", find };

// --- internal ---

async function find(contents: Contents): Promise<FilePart | null> {
  const patterns = await contents.first("patterns", "entry/data/data");
  const indexes = await contents.first("indexes", "entry/data/indexes");
  const bad = await contents.first("bad_pixels", "entry/data/bad_pixels");
  if (!patterns || (!indexes && !bad)) return null;
  const draft = newDraft({ patterns: patterns.key, measurement: "intensity" });
  draft.notes.push(`${patterns.key} is the patterns, as ptychodus' counts`);
  if (indexes) {
    draft.fields.frameIndexes = indexes.key;
    draft.notes.push(`${indexes.key} says which scan position each pattern belongs to`);
  }
  if (bad) {
    draft.fields.mask = bad.key;
    draft.fields.maskGood = 0;
    draft.notes.push(`${bad.key} is the mask: ptychodus has 0 where a pixel is good`);
  }
  return draft;
}

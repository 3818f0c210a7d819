/**
 * PtychoNN's scans: `reciprocal` or `data` (counts) with `position` in metres; some have `probe`, and patches of the object
 * as `real`.
 *
 * @module
 */
import type { Contents } from "../contents/contents.ts";
import { type FilePart, newDraft } from "../contents/file_part.ts";
import type { Layout } from "./layout.ts";

/** Recognises PtychoNN's names. */
export const PTYCHONN: Layout = { program: "PtychoNN", find };

// --- internal ---

async function find(contents: Contents): Promise<FilePart | null> {
  const data = await contents.first("reciprocal") ?? (contents.has("position") ? await contents.first("data") : null);
  if (!data) return null;
  const draft = newDraft({ patterns: data.key, measurement: "intensity" });
  draft.notes.push(`${data.key} is the patterns, as PtychoNN's counts`);
  const position = await contents.first("position");
  if (position) {
    draft.fields.positions = position.key;
    draft.fields.units = "m";
    draft.notes.push(
      `${position.key} is the positions, in PtychoNN's metres; which column is x, the file does not say`,
    );
  }
  if (await contents.first("probe")) draft.fields.probe = "probe";
  return draft;
}

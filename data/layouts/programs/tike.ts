/**
 * tike's scans: `data` (counts), `scan` (row, column) in object pixels, `probe` (1, 1, 1, P, N, N), `psi`.
 *
 * @module
 */
import type { Contents } from "../contents/contents.ts";
import { type FilePart, newDraft } from "../contents/file_part.ts";
import type { Layout } from "./layout.ts";

/** Recognises tike's names. */
export const TIKE: Layout = { program: "tike", find };

// --- internal ---

async function find(contents: Contents): Promise<FilePart | null> {
  const [data, scan] = [await contents.first("data", "diffraction", "diff"), await contents.first("scan")];
  if (scan?.shape.at(-1) !== 2 || (data === null && !contents.has("probe") && !contents.has("psi"))) return null;
  const draft = newDraft({
    positions: "scan",
    ...{ xColumn: 1, yColumn: 0, units: "px", positionReference: "corner" },
  });
  draft.notes.push("scan is the positions, tike's (row, column) of the least corner of each patch in object pixels");
  if (data) {
    draft.fields.patterns = data.key;
    draft.fields.measurement = "intensity";
    draft.notes.push(
      `${data.key} is the patterns, as counts; tike keeps DC in the corner, which the numbers must show`,
    );
  }
  if (await contents.first("probe")) draft.fields.probe = "probe";
  if (await contents.first("psi")) draft.fields.object = "psi";
  return draft;
}

/**
 * Scans of the NSLS-II's ptychography program: `diffamp` (amplitudes), `points` (2, M) in micrometres, `lambda_nm`, `z_m`,
 * `ccd_pixel_um`.
 *
 * @module
 */
import type { Contents } from "../contents/contents.ts";
import { type FilePart, newDraft } from "../contents/file_part.ts";
import type { Layout } from "./layout.ts";

/** Recognises the names of the NSLS-II's program. */
export const NSLS2: Layout = { program: "NSLS-II ptycho", find };

// --- internal ---

async function find(contents: Contents): Promise<FilePart | null> {
  const data = await contents.first("diffamp");
  const points = await contents.first("points");
  if (!data || !points) return null;
  const draft = newDraft({ patterns: data.key, measurement: "amplitude", positions: points.key });
  Object.assign(draft.fields, { xColumn: 0, yColumn: 1, units: "um" });
  draft.notes.push("diffamp is the patterns, as amplitudes; points is the positions, (x, y) in micrometres");
  if (await contents.first("prb", "probe")) draft.fields.probe = contents.has("prb") ? "prb" : "probe";
  return draft;
}

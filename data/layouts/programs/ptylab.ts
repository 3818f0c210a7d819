/**
 * PtyLab's files: `ptychogram`, `encoder` (row, column) in metres, and scalars in metres: `zo`, `wavelength`, `dxd`.
 *
 * @module
 */
import type { Contents } from "../contents/contents.ts";
import { type FilePart, newDraft } from "../contents/file_part.ts";
import { isComplex, isReal } from "../contents/entry_kind.ts";
import type { Layout } from "./layout.ts";

/** Recognises PtyLab's names. */
export const PTYLAB: Layout = { program: "PtyLab", find };

// --- internal ---

async function find(contents: Contents): Promise<FilePart | null> {
  const data = await contents.first("ptychogram");
  const encoder = await contents.first("encoder");
  if ((!data && !encoder) || !(encoder || contents.has("dxd") || contents.has("zo"))) return null;
  const draft = newDraft();
  const { fields, notes } = draft;
  if (data && isReal(data)) {
    Object.assign(fields, { patterns: data.key, measurement: "intensity" });
    notes.push("ptychogram is the patterns, as PtyLab's intensities");
  }
  if (encoder) {
    Object.assign(fields, { positions: encoder.key, units: "m", xColumn: 1, yColumn: 0 });
    notes.push("encoder is the positions, PtyLab's (row, column) in metres");
  }
  const number = async (key: string): Promise<number | undefined> => {
    const found = await contents.number(key);
    return found !== null && found > 0 ? found : undefined;
  };
  fields.wavelength = await number("wavelength");
  fields.distance = await number("zo");
  const pixel = await number("dxd") ?? await number("dxp_detector");
  if (pixel !== undefined) fields.detectorPixel = [pixel, pixel];
  const objectPixel = await number("dxo") ?? await number("dxp");
  if (objectPixel !== undefined) fields.pixelSize = [objectPixel, objectPixel];
  for (const field of ["probe", "object"] as const) {
    const entry = await contents.first(field);
    if (entry && isComplex(entry)) fields[field] = field;
  }
  if (await contents.first("background")) fields.dark = "background";
  const orientation = await contents.number("orientation");
  if (orientation) {
    notes.push(`orientation is ${orientation}, PtyLab's number of a turn of the patterns, which is not applied`);
  }
  return draft;
}

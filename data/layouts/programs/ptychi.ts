/**
 * Data of Pty-Chi and fold_slice: `dp` (intensities, or `fmag`, amplitudes), and in the same file or in one beside it
 * positions as `ppX`, `ppY`, or as `probe_position_x_m`, `probe_position_y_m`, with `lambda` and the object's pixel `dx` in
 * the same unit as `ppX`.
 *
 * @module
 */
import type { Contents } from "../contents/contents.ts";
import { isComplex } from "../contents/entry_kind.ts";
import { type Draft, type FilePart, newDraft, stateUnits } from "../contents/file_part.ts";
import type { Layout } from "./layout.ts";

/** Recognises the names of Pty-Chi and fold_slice. */
export const PTYCHI: Layout = { program: "Pty-Chi", find };

// --- internal ---

async function find(contents: Contents): Promise<FilePart | null> {
  const data = await contents.first("dp", "fmag");
  const pairs = [["ppX", "ppY"], ["probe_position_x_m", "probe_position_y_m"], ["posx", "posy"]] as const;
  const pair = pairs.find((keys) => contents.has(...keys));
  const table = await contents.first("positions_px", "probe_positions_px");
  if (!pair && !table) return null;
  const draft = newDraft();
  if (data) {
    draft.fields.patterns = data.key;
    draft.fields.measurement = data.key === "fmag" ? "amplitude" : "intensity";
    draft.notes.push(`${data.key} is the patterns, as ${data.key === "fmag" ? "amplitudes" : "counts"}`);
  }
  if (pair) {
    const [x, y] = pair;
    Object.assign(draft.fields, { xPositions: x, yPositions: y });
    draft.notes.push(`${x} and ${y} are the positions`);
    await stateUnits(draft, contents, x);
  } else if (table) {
    Object.assign(draft.fields, { positions: table.key, units: "px", xColumn: 1, yColumn: 0 });
    draft.notes.push(`${table.key} is the positions, Pty-Chi's (row, column) in object pixels`);
  }
  await addImages(draft, contents);
  await addScales(draft, contents);
  return draft;
}

async function addImages({ fields }: Draft, contents: Contents): Promise<void> {
  for (const field of ["probe", "object"] as const) {
    const entry = await contents.first(field);
    if (entry && isComplex(entry)) fields[field] = field;
  }
}

/** Of X-rays they are in metres, of electrons in Å, which the wavelength tells: neither has one of the other's number. */
async function addScales({ fields, notes }: Draft, contents: Contents): Promise<void> {
  const wavelength = await contents.number("lambda") ?? await contents.number("wavelength");
  const inMetres = wavelength !== null && wavelength > 0 && wavelength < 1e-5;
  const inAngstrom = wavelength !== null && wavelength >= 1e-3 && wavelength < 100;
  if (inMetres || inAngstrom) {
    fields.wavelength = wavelength * (inMetres ? 1 : 1e-10);
    notes.push(
      `the wavelength is ${wavelength}, in ${inMetres ? "metres" : "Å"} by its magnitude, and so are lengths beside it`,
    );
    fields.units ??= inMetres ? "m" : "angstrom";
  }
  const pixel = await contents.number("dx") ?? await contents.attributeNumber("object", "pixel_width_m") ??
    await contents.attributeNumber("", "obj_pixel_size_m", "pixel_size_m");
  if (pixel === null || pixel <= 0 || (wavelength !== null && !inMetres && !inAngstrom)) return;
  const size = pixel * (inAngstrom ? 1e-10 : 1);
  if (size < 1e-5) fields.pixelSize = [size, size];
}

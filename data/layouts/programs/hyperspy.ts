/**
 * hyperspy's files, in which electron microscopists keep scans: `Experiments/NAME/data` with a group `axis-0`… of scale and
 * units for each axis. The beam's energy is in keV.
 *
 * @module
 */
import type { Contents } from "../contents/contents.ts";
import { isReal } from "../contents/entry_kind.ts";
import { type FilePart, newDraft } from "../contents/file_part.ts";
import { type AxisScale, stateRaster, stateReciprocal } from "../contents/scan_raster.ts";
import { wavelengthOf } from "../contents/wavelength.ts";
import type { Layout } from "./layout.ts";

/** Recognises hyperspy's HDF5 files. */
export const HYPERSPY: Layout = { program: "hyperspy", find };

// --- internal ---

async function find(contents: Contents): Promise<FilePart | null> {
  const stacks = (await contents.entries(/^Experiments\/[^/]+\/data$/)).filter((entry) =>
    isReal(entry) && entry.shape.length >= 3
  );
  const [data] = stacks.toSorted((a, b) => b.shape.length - a.shape.length);
  if (!data) return null;
  const group = data.key.slice(0, -"/data".length);
  const draft = newDraft({ patterns: data.key, measurement: "intensity" });
  draft.notes.push(`${data.key} is the patterns, as counts`);
  const beam = `${group}/metadata/Acquisition_instrument/TEM`;
  const energy = await contents.attributeNumber(beam, "beam_energy") ?? await contents.number(`${beam}/beam_energy`);
  if (energy !== null && energy > 0) {
    Object.assign(draft.fields, { energy: energy * 1000, radiation: "electrons" });
    draft.notes.push(`electrons are accelerated by ${energy}, in hyperspy's kV`);
  }
  const axes: (AxisScale | null)[] = [];
  for (const at of data.shape.keys()) {
    const step = await contents.attributeNumber(`${group}/axis-${at}`, "scale");
    const unit = await contents.attributeText(`${group}/axis-${at}`, "units");
    axes.push(step === null || unit === null ? null : { step, unit });
  }
  stateRaster(draft, data.shape, axes);
  const wavelength = draft.fields.energy ? wavelengthOf(draft.fields.energy, "electrons") : null;
  stateReciprocal(draft, [data.shape.slice(-2), wavelength], axes.slice(-2));
  return draft;
}

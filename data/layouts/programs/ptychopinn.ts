/**
 * PtychoPINN's scans and our own, which have the same names: `diffraction` or `diff3d`, `xcoords`, `ycoords`, `probeGuess`,
 * `objectGuess`; ours also say what was measured and how. Their coordinates are the centres of patches on `objectGuess`.
 *
 * @module
 */
import type { Contents } from "../contents/contents.ts";
import { type Draft, type FilePart, newDraft } from "../contents/file_part.ts";
import type { Layout } from "./layout.ts";

/** Recognises scans, and reconstructions without patterns, by PtychoPINN's names. */
export const PTYCHOPINN: Layout = { program: "PtychoPINN", find };

// --- internal ---

async function find(contents: Contents): Promise<FilePart | null> {
  const patterns = await contents.first("diffraction", "diff3d");
  const probe = await contents.first("probeGuess");
  const x = await contents.first("xcoords");
  if (probe === null && x === null) return null;
  const draft = newDraft();
  if (patterns) {
    draft.fields.patterns = patterns.key;
    draft.notes.push(`${patterns.key} is the patterns; PtychoPINN means amplitudes with DC in the centre`);
  }
  if (x && contents.has("ycoords")) {
    draft.fields.xPositions = "xcoords";
    draft.fields.yPositions = "ycoords";
    draft.fields.positionReference = "centre";
    draft.notes.push(
      "xcoords and ycoords are the positions, of the centres of patches; PtychoPINN means object pixels",
    );
  }
  if (probe) draft.fields.probe = "probeGuess";
  if (await contents.first("objectGuess")) draft.fields.object = "objectGuess";
  await addExperiment(draft, contents);
  return patterns ? draft : {
    ...draft,
    withoutPatterns:
      "no patterns: it holds a reconstruction; name the file with the patterns beside it, or make some of it " +
      "with simulate --from",
  };
}

/** The keys that Exitwave adds to a scan. */
async function addExperiment({ fields, notes }: Draft, contents: Contents): Promise<void> {
  if (contents.has("mask")) {
    fields.mask = "mask";
    fields.maskGood = 1;
    notes.push("mask has 1 where a pixel is valid, as scans have it");
  }
  const measurement = await contents.text("measurement");
  if (measurement === "amplitude" || measurement === "intensity") fields.measurement = measurement;
  const [wavelength, distance] = [await contents.number("wavelength_m"), await contents.number("detector_distance_m")];
  if (wavelength !== null && wavelength > 0) fields.wavelength = wavelength;
  if (distance !== null && distance > 0) fields.distance = distance;
  for (const [field, key] of PIXELS) {
    const size = await contents.pixelSize(key);
    if (size) fields[field] = size;
  }
}

const PIXELS = [["detectorPixel", "detector_pixel_size_m"], ["pixelSize", "object_pixel_size_m"]] as const;

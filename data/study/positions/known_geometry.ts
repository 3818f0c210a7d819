/**
 * What the fields of an import say of the experiment: wavelength, distance, and how large pixels are.
 *
 * @module
 */
import type { ImportInput } from "../../../config/fields/import_input.ts";
import { type Experiment, farFieldPixel, type PixelSize } from "../../experiment.ts";
import { wavelengthOf } from "../../layouts/contents/wavelength.ts";

export { wavelengthOf };

/**
 * The experiment as the fields have it.
 *
 * @param fields Fields of an import; of the lengths, those that are known.
 * @param side Side N of a pattern after binning, in pixels, by which the size of an object pixel follows; null leaves that
 * open.
 */
export function knownGeometry(fields: ImportInput, side: number | null): Experiment {
  const { energy, radiation, distance = null, bin = 1 } = fields;
  const wavelength = fields.wavelength ?? (energy ? wavelengthOf(energy, radiation ?? "photons") : null);
  const pixel = sizeOf(fields.detectorPixel);
  const detectorPixel = pixel && { height: bin * pixel.height, width: bin * pixel.width };
  const known = { wavelength, distance, detectorPixel };
  return { ...known, objectPixel: sizeOf(fields.pixelSize) ?? (side === null ? null : farFieldPixel(known, side)) };
}

// --- internal ---

function sizeOf(size: ImportInput["pixelSize"]): PixelSize | null {
  if (size === null || size === undefined) return null;
  const [height, width] = typeof size === "number" ? [size, size] : size;
  return { height, width };
}

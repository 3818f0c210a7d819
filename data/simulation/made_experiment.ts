/**
 * The experiment of a scan that is made: one that could be, so that its images have a scale and lenses a focus.
 *
 * @module
 */
import { outOfRange } from "../checks/experiment_range.ts";
import type { Experiment, PixelSize } from "../experiment.ts";

/** What can be said of an experiment that is made. */
export interface ExperimentRecipe {
  /**
   * Energy of a photon in electronvolts.
   *
   * @default 8000
   */
  readonly energy?: number;
  /**
   * Side of an object pixel in metres.
   *
   * @default 1e-8
   */
  readonly pixelSize?: number;
}

/**
 * X-rays on a detector with pixels of 75 µm, so far away that a pixel of the object is as large as is wanted.
 *
 * @param patchSize Side N of a pattern in pixels.
 * @param recipe Energy and pixel.
 * @throws {RangeError} If there is no such light, or no such pixel, or the pixel is finer than half the wavelength.
 */
export function madeExperiment(patchSize: number, recipe: ExperimentRecipe = {}): Experiment {
  const { energy = 8000, pixelSize = 10e-9 } = recipe;
  const wavelength = PLANCK_TIMES_LIGHT / energy;
  require("energy", energy, energy > 0 ? outOfRange("wavelength", [wavelength]) : "is not above 0");
  require("pixelSize", pixelSize, pixelSize > 0 ? outOfRange("object pixel", [pixelSize]) : "is not above 0");
  requireWaves(energy, { wavelength, pixelSize });
  const [detectorPixel, objectPixel] = [square(75e-6), square(pixelSize)];
  const distance = patchSize * detectorPixel.width * objectPixel.width / wavelength;
  return { wavelength, distance, detectorPixel, objectPixel };
}

// --- internal ---

function square(side: number): PixelSize {
  return { height: side, width: side };
}

/** hc in electronvolts times metres. */
const PLANCK_TIMES_LIGHT = 1.239841984e-6;

/** Light that leaves the sample at a right angle to the beam has details of half its wavelength: there are no finer ones. */
function requireWaves(energy: number, lengths: { readonly wavelength: number; readonly pixelSize: number }): void {
  const { wavelength, pixelSize } = lengths;
  if (pixelSize >= wavelength / 2) return;
  throw new RangeError(
    `Cannot simulate a scan as its pixels of ${pixelSize} m are finer than half the wavelength of ${energy} eV, ` +
      `${
        (wavelength / 2).toPrecision(3)
      } m: write the energy in electronvolts, 8 keV as 8000, or give a larger pixelSize`,
  );
}

function require(name: keyof ExperimentRecipe, value: number, problem: string | null): void {
  if (problem === null) return;
  const unit = name === "energy" ? "electronvolts" : "metres";
  throw new RangeError(`Cannot simulate a scan as ${name} must be in ${unit}: current value is ${value}`);
}

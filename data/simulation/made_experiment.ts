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
 * @throws {RangeError} If there is no such light, or no such pixel.
 */
export function madeExperiment(patchSize: number, recipe: ExperimentRecipe = {}): Experiment {
  const { energy = 8000, pixelSize = 10e-9 } = recipe;
  const wavelength = PLANCK_TIMES_LIGHT / energy;
  require("energy", energy, energy > 0 ? outOfRange("wavelength", [wavelength]) : "is not above 0");
  require("pixelSize", pixelSize, pixelSize > 0 ? outOfRange("object pixel", [pixelSize]) : "is not above 0");
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

function require(name: keyof ExperimentRecipe, value: number, problem: string | null): void {
  if (problem === null) return;
  const unit = name === "energy" ? "electronvolts" : "metres";
  throw new RangeError(`Cannot simulate a scan as ${name} must be in ${unit}: current value is ${value}`);
}

/**
 * The experiment of a scan whose probe is made: one that could be, so that its images have a scale.
 *
 * @module
 */
import type { Experiment, PixelSize } from "../experiment.ts";

/**
 * X-rays of 8 keV on a detector with pixels of 75 µm, so far away that a pixel of the object is 10 nm wide.
 *
 * @param patchSize Side N of a pattern in pixels.
 */
export function madeExperiment(patchSize: number): Experiment {
  const wavelength = PLANCK_TIMES_LIGHT / 8000;
  const [detectorPixel, objectPixel] = [square(75e-6), square(10e-9)];
  const distance = patchSize * detectorPixel.width * objectPixel.width / wavelength;
  return { wavelength, distance, detectorPixel, objectPixel };
}

// --- internal ---

function square(side: number): PixelSize {
  return { height: side, width: side };
}

/** hc in electronvolts times metres. */
const PLANCK_TIMES_LIGHT = 1.239841984e-6;

/**
 * What turns metres into pixels of a probe: the wave and the size of a pixel.
 *
 * @module
 */
import { type Experiment, objectPixelOf } from "../../experiment.ts";

/** Wavelength and pixel of a simulated probe. */
export interface Optics {
  /** Wavelength in metres. */
  readonly wavelength: number;
  /** Side of an object pixel in metres. */
  readonly pixel: number;
}

/**
 * What an experiment tells of them.
 *
 * @param experiment The experiment.
 * @param patchSize Side N of the probe in pixels.
 * @throws {RangeError} If it does not tell both, or pixels are not square.
 */
export function opticsOf(experiment: Experiment, patchSize: number): Optics {
  const { wavelength } = experiment;
  const pixel = objectPixelOf(experiment, patchSize);
  if (wavelength === null || pixel === null) {
    throw new RangeError(
      `Cannot make a probe as its lengths are in metres and the ${
        wavelength === null ? "wavelength" : "object pixel"
      } ` +
        "of the experiment is not known: give energy and pixelSize (--energy, --pixel-size)",
    );
  }
  if (Math.abs(pixel.height / pixel.width - 1) < 1e-3) return { wavelength, pixel: pixel.width };
  throw new RangeError(
    "Cannot make a probe as pixels of the object must be square where its lengths are in metres: current value is " +
      `${pixel.height} × ${pixel.width} m`,
  );
}

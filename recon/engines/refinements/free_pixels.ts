/**
 * Damps what is predicted on pixels that were not measured: masked ones, dead ones, the border of a transform that is larger
 * than the detector. Nothing else keeps noise from being explained by light there, a little more in each iteration.
 *
 * @module
 */
import { centredFourier } from "../../../backend/operations/centred_fourier.ts";
import { exitWaves } from "../../../backend/operations/engine.ts";
import type { Refinement } from "./refinement.ts";

/**
 * Creates the refinement: χ − d F⁻¹((1 − w) Ψ).
 *
 * @param share d, the part of the wave there that is taken away, above 0 to 1.
 */
export function freePixels(share: number): Refinement {
  return {
    name: "freePixels",
    correct: ({ waves, places, measured: { mask, matrix }, chi }) => {
      if (!mask) return chi;
      const far = centredFourier(exitWaves(waves, places), matrix, false);
      const taken = mask.sub(1).mul(share).expandDims(mask.rank - 2);
      const change = centredFourier({ re: far.re.mul(taken), im: far.im.mul(taken) }, matrix, true);
      return { re: chi.re.add(change.re), im: chi.im.add(change.im) };
    },
  };
}

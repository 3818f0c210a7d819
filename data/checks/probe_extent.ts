/**
 * How much of a probe's light falls outside of the central half of a patch.
 *
 * @module
 */
import { modeIntensity } from "../arrays/orthogonal_modes.ts";

/** A probe on the array of a patch. */
export interface ProbeOnPatch {
  /** All its modes, N × N values each, row-major. */
  readonly probe: readonly { readonly re: Float32Array; readonly im: Float32Array }[];
  /** Side N in pixels; even. */
  readonly patchSize: number;
}

/**
 * Share of the intensity of a probe that lies outside of the central N/2 × N/2 pixels of its array, from 0 to 1; 0 of a
 * probe without light.
 *
 * @param probe Its modes, the light in the middle.
 */
export function shareOutsideCentralHalf({ probe, patchSize }: ProbeOnPatch): number {
  const isCentral = (index: number): boolean => index >= patchSize / 4 && index < 3 * patchSize / 4;
  let [all, central] = [0, 0];
  modeIntensity(probe).forEach((intensity, p) => {
    all += intensity;
    if (isCentral(Math.floor(p / patchSize)) && isCentral(p % patchSize)) central += intensity;
  });
  return all > 0 ? 1 - central / all : 0;
}

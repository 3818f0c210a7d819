/**
 * A network that learned nothing.
 *
 * @module
 */
import { type Finding, percent } from "./finding.ts";
import { type Heads, isAlike, varietyOf } from "./patch_moments.ts";

/**
 * Found where both heads paint the same patch whatever the pattern: the image is a raster of one patch.
 *
 * @param heads Statistics of both heads.
 * @param patches Patches that they are of; one alone is like no other.
 */
export function alikePatches({ amplitude, phase }: Heads, patches: number): Finding | null {
  if (patches < 2 || !isAlike(amplitude) || !isAlike(phase)) return null;
  return {
    code: "alike-patches",
    severity: "problem",
    title: "the network learned nothing",
    detail: `it predicts the same patch for every pattern: patches differ by ${
      percent(Math.max(varietyOf(amplitude), varietyOf(phase)))
    } of the contrast within one`,
    remedy: "train for more epochs (--max-epochs) or with another learning rate (training.learningRate, " +
      "--learning-rate), and check that the scan is read correctly (inspect SCAN)",
  };
}

/**
 * Patches on which there is nothing to see.
 *
 * @module
 */
import { numberText } from "../figures/drawing/text/number_text.ts";
import type { Finding } from "./finding.ts";
import { type Heads, isFlat } from "./patch_moments.ts";

/**
 * Found where both heads paint flat patches.
 *
 * @param heads Statistics of both heads.
 */
export function flatPatches({ amplitude, phase }: Heads): Finding | null {
  if (!isFlat(amplitude) || !isFlat(phase)) return null;
  return {
    code: "flat-patches",
    severity: "problem",
    title: "the patches are flat",
    detail: `amplitudes deviate by ${numberText(amplitude.stdWithinPatches)} within a patch, phases by ` +
      `${numberText(phase.stdWithinPatches)} rad`,
    remedy:
      "train with a smaller learning rate (training.learningRate, --learning-rate) or for more epochs (--max-epochs), " +
      "and check that the scan is read correctly (inspect SCAN)",
  };
}

/**
 * Found where one head paints flat patches and the other does not: it may be dead, or the sample is of that kind.
 *
 * @param heads Statistics of both heads.
 */
export function deadHead({ amplitude, phase }: Heads): Finding | null {
  if (isFlat(amplitude) === isFlat(phase)) return null;
  const [name, statistics, kind] = isFlat(amplitude)
    ? ["amplitude", amplitude, "absorbs nothing"] as const
    : ["phase", phase, "shifts no phase"] as const;
  return {
    code: "dead-head",
    severity: "hint",
    title: `the ${name} is flat`,
    detail: `its deviation within patches is ${
      numberText(statistics.stdWithinPatches)
    }, as is right for a sample that ${kind}`,
    remedy:
      "where the sample is of another kind, train again with another seed (--seed) or a smaller learning rate (--learning-rate)",
  };
}

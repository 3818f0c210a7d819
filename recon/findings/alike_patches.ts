/**
 * A network that learned nothing.
 *
 * @module
 */
import type { Finding } from "./finding.ts";
import { type Heads, isAlike } from "./patch_moments.ts";

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
    detail: "it paints the same patch whatever the pattern, and the image is that patch over and over",
    remedy: "train for more epochs or with another learning rate, and look whether the scan is read rightly",
  };
}

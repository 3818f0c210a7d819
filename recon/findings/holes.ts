/**
 * Parts of the object that no patch covers.
 *
 * @module
 */
import type { Reconstruction } from "../image/reconstruction.ts";
import { type Finding, percent } from "./finding.ts";
import { regions } from "./regions.ts";

/**
 * Found where the image has holes, or falls into islands that no patch connects.
 *
 * @param image The image; its mask says what is covered.
 */
export function holes({ object, mask }: Pick<Reconstruction, "object" | "mask">): Finding | null {
  const islands = regions(mask, object, true);
  const covered = islands.reduce((sum, { pixels }) => sum + pixels, 0);
  const enclosed = regions(mask, object, false).filter(({ atBorder }) => !atBorder);
  const missing = enclosed.reduce((sum, { pixels }) => sum + pixels, 0);
  const isBroken = islands.length > 1;
  if (!isBroken && missing < LEAST_HOLES * covered) return null;
  const seen = [
    ...(isBroken ? [`the image falls into ${islands.length} parts that no patch connects`] : []),
    ...(missing > 0
      ? [
        `${enclosed.length} ${enclosed.length === 1 ? "hole" : "holes"} of ${missing} px in all, ` +
        `${percent(missing / covered)} of what is covered`,
      ]
      : []),
  ];
  return {
    code: "holes",
    severity: "hint",
    title: isBroken ? "the scan does not cover one piece" : "the image has holes",
    detail: seen.join("; "),
    remedy:
      "place more of each patch (inference.crop, --crop), reconstruct all patterns (without --inference-groups and --inference-subsample), or scan " +
      "with smaller steps",
  };
}

// --- internal ---

/** Fewer pixels than this share of the image are single ones that fractions of a pixel leave between patches. */
const LEAST_HOLES = 1e-3;

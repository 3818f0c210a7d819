/**
 * All findings: the one list for pictures, reports, pages and programs.
 *
 * @module
 */
import type { SciencePayload } from "../../config/payload.ts";
import type { ProbeOnPatch } from "../../data/checks/probe_extent.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import { alikePatches } from "./alike_patches.ts";
import { beamStop } from "./beam_stop.ts";
import { broadProbe } from "./broad_probe.ts";
import { contradictingPatches } from "./contradicting_patches.ts";
import { diverging } from "./diverging.ts";
import { fewPhotons, type Light } from "./few_photons.ts";
import type { Finding } from "./finding.ts";
import { deadHead, flatPatches } from "./flat_patches.ts";
import { holes } from "./holes.ts";
import type { EpochLosses } from "./loss_course.ts";
import { outlyingPatterns, type PatternResiduals } from "./outlying_patterns.ts";
import { overFitting } from "./over_fitting.ts";
import type { Heads } from "./patch_moments.ts";
import { saturatedHead } from "./saturated_head.ts";
import { type Brightest, saturatedPixels } from "./saturated_pixels.ts";
import { stillFalling } from "./still_falling.ts";
import { type TypicalPattern, unexplainedPatterns } from "./unexplained_patterns.ts";

/** What findings are of. */
export interface FindingFacts {
  /** The image. */
  readonly image: Pick<Reconstruction, "object" | "mask">;
  /** Statistics of the patches, and how many there are. */
  readonly patches: { readonly heads: Heads; readonly count: number; readonly agreement: number | null };
  /** The patterns. */
  readonly patterns: PatternResiduals & Light & Brightest;
  /** The one with the median residual; null where none was predicted. */
  readonly typicalPattern: TypicalPattern | null;
  /** (N, N), 1 where a pixel was measured in some pattern; null where all were. */
  readonly mask: Uint8Array | null;
  /** The probe on the array of a patch. */
  readonly probe: ProbeOnPatch["probe"];
  /** How the network is configured. */
  readonly model: Pick<SciencePayload["model"], "padObject" | "mode">;
  /** Epochs of the training, in their order; empty where they are not known. */
  readonly epochs: readonly EpochLosses[];
}

/**
 * What looks wrong, problems first. What follows from another finding is not told beside it.
 *
 * @param facts What is known.
 */
export function findAll(
  { image, patches, patterns, typicalPattern, mask, probe, model, epochs }: FindingFacts,
): readonly Finding[] {
  const { heads, count, agreement } = patches;
  const { patchSize } = patterns;
  const light = fewPhotons(patterns);
  const isDark = light?.severity === "problem";
  const found = [
    diverging(epochs),
    flatPatches(heads) ??
      (isDark
        ? null
        : alikePatches(heads, count) ?? contradictingPatches(agreement) ?? unexplainedPatterns(typicalPattern)),
    saturatedHead(heads),
    deadHead(heads),
    light,
    holes(image),
    saturatedPixels(patterns),
    beamStop(mask, patchSize),
    outlyingPatterns(patterns),
    broadProbe({ probe, patchSize }, model),
    overFitting(epochs),
    stillFalling(epochs),
  ];
  return problemsFirst(found);
}

/**
 * What looks wrong in an image that no network painted, and in its patterns, problems first.
 *
 * @param facts What is known.
 */
export function findInMeasurement(
  { image, patterns, mask }: Pick<FindingFacts, "image" | "patterns" | "mask">,
): readonly Finding[] {
  const [light, gaps] = [fewPhotons(patterns), holes(image)];
  return problemsFirst([
    light && { ...light, remedy: "expose longer, open the beam, or sum frames of the same place" },
    gaps &&
    { ...gaps, remedy: "reconstruct all patterns (without --n-subsample and bounds), or scan in smaller steps" },
    saturatedPixels(patterns),
    beamStop(mask, patterns.patchSize),
    outlyingPatterns(patterns),
  ]);
}

// --- internal ---

function problemsFirst(found: readonly (Finding | null)[]): readonly Finding[] {
  return found.filter((finding) => finding !== null)
    .toSorted((a, b) => Number(a.severity === "hint") - Number(b.severity === "hint"));
}

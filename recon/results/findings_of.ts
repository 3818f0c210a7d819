/**
 * The findings of what an inference left, whoever asks: the inference itself, a report, a page.
 *
 * @module
 */
import { findAll, type FindingFacts } from "../findings/find_all.ts";
import type { Finding } from "../findings/finding.ts";
import type { Diagnostics } from "./diagnostics.ts";

/** What stands beside the diagnostics: the image, `model` of the payload, and the epochs of the run. */
export type BesideDiagnostics = Pick<FindingFacts, "image" | "model" | "epochs">;

/**
 * What looks wrong, problems first.
 *
 * @param diagnostics As `diagnostics.npz` has them.
 * @param beside The image, how the network is configured, and the epochs, none where they are not known.
 */
export function findingsOf(diagnostics: Diagnostics, beside: BesideDiagnostics): readonly Finding[] {
  const { patterns, patches, probe, photons, mean: { mean, mask } } = diagnostics;
  return findAll({ ...beside, patches, probe, mask, patterns: { ...patterns, photons, patchSize: mean.height } });
}

/**
 * The findings of what an inference left, whoever asks: the inference itself, a report, a page.
 *
 * @module
 */
import type { SciencePayload } from "../../config/payload.ts";
import { findAll, findInMeasurement } from "../findings/find_all.ts";
import { meanPhotons } from "../findings/few_photons.ts";
import type { Finding } from "../findings/finding.ts";
import type { EpochLosses } from "../findings/loss_course.ts";
import type { TypicalPattern } from "../findings/unexplained_patterns.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import type { Diagnostics } from "./diagnostics.ts";

/** What stands beside the diagnostics. */
export interface BesideDiagnostics {
  /** The image. */
  readonly image: Pick<Reconstruction, "object" | "mask">;
  /** How the network is configured: `model` of the payload; not read for an engine's image. */
  readonly model: Pick<SciencePayload["model"], "padObject" | "mode">;
  /** Epochs of the training, in their order; empty where they are not known. */
  readonly epochs: readonly EpochLosses[];
}

/**
 * What looks wrong, problems first.
 *
 * @param diagnostics As `diagnostics.npz` has them.
 * @param beside The image, how the network is configured, and the epochs, none where they are not known.
 *
 * @example
 * ```ts
 * import { findingsOf } from "@exitwave/exitwave"; // diagnostics are those of `readDiagnostics`
 * import { assertEquals } from "@std/assert";
 *
 * const head = {
 *   ...{ mean: 1, std: 0.2, min: 0.5, max: 1.5, saturatedLow: null, saturatedHigh: null },
 *   ...{ stdWithinPatches: 0.2, stdBetweenPatches: 0.2 },
 * };
 * const side = 8;
 * const image = { height: side, width: side, re: new Float32Array(64).fill(1), im: new Float32Array(64) };
 * const diagnostics = {
 *   patterns: {
 *     positions: { x: Float64Array.of(4, 5), y: Float64Array.of(4, 4) },
 *     numbers: Int32Array.of(0, 1),
 *     residuals: Float64Array.of(0.1, 0.2),
 *     energies: Float64Array.of(3.5, 4.5),
 *     greatest: Float64Array.of(1, 1),
 *   },
 *   shown: [],
 *   mean: { mean: { height: side, width: side, data: new Float64Array(64) }, mask: null },
 *   probe: [image],
 *   patches: { heads: { amplitude: head, phase: head }, count: 2, agreement: 0.3 },
 *   photons: null,
 * };
 * const reconstruction = { object: image, mask: new Uint8Array(64).fill(1) };
 * const model = { padObject: false, mode: "pinn" } as const;
 * const findings = findingsOf(diagnostics, { image: reconstruction, model, epochs: [] });
 * assertEquals(findings.map(({ code }) => code), ["contradicting-patches"]);
 * ```
 */
export function findingsOf(diagnostics: Diagnostics, beside: BesideDiagnostics): readonly Finding[] {
  const { patterns, patches, probe, photons, mean: { mean, mask } } = diagnostics;
  const light = { ...patterns, photons, patchSize: mean.height };
  if (patches === null) return findInMeasurement({ image: beside.image, mask, patterns: light });
  return findAll({
    ...{ ...beside, patches, probe, mask, patterns: light },
    typicalPattern: typicalPattern(diagnostics, meanPhotons(light)),
  });
}

// --- internal ---

/** The median pattern, where there are three to show. */
function typicalPattern(
  { patterns: { energies, residuals }, shown, mean: { mean } }: Diagnostics,
  photons: number | null,
): TypicalPattern | null {
  const typical = shown.length > 2 ? shown[1] : undefined;
  if (!typical) return null;
  const known = energies.filter(Number.isFinite);
  const energy = known.reduce((sum, value) => sum + value, 0) / known.length;
  return {
    ...{ measured: typical.measured.data, predicted: typical.predicted.data, mean: mean.data },
    count: residuals.filter(Number.isFinite).length,
    photons: photons === null ? null : photons / energy,
  };
}

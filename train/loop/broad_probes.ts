/**
 * A warning of probes that light what the network paints coarsely.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";
import { shareOutsideCentralHalf } from "../../data/checks/probe_extent.ts";
import type { TrainingData } from "./training_data.ts";

/**
 * A sentence for each scan whose probe lights much outside of the central half of a patch, where `model.padObject` leaves
 * the painting to a coarse path, or to none: patterns then tell of an object that the network cannot paint.
 *
 * @param payload The payload.
 * @param data The scans that are trained on.
 */
export function broadProbeWarnings(
  { model }: TrainingPayload,
  { train, scans }: Pick<TrainingData, "train" | "scans">,
): string[] {
  if (!model.padObject || model.mode !== "pinn") return [];
  const parts = train.samples.scans?.parts ?? [train.samples];
  return parts.flatMap((part, k) => {
    const share = shareOutsideCentralHalf(part);
    if (share <= GREATEST_SHARE) return [];
    return [
      `${scans[k]?.file.path}: ${
        Math.round(100 * share)
      } % of the probe's intensity lies outside of the central half of ` +
      "the patch, where model.padObject true paints coarsely: with false (--no-pad-object) one path paints all of it",
    ];
  });
}

// --- internal ---

/** At 12 % a network that pads learned more in as many epochs, at 28 % one that does not (docs/results.md). */
const GREATEST_SHARE = 0.2;

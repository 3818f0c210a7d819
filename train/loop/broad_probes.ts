/**
 * A warning of probes that light what the network paints coarsely.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";
import { broadProbe } from "../../recon/findings/broad_probe.ts";
import type { TrainingData } from "./training_data.ts";

/**
 * A sentence for each scan of which that is found ({@link broadProbe}).
 *
 * @param payload The payload.
 * @param data The scans that are trained on.
 */
export function broadProbeWarnings(
  { model }: TrainingPayload,
  { train, scans }: Pick<TrainingData, "train" | "scans">,
): string[] {
  const parts = train.samples.scans?.parts ?? [train.samples];
  return parts.flatMap((part, k) => {
    const found = broadProbe(part, model);
    return found ? [`${scans[k]?.file.path}: ${found.detail}; ${found.remedy}`] : [];
  });
}

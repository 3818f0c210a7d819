/**
 * A probe that lights what the network paints coarsely.
 *
 * @module
 */
import type { SciencePayload } from "../../config/payload.ts";
import { type ProbeOnPatch, shareOutsideCentralHalf } from "../../data/checks/probe_extent.ts";
import type { Finding } from "./finding.ts";

/**
 * Found where the probe lights much outside of the central half of a patch, and `model.padObject` leaves the painting
 * there to a coarse path, or to none: patterns then tell of an object that the network cannot paint.
 *
 * @param probe The probe.
 * @param model How the network is configured.
 */
export function broadProbe(
  probe: ProbeOnPatch,
  { padObject, mode }: Pick<SciencePayload["model"], "padObject" | "mode">,
): Finding | null {
  const share = padObject && mode === "pinn" ? shareOutsideCentralHalf(probe) : 0;
  if (share <= GREATEST_SHARE) return null;
  return {
    code: "broad-probe",
    severity: "hint",
    title: "the probe is broad",
    detail:
      `${Math.round(100 * share)} % of the probe's intensity lies outside of the central half of the patch, where ` +
      "model.padObject true paints coarsely",
    remedy: "train with model.padObject false (--no-pad-object), so that one path paints all of the patch",
  };
}

// --- internal ---

/** At 12 % a network that pads learned more in as many epochs, at 28 % one that does not (docs/results.md). */
const GREATEST_SHARE = 0.2;

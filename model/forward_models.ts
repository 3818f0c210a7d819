/**
 * The forward models there are, chosen by a payload.
 *
 * @module
 */
import type { SciencePayload } from "../config/payload.ts";
import { createFarField } from "./physics/far_field.ts";
import type { ForwardModel } from "./physics/forward_model.ts";
import { withIntensityScale } from "./physics/intensity_scale.ts";

/**
 * Makes the forward model of a payload; its constants are on the current backend.
 *
 * @param payload Its data and model sections.
 * @returns The forward model, the caller's to dispose of.
 */
export function createForwardModel({ data, model }: SciencePayload): ForwardModel {
  const { gridSize, patchSize } = data;
  const merges = model.objectBig ?? gridSize > 1;
  const rectangular = model.forwardMode === "rectangular_scaled";
  const forward = createFarField({
    patchSize,
    probeScale: probeDivisor({ data, model }),
    amplitudeGain: model.amplitudeGain,
    merging: merges ? model.patchMerging : null,
    partScales: rectangular ? (model.rectScaleTrainable ? "learned" : "fixed") : null,
  });
  const scaled = model.mode === "pinn" && model.intensityScaleTrainable;
  return scaled ? withIntensityScale(forward) : forward;
}

// --- internal ---

/**
 * What the forward model divides the probe by. With `data.probeNormalize` true PtychoPINN divides by it twice, in normalising
 * and in illuminating, but for rectangular_scaled mode, where its scale was once applied twice by mistake.
 */
function probeDivisor({ data, model }: SciencePayload): number {
  const once = model.forwardMode === "rectangular_scaled" && data.probeNormalize === true;
  return once ? 1 : data.probeScale;
}

/**
 * The forward models there are, chosen by a payload.
 *
 * @module
 */
import type { SciencePayload } from "../config/payload.ts";
import { createFarField } from "./physics/far_field.ts";
import type { ForwardModel, TrainedScan } from "./physics/forward_model.ts";
import { withIntensityScale } from "./physics/intensity_scale.ts";
import { withLearnedPositions } from "./physics/learned_positions.ts";
import { withLearnedProbe } from "./physics/learned_probe.ts";

/**
 * Makes the forward model of a payload; its constants are on the current backend.
 *
 * @param payload Its data and model sections.
 * @param scans The scans that are trained on, where probes or positions are to be learned; without them none is.
 * @returns The forward model, the caller's to dispose of.
 */
export function createForwardModel(
  { data, model }: SciencePayload,
  scans: readonly TrainedScan[] = [],
): ForwardModel {
  const { gridSize, patchSize } = data;
  const merges = model.objectBig ?? gridSize > 1;
  const rectangular = model.forwardMode === "rectangular_scaled";
  let forward = createFarField({
    patchSize,
    probeScale: probeDivisor({ data, model }),
    amplitudeGain: model.amplitudeGain,
    merging: merges ? model.patchMerging : null,
    smoothing: model.gaussianSmoothingSigma,
    partScales: rectangular ? (model.rectScaleTrainable ? "learned" : "fixed") : null,
  });
  // Labels tell nothing of the physics.
  if (model.mode !== "pinn") return forward;
  if (model.intensityScaleTrainable) forward = withIntensityScale(forward);
  if (scans.length === 0) return forward;
  if (model.probeTrainable) {
    forward = withLearnedProbe(forward, scans.map(({ probe: modes, probeMask: mask }) => ({ modes, mask })));
  }
  if (model.positionsTrainable && merges && gridSize > 1) {
    const counts = scans.map(({ patterns }) => patterns.frames.count);
    forward = withLearnedPositions(forward, { counts, bound: model.positionsBound });
  }
  return forward;
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

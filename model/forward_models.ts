/**
 * The forward models there are, chosen by a payload.
 *
 * @module
 */
import type { SciencePayload } from "../config/payload.ts";
import { createFarField } from "./physics/far_field.ts";
import type { ForwardModel } from "./physics/forward_model.ts";

/**
 * Makes the forward model of a payload; its constants are on the current backend.
 *
 * @param payload Its data and model sections.
 * @returns The forward model, the caller's to dispose of.
 * @throws {RangeError} If the payload asks for patches that are merged.
 */
export function createForwardModel({ data, model }: SciencePayload): ForwardModel {
  const { gridSize, patchSize, probeScale } = data;
  const merges = model.objectBig ?? gridSize > 1;
  // What is merged and extracted again at one place alone is what it was.
  if (gridSize === 1 || !merges) return createFarField({ patchSize, probeScale, amplitudeGain: model.amplitudeGain });
  throw new RangeError(
    `Cannot create the model as patches are not merged yet: data.gridSize must be 1 or model.objectBig false, ` +
      `current value is ${gridSize}`,
  );
}

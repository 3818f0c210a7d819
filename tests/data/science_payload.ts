/**
 * Payloads for tests of data code, straight from the schemas.
 *
 * @module
 */
import { dataSchema } from "../../config/fields/data_section.ts";
import { modelSchema } from "../../config/fields/model_section.ts";
import type { SciencePayload } from "../../config/payload.ts";

/** Defaults, but for what is given. */
export function sciencePayload(
  data: Partial<SciencePayload["data"]> = {},
  model: Partial<SciencePayload["model"]> = {},
): SciencePayload {
  return { data: dataSchema.parse(data), model: modelSchema.parse(model) };
}

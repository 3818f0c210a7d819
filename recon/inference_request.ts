/**
 * A request to reconstruct: what a trained network says of its inference, and what is said beside it.
 *
 * @module
 */
import type { PayloadOptions } from "../config/assemble.ts";
import { createInferencePayload } from "../config/inference_payload.ts";
import type { InferencePayload } from "../config/payload.ts";
import { setPaths } from "../config/set_paths.ts";
import { inferenceScience, inheritedSections } from "./inference_science.ts";
import { loadTrained, type Trained } from "./load_trained.ts";

/** What `infer` takes. */
export interface InferenceRequest {
  /** The payload: every field as the network was trained with unless it was set anew. */
  readonly payload: InferencePayload;
  /** The network. */
  readonly trained: Trained;
  /** What the user should know, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Loads a trained network and makes the payload by which it is applied.
 *
 * @param modelPath A run directory, or one checkpoint.
 * @param options What is set beside what the network was trained with.
 * @throws {Error} Where the network cannot be loaded; the message names the file.
 * @throws {ConfigError} Where a value is not allowed.
 * @throws {RangeError} Where a field of the network is set to another value than it was trained with.
 */
export async function inferenceRequest(
  modelPath: string,
  options: Pick<PayloadOptions, "override" | "flag">,
): Promise<InferenceRequest> {
  const trained = await loadTrained(modelPath);
  const payload = createInferencePayload(inheritedSections(trained.payload), options);
  // Refused before a scan is read.
  inferenceScience(payload, trained.payload);
  return {
    payload,
    trained,
    warnings: [...trained.warnings, ...payload.warnings, ...scalingWarnings(payload, trained)],
  };
}

// --- internal ---

/** A scan that was trained on has its scales from there, unless each of its samples has one of its own. */
function scalingWarnings(payload: InferencePayload, { payload: { data }, scales }: Trained): string[] {
  const { dataScaling, normalize } = payload.data;
  const idle = scales !== null && normalize === "batch" && dataScaling !== data.dataScaling;
  if (!idle || !setPaths(payload).has("data.dataScaling")) return [];
  return [
    `data.dataScaling = ${JSON.stringify(dataScaling)} has no effect on scans that were trained on, which have the ` +
    'scales of the training: for them it is read where data.normalize is "group"',
  ];
}

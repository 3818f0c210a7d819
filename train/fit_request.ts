/**
 * What `fit` was given, completed: the payload by what its scan tells, the options by the accelerator that the payload
 * names. From here on library and command line are one.
 *
 * @module
 */
import { acceleratorFor } from "../backend/accelerator_for.ts";
import type { Accelerator } from "../backend/accelerator.ts";
import { completePayload } from "../config/complete_payload.ts";
import type { SectionsInput } from "../config/fields/sections.ts";
import { openFields } from "../config/open_fields.ts";
import type { TrainingPayload } from "../config/payload.ts";
import { payloadSections } from "../config/payload_sections.ts";
import { requireTrainable } from "../config/trainable.ts";
import { completeFromScan } from "../data/facts/scan_fields.ts";
import { readRunPayload } from "../run/run_payload.ts";
import type { FitOptions } from "./fit_options.ts";

/** Options of `fit`, with the accelerator. */
export type FitRequestOptions = FitOptions & { readonly accelerator: Accelerator };

/** A training that can begin. */
export interface FitRequest {
  readonly payload: TrainingPayload;
  readonly options: FitRequestOptions;
}

/**
 * Completes what `fit` was given.
 *
 * @param payload The payload.
 * @param options The options.
 * @throws {RangeError} If the payload asks for what cannot be trained.
 * @throws {AcceleratorError} Where there is no accelerator as the payload names.
 * @throws {Error} If the scan cannot be read.
 */
export async function fitRequest(payload: TrainingPayload, options: FitOptions): Promise<FitRequest> {
  requireTrainable(payload);
  const completed = options.resume === undefined
    ? await completeFromScan(payload)
    : completePayload(payload, await fieldsOfRun(options.resume, payload));
  const accelerator = await acceleratorFor(completed, options.accelerator);
  return { payload: completed, options: { ...options, accelerator } };
}

// --- internal ---

/** A run goes on with what its scan told when it began; why there is none is said where it is resumed. */
async function fieldsOfRun(directory: string, payload: TrainingPayload): Promise<SectionsInput> {
  if (openFields(payload).length === 0) return {};
  const run = await readRunPayload(directory).catch(() => null);
  const told = run?.payload.overrides.filter(({ source }) => source === "dataset").map(({ path }) => path) ?? [];
  const { data = {} } = run ? payloadSections(run.payload) : {};
  return { data: Object.fromEntries(Object.entries(data).filter(([name]) => told.includes(`data.${name}`))) };
}

/**
 * A payload with what its scan tells: the one that the factory makes where the scan's facts are among its sources.
 *
 * @module
 */
import { merge } from "./fields/merge.ts";
import { type SectionsInput, valueAt } from "./fields/sections.ts";
import { auditedSources, fieldSections } from "./audited_sources.ts";
import { openFields } from "./open_fields.ts";
import type { TrainingPayload } from "./payload.ts";
import { createTrainingPayload } from "./training_payload.ts";

/**
 * Completes a payload.
 *
 * @param payload A payload.
 * @param facts What its scan tells, by section; of that, the open fields are taken.
 * @returns The payload itself where no open field is told, else a new one with the source `dataset` in its audit.
 * @throws {ConfigError} Where a fact is not allowed.
 */
export function completePayload(payload: TrainingPayload, facts: SectionsInput): TrainingPayload {
  const told = openFields(payload).filter((path) => valueAt(facts, path) !== undefined);
  if (told.length === 0) return payload;
  const found = told.map((path) => fieldSections(path, valueAt(facts, path)));
  const { config = {}, dataset = {}, override = {}, flag = {} } = auditedSources(payload.overrides, payload.execution);
  return createTrainingPayload(config, {
    ...{ override, flag },
    dataset: [dataset, ...found].reduce(merge),
  }) as TrainingPayload;
}

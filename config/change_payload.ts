/**
 * The same training, or reconstruction by an engine, with some fields set anew: how it is run, or how it goes on. All else stays as it is, the audit too.
 *
 * @module
 */
import type { SectionArguments } from "./assemble.ts";
import type { OverrideRecord, ReconstructionPayload, ReplacedValue, TrainingPayload } from "./payload.ts";
import { payloadSections } from "./payload_sections.ts";
import { keepPlace, placeOf } from "./values/place.ts";
import { seal } from "./seal.ts";
import type { SectionsInput } from "./fields/sections.ts";
import { createReconstructionPayload } from "./reconstruction_payload.ts";
import { createTrainingPayload } from "./training_payload.ts";

/** Fields that are set anew, by source. */
export interface PayloadChanges {
  /** Wins over the others. */
  readonly override?: SectionsInput;
  /** Flags of the command line. */
  readonly flag?: SectionsInput;
  /** What a factory takes: builders or plain fields, by section. */
  readonly config?: unknown;
}

/**
 * Sets fields of a payload anew.
 *
 * @param payload A payload that `parsePayload` or a factory gave.
 * @param changes The fields, by the source they come from.
 * @returns The payload itself where nothing is set, else a new one. The audit of a field goes on with what the payload
 * recorded of it.
 * @throws {ConfigError} Where a new value is not allowed.
 */
export function changePayload<P extends TrainingPayload | ReconstructionPayload>(
  payload: P,
  changes: PayloadChanges,
): P {
  const { config = {}, ...options } = changes;
  if ([config, ...Object.values(options)].every(isEmpty)) return payload;
  const dataset = payloadSections(payload);
  const changed = payload.kind === "training"
    ? createTrainingPayload(config as SectionsInput, { ...options, dataset }) as TrainingPayload
    : createReconstructionPayload(config as SectionArguments, { ...options, dataset });
  const before = new Map(payload.overrides.map((record) => [record.path, record]));
  const overrides = changed.overrides.flatMap((record) => continued(record, before.get(record.path)));
  const { kind, warnings } = changed;
  const metrics = "metrics" in changed ? changed.metrics : undefined;
  return seal({ kind, sections: changed, overrides, warnings, metrics }) as P;
}

// --- internal ---

function isEmpty(sections: unknown): boolean {
  return typeof sections === "object" && sections !== null &&
    Object.values(sections).every((fields) => fields === undefined || (fields && Object.keys(fields).length === 0));
}

/** The payload's own values came as those of a data set; its record knows better where they are from. */
function continued(record: OverrideRecord, before: OverrideRecord | undefined): OverrideRecord[] {
  if (record.source === "dataset") return before ? [before] : [];
  const above: readonly ReplacedValue[] = record.replaced.filter(({ source }) =>
    source === "flag" || source === "config"
  );
  const standard = record.replaced.slice(-1);
  const replaced = before ? [...above, firstOf(before), ...before.replaced] : [...above, ...standard];
  return [keepPlace({ ...record, replaced }, placeOf(record))];
}

function firstOf(record: OverrideRecord): ReplacedValue {
  return keepPlace({ value: record.value, source: record.source }, placeOf(record));
}

/**
 * The same training, run differently: execution fields of a payload set anew. Scientific fields stay as they are, and so
 * does the audit of everything that is not set anew.
 *
 * @module
 */
import type { PayloadOptions } from "./assemble.ts";
import { deepFreeze } from "./deep_freeze.ts";
import { payloadSections } from "./parse_payload.ts";
import type { OverrideRecord, ReplacedValue, TrainingPayload } from "./payload.ts";
import type { SectionsInput } from "./sections.ts";
import { createTrainingPayload } from "./training_payload.ts";

/** Execution fields by source. */
export type ExecutionChanges = { readonly [S in "override" | "flag"]?: Pick<SectionsInput, "execution"> };

/**
 * Sets execution fields of a payload anew.
 *
 * @param payload A payload that `parsePayload` or a factory gave.
 * @param changes The fields, by the source they come from.
 * @returns The payload itself where nothing is changed, else a new one. The audit of a changed field goes on with what
 * the payload recorded of it.
 * @throws {ConfigError} Where a new value is not allowed.
 */
export function changeExecution(payload: TrainingPayload, changes: ExecutionChanges): TrainingPayload {
  if (Object.values(changes).every(({ execution = {} }) => Object.keys(execution).length === 0)) return payload;
  const options: PayloadOptions = changes;
  const changed = createTrainingPayload(payloadSections(payload), options) as TrainingPayload;
  const before = new Map(payload.overrides.map((record) => [record.path, record]));
  const overrides = changed.overrides.map((record) => continued(record, before.get(record.path)));
  return deepFreeze({ ...changed, overrides }) as TrainingPayload;
}

// --- internal ---

/** In the new record the payload's own values come from `config` or `default`; the old record knows better. */
function continued(record: OverrideRecord, before: OverrideRecord | undefined): OverrideRecord {
  if (!before) return record;
  if (record.source === "config") return before;
  const above: readonly ReplacedValue[] = record.replaced.filter(({ source }) => ["override", "flag"].includes(source));
  return { ...record, replaced: [...above, { value: before.value, source: before.source }, ...before.replaced] };
}

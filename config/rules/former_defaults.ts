/**
 * Defaults that fields had while they did nothing. Payloads of that time have them written down: a value that nobody set
 * then meant nothing, and must not begin to mean something.
 *
 * @module
 */
import { isFields } from "../fields/merge.ts";
import { fields, type Sections, valueAt } from "../fields/sections.ts";
import { canonicalJson } from "../values/fingerprint.ts";

/**
 * Sections of a payload that was written down, with today's default for each field that has a former one which nobody set.
 *
 * @param recorded The sections as they were written down.
 * @param audit The audit that was written down with them, whatever it is.
 */
export function withoutFormerDefaults(recorded: Partial<Sections>, audit: unknown): Partial<Sections> {
  const said = new Set((Array.isArray(audit) ? audit : []).map((record) => isFields(record) ? record.path : null));
  const former = fields.filter(({ path }) => !said.has(path) && isFormer(path, valueAt(recorded, path)));
  return former.reduce((sections, { section, name, defaultValue }) => ({
    ...sections,
    [section]: { ...sections[section], [name]: defaultValue },
  }), recorded);
}

// --- internal ---

const FORMER: Readonly<Record<string, unknown>> = {
  "execution.precision": "32-true",
  "model.intensityScaleTrainable": true,
  "model.maeWeight": 0,
  "model.nllWeight": 1,
};

function isFormer(path: string, value: unknown): boolean {
  return path in FORMER && canonicalJson(value) === canonicalJson(FORMER[path]);
}

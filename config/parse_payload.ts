/**
 * Reading a payload back from JSON: a file, or the metadata of a checkpoint.
 *
 * @module
 */
import { fingerprints } from "./assemble.ts";
import { merge } from "./builder.ts";
import { ConfigError } from "./config_error.ts";
import { deepFreeze } from "./deep_freeze.ts";
import { canonicalJson } from "./fingerprint.ts";
import { INFERENCE_SECTIONS } from "./inference_payload.ts";
import type { MetricNames } from "./metric_names.ts";
import { type Fingerprints, type InferencePayload, PAYLOAD_VERSION, type TrainingPayload } from "./payload.ts";
import { isDefault, resolveSections } from "./resolve.ts";
import { fields, sectionNames, type Sections, type SectionsInput, valueAt } from "./sections.ts";
import { metricNames } from "./training_payload.ts";

/**
 * Checks that a JSON value is a payload that a factory made, unaltered. Fields that did not exist when it was made have
 * their defaults, so that what was trained by an older version can be used by a newer one.
 *
 * @param json The parsed JSON.
 * @returns The payload, complete and deep-frozen.
 * @throws {ConfigError} Where it is no payload, of another version, invalid, or altered since it was made.
 */
export function parsePayload(json: unknown): TrainingPayload | InferencePayload {
  if (!isPayload(json)) fail("kind", kindOf(json), 'must be "training" or "inference" (this JSON is not a payload)');
  if (json.schemaVersion !== PAYLOAD_VERSION) fail("schemaVersion", json.schemaVersion, `must be ${PAYLOAD_VERSION}`);
  const used = json.kind === "training" ? sectionNames : INFERENCE_SECTIONS;
  const pick = <T>(from: Readonly<Record<string, T>>): Record<string, T | undefined> =>
    Object.fromEntries(used.map((name) => [name, from[name]]));
  const recorded = pick(json);
  const { sections, problems } = resolveSections({ config: recorded as SectionsInput });
  if (problems.length > 0) throw new ConfigError(ATTEMPT, problems);
  requireUnaltered(json, {
    ...fingerprints(recorded as Partial<Sections>, used),
    ...(json.kind === "training" && { metrics: metricNames(sections) }),
  });
  const complete = { ...structuredClone(json), ...pick(sections), fingerprints: fingerprints(sections, used) };
  return deepFreeze(complete) as unknown as TrainingPayload | InferencePayload;
}

/**
 * The sections of a payload without what is default anyway, to configure another run like it.
 *
 * @param payload A payload.
 * @returns Partial sections.
 */
export function payloadSections(payload: TrainingPayload | InferencePayload): SectionsInput {
  let sections: SectionsInput = {};
  for (const field of fields) {
    if (!(field.section in payload)) continue;
    const value = valueAt(payload, field.path);
    if (!isDefault(field, value)) sections = merge(sections, { [field.section]: { [field.name]: value } });
  }
  return sections;
}

// --- internal ---

const ATTEMPT = "read the payload";
const EDITED = "the payload was edited: pass its sections instead";

interface Derived extends Fingerprints {
  readonly metrics?: MetricNames;
}

/** What follows from the sections must be what was recorded. */
function requireUnaltered(json: Record<string, unknown>, { metrics, ...digests }: Derived): void {
  for (const [name, digest] of Object.entries(digests)) {
    const recorded = (json.fingerprints as Readonly<Record<string, unknown>> | undefined)?.[name];
    if (recorded !== digest) fail(`fingerprints.${name}`, recorded, `must be ${digest} (${EDITED})`);
  }
  if (metrics && canonicalJson(json.metrics) !== canonicalJson(metrics)) {
    fail("metrics", json.metrics, `must be ${JSON.stringify(metrics)} (${EDITED})`);
  }
}

function isPayload(json: unknown): json is Record<string, unknown> {
  return ["training", "inference"].includes(String(kindOf(json)));
}

function kindOf(json: unknown): unknown {
  return typeof json === "object" && json !== null && "kind" in json ? json.kind : undefined;
}

function fail(path: string, value: unknown, requirement: string): never {
  throw new ConfigError(ATTEMPT, [{ path, value, requirement }]);
}

/**
 * Reading a payload back from JSON: a file, or the metadata of a checkpoint.
 *
 * @module
 */
import { parseAudit } from "./parse_audit.ts";
import { ConfigError } from "./values/config_error.ts";
import { withoutFormerDefaults } from "./rules/former_defaults.ts";
import { canonicalJson, fingerprint } from "./values/fingerprint.ts";
import { isFields } from "./fields/merge.ts";
import type { MetricNames } from "./fields/metric_names.ts";
import {
  type Fingerprints,
  type ImportPayload,
  type InferencePayload,
  PAYLOAD_SECTIONS,
  PAYLOAD_VERSION,
  type ReconstructionPayload,
  type TrainingPayload,
} from "./payload.ts";
import { resolveSections } from "./resolve.ts";
import { fingerprints, seal } from "./seal.ts";
import type { PayloadKind, Sections, SectionsInput } from "./fields/sections.ts";
import { jsonCopy } from "./values/json_copy.ts";
import { metricNames } from "./training_payload.ts";

/**
 * Checks that a JSON value is a payload that a factory made, unaltered: sections, audit, warnings and metric names. Fields
 * that did not exist when it was made have their defaults, so that what was trained by an older version can be used by a
 * newer one.
 *
 * @param json The parsed JSON.
 * @returns The payload, complete and deep-frozen.
 * @throws {ConfigError} Where it is no payload, of another version, invalid, or altered since it was made.
 */
export function parsePayload(json: unknown): TrainingPayload | InferencePayload {
  return parse(json, ["training", "inference"]) as TrainingPayload | InferencePayload;
}

/**
 * Checks that a JSON value is the payload of a reconstruction by an iterative engine, as {@link parsePayload} does.
 *
 * @param json The parsed JSON.
 * @returns The payload, complete and deep-frozen.
 * @throws {ConfigError} Where it is none, of another version, invalid, or altered since it was made.
 * @example
 * ```ts
 * import { createReconstructionPayload, parseReconstruction } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const payload = createReconstructionPayload({ data: { scan: "scan.npz" }, engine: { iterations: 40 } });
 * assertEquals(parseReconstruction(JSON.parse(JSON.stringify(payload))), payload);
 * ```
 */
export function parseReconstruction(json: unknown): ReconstructionPayload {
  return parse(json, ["reconstruction"]) as ReconstructionPayload;
}

/**
 * Checks that a JSON value is the payload of an import, such as a scan carries, as {@link parsePayload} does.
 *
 * @param json The parsed JSON.
 * @returns The payload, complete and deep-frozen.
 * @throws {ConfigError} Where it is none, of another version, invalid, or altered since it was made.
 * @example
 * ```ts
 * import { createImportPayload, parseImport } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const recipe = createImportPayload({ import: { files: ["scan.npz"], units: "um" } });
 * assertEquals(parseImport(JSON.parse(JSON.stringify(recipe))), recipe);
 * ```
 */
export function parseImport(json: unknown): ImportPayload {
  return parse(json, ["import"]) as ImportPayload;
}

// --- internal ---

const ATTEMPT = "read the payload";
const EDITED = "the payload was edited: pass its sections instead";

function parse(json: unknown, kinds: readonly PayloadKind[]): unknown {
  const { kind, content } = contentOf(json, kinds);
  const used = PAYLOAD_SECTIONS[kind];
  const recorded = Object.fromEntries(used.map((name) => [name, content[name]])) as Partial<Sections>;
  const current = withoutFormerDefaults(recorded, content.overrides);
  const { sections, problems } = resolveSections(kind, { config: current as SectionsInput });
  if (problems.length > 0) throw new ConfigError(ATTEMPT, problems);
  requireFingerprints(content.fingerprints, fingerprints(kind, recorded));
  const { audit, isOlder } = parseAudit(content, current, fail);
  const metrics = kind === "training" ? metricNames(sections) : undefined;
  if (metrics) requireMetrics(content.metrics, metrics);
  if (!isOlder) requireDigest({ ...content, ...audit });
  return seal({ kind, sections, ...audit, metrics });
}

interface Content {
  readonly kind: PayloadKind;
  readonly content: Readonly<Record<string, unknown>>;
}

/** A payload by its outline: what it is of, and nothing in it that no factory writes. */
function contentOf(json: unknown, kinds: readonly PayloadKind[]): Content {
  const given = isFields(json) ? json.kind : undefined;
  const kind = kinds.find((known) => known === given);
  if (!isFields(json) || kind === undefined) {
    const names = kinds.map((known) => `"${known}"`).join(" or ");
    return fail("kind", given, `must be ${names} (this JSON is ${kindOf(given)})`);
  }
  if (json.schemaVersion !== PAYLOAD_VERSION) fail("schemaVersion", json.schemaVersion, `must be ${PAYLOAD_VERSION}`);
  const outline = [
    "kind",
    "schemaVersion",
    "overrides",
    "warnings",
    "fingerprints",
    "digest",
    ...PAYLOAD_SECTIONS[kind],
  ];
  const known = kind === "training" ? [...outline, "metrics"] : outline;
  const unknown = Object.keys(json).find((name) => !known.includes(name));
  if (unknown !== undefined) fail(unknown, json[unknown], `is not a part of a payload (${EDITED})`);
  const content = jsonCopy(json);
  if (!isFields(content)) {
    fail("its content", json, `must be JSON, nested no deeper than a payload is (${EDITED})`);
  }
  return { kind, content };
}

function kindOf(given: unknown): string {
  const known = Object.keys(PAYLOAD_SECTIONS).find((kind) => kind === given);
  return known ? "a payload of another kind" : "not a payload";
}

/** What follows from the sections must be what was recorded. */
function requireFingerprints(recorded: unknown, expected: Fingerprints): void {
  const known = isFields(recorded) ? recorded : {};
  for (const [name, digest] of Object.entries(expected)) {
    if (known[name] !== digest) fail(`fingerprints.${name}`, known[name], `must be ${digest} (${EDITED})`);
  }
}

/** All that was recorded. */
function requireDigest({ digest: recorded, ...content }: Content["content"]): void {
  const digest = fingerprint(content);
  if (recorded !== digest) fail("digest", recorded, `must be ${digest} (${EDITED})`);
}

function requireMetrics(recorded: unknown, metrics: MetricNames): void {
  if (canonicalJson(recorded) === canonicalJson(metrics)) return;
  fail("metrics", recorded, `must be ${JSON.stringify(metrics)} (${EDITED})`);
}

function fail(path: string, value: unknown, requirement: string): never {
  throw new ConfigError(ATTEMPT, [{ path, value, requirement }]);
}

/**
 * The audit of a payload as it was written down.
 *
 * @module
 */
import { z } from "../packages/zod.ts";
import { canonicalJson } from "./values/fingerprint.ts";
import { type OverrideRecord, type PayloadBase, SOURCES } from "./payload.ts";
import { isDefault } from "./resolve.ts";
import { fields, findField, type Sections, valueAt } from "./fields/sections.ts";

/** What was written down. */
export interface ParsedAudit {
  /** The audit, every record telling whether its value is the default. */
  readonly audit: Pick<PayloadBase, "overrides" | "warnings">;
  /** Whether it is of a version that left out what was set to its default, and wrote no digest. */
  readonly isOlder: boolean;
}

/**
 * Checks that a JSON value is an audit of some sections.
 *
 * @param content The parts of a payload, nested no deeper than a payload is.
 * @param sections Its sections as they were written down.
 * @param fail Refuses a part of it.
 * @returns The audit.
 */
export function parseAudit(
  content: Readonly<Record<string, unknown>>,
  sections: Partial<Sections>,
  fail: (path: string, value: unknown, requirement: string) => never,
): ParsedAudit {
  const { overrides, warnings, digest } = content;
  const parsed = schema.safeParse({ overrides, warnings });
  if (!parsed.success) {
    const [name = "overrides", ...rest] = parsed.error.issues[0]?.path.map(String) ?? [];
    return fail([name, ...rest].join("."), content[name], `must be as the factory wrote it (${EDITED})`);
  }
  const { data } = parsed;
  const strange = data.overrides.find(({ path, value }) => !isValueOf(sections, path, value));
  if (strange) fail("overrides", strange, `must tell of a field and the value that it has (${EDITED})`);
  const isOlder = digest === undefined && data.overrides.every((record) => record.isDefault === undefined) &&
    tellsDifferences(data.overrides, sections);
  return { audit: { overrides: data.overrides.map(complete), warnings: data.warnings }, isOlder };
}

// --- internal ---

const EDITED = "the payload was edited: pass its sections instead";

const source = z.enum(SOURCES);
const value = z.json();

const schema = z.strictObject({
  overrides: z.array(z.strictObject({
    path: z.string(),
    value,
    source,
    isDefault: z.boolean().optional(),
    replaced: z.array(z.strictObject({ value, source })),
  })),
  warnings: z.array(z.string()),
});

type WrittenRecord = z.infer<typeof schema>["overrides"][number];

function isValueOf(sections: Partial<Sections>, path: string, recorded: unknown): boolean {
  return findField(path) !== undefined && canonicalJson(valueAt(sections, path)) === canonicalJson(recorded);
}

/** Whether there is a record for each field that is not at its default, and for no other, as older versions wrote. */
function tellsDifferences(overrides: readonly WrittenRecord[], sections: Partial<Sections>): boolean {
  const different = fields.filter((field) => {
    const value = valueAt(sections, field.path); // undefined where the version had no such field
    return value !== undefined && !isDefault(field, value);
  });
  const told = new Set(overrides.map(({ path }) => path));
  return told.size === overrides.length && told.size === different.length &&
    different.every(({ path }) => told.has(path));
}

function complete({ path, value, source, isDefault: told, replaced }: WrittenRecord): OverrideRecord {
  const field = findField(path);
  return { path, value, source, isDefault: told ?? (field !== undefined && isDefault(field, value)), replaced };
}

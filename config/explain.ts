/**
 * Why a payload is as it is, as rows of text.
 *
 * @module
 */
import { describeField, fields } from "./sections.ts";
import type { InferencePayload, OverrideRecord, TrainingPayload } from "./payload.ts";

/** One field and the history of its value. */
export interface Explanation {
  /** `section.field`. */
  readonly path: string;
  /** The value in force. */
  readonly value: unknown;
  /** Where the value came from, and what it replaced. */
  readonly origin: string;
  /** What the field is. */
  readonly about: string;
}

/**
 * Explains every field of a payload, or those that differ from their default.
 *
 * @param payload The payload.
 * @param options `all` includes fields at their default.
 * @returns A row a field, in the order of the documentation.
 * @example
 * ```ts
 * import { createTrainingPayload, explainPayload, training } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const payload = createTrainingPayload({ training: training().epochs(3) }, { flag: { training: { epochs: 5 } } });
 * assertEquals(explainPayload(payload)[0]?.origin, "flag, over 3 from config, over 50 by default");
 * ```
 */
export function explainPayload(
  payload: TrainingPayload | InferencePayload,
  options: { readonly all?: boolean } = {},
): readonly Explanation[] {
  const records = new Map(payload.overrides.map((record) => [record.path, record]));
  return fields.flatMap((field): Explanation[] => {
    const record = records.get(field.path);
    if (!(field.section in payload) || (!record && !options.all)) return [];
    const origin = record ? describeOrigin(record) : "default";
    const value = record ? record.value : field.defaultValue;
    return [{ path: field.path, value, origin, about: describeField(field) }];
  });
}

// --- internal ---

function describeOrigin({ source, replaced }: OverrideRecord): string {
  const history = replaced.map((lost) =>
    `over ${JSON.stringify(lost.value)} ${lost.source === "default" ? "by default" : `from ${lost.source}`}`
  );
  return [source, ...history].join(", ");
}

/**
 * Why a payload is as it is, as rows of text.
 *
 * @module
 */
import { describeField, fields, valueAt } from "./fields/sections.ts";
import type { OverrideRecord, Payload, ReplacedValue } from "./payload.ts";
import { placeOf, showPlace } from "./values/place.ts";

/** One field and the history of its value. */
export interface Explanation {
  /** `section.field`. */
  readonly path: string;
  /** The value in force. */
  readonly value: unknown;
  /** Where the value came from, and what it replaced. */
  readonly origin: string;
  /** URL and line of the script whose builder set the value; null where that is not known. */
  readonly at: string | null;
  /** What the field is. */
  readonly about: string;
}

/** What to explain, and how. */
export interface ExplainOptions {
  /**
   * Whether fields that no source set are included.
   *
   * @default false
   */
  readonly all?: boolean;
  /** URL of a directory, ending in a slash: scripts in it are named relative to it. */
  readonly base?: string;
}

/**
 * Explains every field of a payload, or those that any source set. A payload remembers the line of a script
 * that called a builder as long as it is not written down.
 *
 * @param payload The payload.
 * @param options See {@link ExplainOptions}.
 * @returns A row a field, in the order of the documentation.
 * @example
 * ```ts
 * import { createTrainingPayload, explainPayload, training } from "@exitwave/exitwave";
 * import { assertEquals, assertMatch } from "@std/assert";
 *
 * const payload = createTrainingPayload({ training: { epochs: 3 } }, { flag: { training: { epochs: 5 } } });
 * assertEquals(explainPayload(payload)[0]?.origin, "flag, over 3 from config, over 50 by default");
 *
 * const [seed] = explainPayload(createTrainingPayload({ training: training().seed(1) }));
 * assertMatch(seed?.origin ?? "", /^config \(.*:\d+\), over 42 by default$/); // file and line of this script
 * ```
 */
export function explainPayload(
  payload: Payload,
  options: ExplainOptions = {},
): readonly Explanation[] {
  const records = new Map(payload.overrides.map((record) => [record.path, record]));
  return fields.flatMap((field): Explanation[] => {
    const record = records.get(field.path);
    if (!(field.section in payload) || (!record && !options.all)) return [];
    const origin = record ? describeOrigin(record, options.base) : "default";
    const value = record ? record.value : valueAt(payload, field.path);
    return [{ path: field.path, value, origin, at: (record && placeOf(record)) ?? null, about: describeField(field) }];
  });
}

// --- internal ---

function describeOrigin(record: OverrideRecord, base: string | undefined): string {
  const from = (part: ReplacedValue): string => {
    const place = placeOf(part);
    return place === undefined ? part.source : `${part.source} (${showPlace(place, base)})`;
  };
  const history = record.replaced.map((lost) => {
    if (lost.source !== "default") return `over ${JSON.stringify(lost.value)} from ${from(lost)}`;
    return record.isDefault ? "as by default" : `over ${JSON.stringify(lost.value)} by default`;
  });
  return [from(record), ...history].join(", ");
}

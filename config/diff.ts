/**
 * What two configurations do differently.
 *
 * @module
 */
import type { Effect } from "./fields/field.ts";
import type { Payload } from "./payload.ts";
import { fields, valueAt } from "./fields/sections.ts";

/** A field that two payloads disagree on. */
export interface Difference {
  /** `section.field`. */
  readonly path: string;
  /** Its value in the first payload. */
  readonly first: unknown;
  /** Its value in the second. */
  readonly second: unknown;
  /** What it may change. */
  readonly effect: Effect;
}

/**
 * Compares two payloads field by field; of two kinds, in the sections that both have.
 *
 * @param first A payload.
 * @param second Another.
 * @returns The fields that differ, in the order of the documentation.
 * @example
 * ```ts
 * import { createTrainingPayload, diffPayloads } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const [short, long] = [5, 50].map((epochs) => createTrainingPayload({ training: { epochs } }));
 * assertEquals(short && long && diffPayloads(short, long), [
 *   { path: "training.epochs", first: 5, second: 50, effect: "other result" },
 * ]);
 * ```
 */
export function diffPayloads(first: Payload, second: Payload): readonly Difference[] {
  return fields.flatMap(({ path, section, effect }): Difference[] => {
    if (!(section in first && section in second)) return [];
    const values = [first, second].map((payload) => valueAt(payload, path));
    if (JSON.stringify(values[0]) === JSON.stringify(values[1])) return [];
    return [{ path, first: values[0], second: values[1], effect }];
  });
}

/**
 * Fields that were set but do nothing yet.
 *
 * @module
 */
import type { OverrideRecord } from "./payload.ts";
import { findField } from "./fields/sections.ts";

/**
 * Warns of fields that do nothing yet. At its default such a field does what it says.
 *
 * @param overrides The audit.
 * @returns A sentence for each, with what happens instead.
 */
export function pendingWarnings(overrides: readonly OverrideRecord[]): string[] {
  return overrides.flatMap(({ path, value, isDefault }) => {
    const pending = findField(path)?.info.pending;
    return pending && !isDefault ? [`${path} = ${JSON.stringify(value)} is not yet in effect: ${pending}`] : [];
  });
}

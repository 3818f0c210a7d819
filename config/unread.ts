/**
 * Fields that were set for a command that does not read them, such as the epochs of an inference.
 *
 * @module
 */
import type { OverrideRecord } from "./payload.ts";
import { findField, type PayloadKind, twinOf } from "./fields/sections.ts";

/**
 * Warns of fields that a payload's kind of run does not read. A configuration that was made for both may have them at
 * their default; who sets them beside it, even to that, is told.
 *
 * @param overrides The audit.
 * @param kind What the payload is for.
 * @returns A sentence for each, with the field to set instead where there is one.
 */
export function unreadWarnings(overrides: readonly OverrideRecord[], kind: PayloadKind): string[] {
  return overrides.flatMap(({ path, value, isDefault, source }) => {
    const handedOver = isDefault && (source === "config" || source === "dataset");
    const readers = findField(path)?.readBy ?? [];
    if (readers.includes(kind) || handedOver) return [];
    const twin = twinOf(path, kind);
    const remedy = twin ? `: set ${twin}` : "";
    return [`${path} = ${JSON.stringify(value)} has no effect as only ${readersText(readers)}${remedy}`];
  });
}

// --- internal ---

const NAMES: Readonly<Record<PayloadKind, string>> = {
  training: "a training",
  inference: "an inference",
  reconstruction: "a reconstruction",
  import: "an import",
};

/** Such as `a training and an inference read it`. */
function readersText(readers: readonly PayloadKind[]): string {
  const names = readers.map((kind) => NAMES[kind]);
  const last = names.pop() ?? "";
  return names.length === 0 ? `${last} reads it` : `${names.join(", ")} and ${last} read it`;
}

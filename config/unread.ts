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
    const other = findField(path)?.readBy ?? (kind === "import" ? "both" : kind);
    if (other === kind || handedOver) return [];
    const twin = twinOf(path, kind);
    const remedy = twin ? `: set ${twin}` : "";
    return [`${path} = ${JSON.stringify(value)} has no effect as only ${READERS[other]}${remedy}`];
  });
}

// --- internal ---

const READERS: Readonly<Record<PayloadKind | "both", string>> = {
  training: "a training reads it",
  inference: "an inference reads it",
  import: "an import reads it",
  both: "a training and an inference read it",
};

/**
 * Fields that were set, but that nothing reads because of how another one is set, such as the momentum of SGD beside Adam.
 *
 * @module
 */
import type { FieldCondition } from "./fields/field.ts";
import { canonicalJson } from "./values/fingerprint.ts";
import type { OverrideRecord } from "./payload.ts";
import { findField, type PayloadKind, type Sections, twinOf, valueAt } from "./fields/sections.ts";

/**
 * Warnings about fields that were set in vain. Who sets one to its default misses nothing.
 *
 * @param overrides The audit.
 * @param sections Complete sections.
 * @param kind What the payload is for: an inference chooses its patterns by fields of its own.
 * @returns A sentence for each, with the remedy.
 */
export function idleWarnings(overrides: readonly OverrideRecord[], sections: Sections, kind: PayloadKind): string[] {
  return overrides.flatMap(({ path, value, isDefault }) => {
    const { info, section, readBy = [] } = findField(path) ?? {};
    if (!readBy.includes(kind) || isDefault) return [];
    const conditions = [section === "engine" ? withEngine(path, kind) : [], info?.activeWhen ?? []]
      .map((any) => any.map((condition) => readByKind(condition, kind)))
      .find((any) => any.length > 0 && !any.some((condition) => holds(condition, sections)));
    if (conditions === undefined) return [];
    const current = [...new Set(conditions.map((condition) => condition.path))]
      .map((other) => `${other} is ${JSON.stringify(valueAt(sections, other))}`);
    const remedy = conditions.map(describeCondition).join(" or ");
    return [`${path} = ${JSON.stringify(value)} has no effect as ${current.join(" and ")}: it is read where ${remedy}`];
  });
}

/** A condition in words, such as `training.optimizer is "sgd"`. */
export function describeCondition({ path, is, isNot = [] }: FieldCondition): string {
  return is ? `${path} is ${anyOf(is)}` : `${path} is not ${anyOf(isNot)}`;
}

// --- internal ---

const REFINES: FieldCondition = { path: "inference.refine", isNot: [0] };
const MAKES_LABELS: FieldCondition = { path: "data.labels", is: ["engine"] };

/** Where a run with a network has an engine; a reconstruction always has one. */
function withEngine(path: string, kind: PayloadKind): readonly FieldCondition[] {
  if (kind === "reconstruction") return [];
  if (kind === "inference") return [REFINES];
  // How often a polish goes through the patterns, inference.refine says.
  return path === "engine.iterations" ? [MAKES_LABELS] : [REFINES, MAKES_LABELS];
}

function readByKind(condition: FieldCondition, kind: PayloadKind): FieldCondition {
  const twin = twinOf(condition.path, kind);
  return twin === undefined ? condition : { ...condition, path: twin };
}

function anyOf(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(" or ");
}

/** A list meets a condition where one of its elements does. */
function holds({ path, is, isNot = [] }: FieldCondition, sections: Sections): boolean {
  const value = valueAt(sections, path);
  const among = (values: readonly unknown[]): boolean =>
    [value, ...(Array.isArray(value) ? value : [])]
      .some((one) => values.some((other) => canonicalJson(other) === canonicalJson(one)));
  return is ? among(is) : !among(isNot);
}

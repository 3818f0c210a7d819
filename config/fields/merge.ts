/**
 * Partial sections laid over each other.
 *
 * @module
 */
import { fieldPlaces, keepFieldPlaces } from "../values/place.ts";
import type { SectionName, SectionsInput } from "./sections.ts";

/**
 * Whether a value can be the fields of a section: a plain object, of whatever realm. Of a list, a map or an instance of a
 * class, what it holds would be overlooked.
 */
export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Partial sections laid over each other, field by field. A field keeps the place where it was set; one that is undefined
 * was not set. What is no object of fields is kept for the factory to refuse.
 *
 * @param under The sections below.
 * @param over The sections above, whose fields win.
 * @returns New partial sections.
 */
export function merge(under: SectionsInput, over: SectionsInput): SectionsInput {
  const result = new Map<string, unknown>(Object.entries(under));
  for (const [section, values] of Object.entries(over)) {
    if (values === undefined) continue;
    const below: unknown = under[section as SectionName];
    result.set(section, isFields(values) ? mergeFields(isFields(below) ? below : {}, values) : values);
  }
  return Object.fromEntries(result);
}

// --- internal ---

function mergeFields(under: object, over: object): object {
  const set = Object.entries(over).filter(([, value]) => value !== undefined);
  const kept = Object.entries(fieldPlaces(under)).filter(([name]) => !set.some(([other]) => other === name));
  const fields = Object.fromEntries([...Object.entries(under), ...set]);
  return keepFieldPlaces(fields, Object.fromEntries([...kept, ...Object.entries(fieldPlaces(over))]));
}

/**
 * Fingerprints: the same configuration has the same digest however it was written down.
 *
 * @module
 */
import { createHash } from "node:crypto";

/**
 * SHA-256 of a value's canonical JSON (keys sorted at every level).
 *
 * @param value A plain JSON value.
 * @returns 64 hexadecimal digits.
 */
export function fingerprint(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/** JSON with the keys of every object sorted; equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => isPlainObject(part) ? sortKeys(part) : part);
}

// --- internal ---

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sortKeys(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

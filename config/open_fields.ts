/**
 * What a scan may still tell a payload: N from its patterns, photons from its metadata, what its numbers are, where nobody
 * said. The factory is
 * pure and reads no file, so it marks its payloads as open; those that were read back from a file, or go on from one, are
 * what was trained and are not. The mark is a property that JSON, equality and spreading do not see.
 *
 * @module
 */
import { setPaths } from "./set_paths.ts";
import type { Payload } from "./payload.ts";

/** The fields that a scan tells. */
export const SCAN_FIELDS = ["data.patchSize", "data.photons", "data.measurement"] as const;

/** Marks a payload that is not frozen yet as one that its scan may complete; returns it. */
export function keepOpen<T extends object>(payload: T): T {
  return Object.defineProperty(payload, OPEN, { value: true });
}

/**
 * The fields of a payload that its scan may still tell.
 *
 * @param payload A payload.
 * @returns Their paths; none where somebody set them all, or the payload was read from a file.
 */
export function openFields(payload: object): string[] {
  if ((payload as { readonly [OPEN]?: boolean })[OPEN] !== true) return [];
  const { kind } = payload as Payload;
  const set = setPaths(payload as Payload);
  // An engine takes patterns of any size, and their counts as they are.
  return SCAN_FIELDS.filter((path) => !set.has(path) && (kind === "training" || path === "data.measurement"));
}

// --- internal ---

const OPEN = Symbol.for("exitwave: payload that its scan may complete");

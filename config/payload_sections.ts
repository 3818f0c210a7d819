/**
 * A payload as a source of another one.
 *
 * @module
 */
import { type Payload, PAYLOAD_SECTIONS } from "./payload.ts";
import type { SectionsInput } from "./fields/sections.ts";
import { jsonCopy } from "./values/json_copy.ts";

/**
 * The sections of a payload, to configure another run like it: every field, those at their default too, so that nothing
 * below, such as what a scan's metadata say, can take their place.
 *
 * @param payload A payload.
 * @returns Its sections, complete.
 * @example
 * ```ts
 * import { createTrainingPayload, payloadSections } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const payload = createTrainingPayload({ training: { epochs: 3 } });
 * const again = createTrainingPayload(payloadSections(payload), { dataset: { data: { photons: 1e5 } } });
 * assertEquals([again.training.epochs, again.data.photons], [3, null]);
 * ```
 */
export function payloadSections(payload: Payload): SectionsInput {
  const parts = new Map<string, unknown>(Object.entries(payload));
  return Object.fromEntries(PAYLOAD_SECTIONS[payload.kind].map((name) => [name, jsonCopy(parts.get(name))]));
}

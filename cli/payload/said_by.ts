/**
 * A payload as a configuration of another run.
 *
 * @module
 */
import type { SectionsInput } from "../../config/fields/sections.ts";
import type { Payload } from "../../config/payload.ts";
import { payloadSections } from "../../config/payload_sections.ts";

/**
 * The sections of a payload, but for what its scan tells, and what followed from other fields: that follows from
 * them again, such as the directory from the name of another scan.
 *
 * @param payload The payload.
 * @param told Paths of the fields that its scan tells.
 */
export function saidBy(payload: Payload, told: readonly string[]): SectionsInput {
  const derived = payload.overrides.filter(({ source }) => source === "derived").map(({ path }) => path);
  const left = new Set([...told, ...derived]);
  return Object.fromEntries(
    Object.entries(payloadSections(payload)).map(([section, values]) => [
      section,
      Object.fromEntries(Object.entries(values ?? {}).filter(([name]) => !left.has(`${section}.${name}`))),
    ]),
  );
}

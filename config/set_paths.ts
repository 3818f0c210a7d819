/**
 * Which fields somebody set.
 *
 * @module
 */
import type { PayloadBase } from "./payload.ts";

/**
 * The fields of a payload that any source set, also those that were set to their default.
 *
 * @param payload A payload.
 * @returns Their paths.
 */
export function setPaths({ overrides }: Pick<PayloadBase, "overrides">): ReadonlySet<string> {
  return new Set(overrides.map(({ path }) => path));
}

/**
 * The fields of a payload that somebody said: by override, flag or configuration, not the scan or another field.
 *
 * @param payload A payload.
 * @returns Their paths.
 */
export function saidPaths({ overrides }: Pick<PayloadBase, "overrides">): ReadonlySet<string> {
  const said = overrides.filter(({ source }) => source !== "dataset" && source !== "derived");
  return new Set(said.map(({ path }) => path));
}

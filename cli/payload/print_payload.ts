/**
 * What `--dry-run` prints.
 *
 * @module
 */
import { explainPayload } from "../../config/explain.ts";
import type { Payload } from "../../config/payload.ts";
import type { Output } from "../terminal/output.ts";
import { workingDirectory } from "../terminal/working_directory.ts";

/**
 * Prints a payload: for programs the whole of it, for people what is not at its default, or what the command line set to
 * it, and why, and more lines if there are any. (`config explain` prints all that was set: of a payload or a trained network that is every field.)
 */
export function printPayload(
  payload: Payload,
  output: Output,
  more: readonly string[] = [],
): void {
  const told = payload.overrides.filter(({ isDefault, source }) =>
    !isDefault || source === "override" || source === "flag"
  );
  const paths = new Set(told.map(({ path }) => path));
  const rows = explainPayload(payload, { base: workingDirectory() }).filter(({ path }) => paths.has(path));
  const lines = rows.map(({ path, value, origin }) => `${path} = ${JSON.stringify(value)}  (${origin})`);
  output.result([`scientific fingerprint ${payload.fingerprints.scientific}`, ...lines, ...more].join("\n"), payload);
}

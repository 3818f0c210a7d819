/**
 * What `--dry-run` prints.
 *
 * @module
 */
import { explainPayload } from "../config/explain.ts";
import type { InferencePayload, TrainingPayload } from "../config/payload.ts";
import type { Output } from "./output.ts";
import { workingDirectory } from "./working_directory.ts";

/** Prints a payload: for programs the whole of it, for people what is not at its default, and why. */
export function printPayload(payload: TrainingPayload | InferencePayload, output: Output): void {
  const rows = explainPayload(payload, { base: workingDirectory() });
  const lines = rows.map(({ path, value, origin }) => `${path} = ${JSON.stringify(value)}  (${origin})`);
  output.result([`scientific fingerprint ${payload.fingerprints.scientific}`, ...lines].join("\n"), payload);
}

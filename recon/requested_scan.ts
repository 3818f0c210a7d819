/**
 * Which scan an inference is of: the one that is named, else the one that the network was trained on, wherever that is by
 * now.
 *
 * @module
 */
import type { InferencePayload } from "../config/payload.ts";
import { runOfCheckpoint } from "../run/checkpoint_names.ts";
import { namedScans } from "../data/facts/named_scans.ts";
import { findScans } from "../run/scan_place.ts";
import type { Trained } from "./load_trained.ts";

/** A scan to reconstruct. */
export interface RequestedScan {
  readonly path: string;
  /** What the user should know of how it was found, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Finds the scan of an inference.
 *
 * @param payload The payload of the inference.
 * @param trained The network; of a run, its record tells where the scan was.
 * @throws {RangeError} Where neither names a scan.
 * @throws {Error} Where the one of the training is not to be found.
 */
export async function requestedScan(
  { inference }: InferencePayload,
  { path, payload }: Pick<Trained, "path" | "payload">,
): Promise<RequestedScan> {
  if (inference.scan !== null) return { path: inference.scan, warnings: [] };
  const found = await findScans(runOfCheckpoint(path), payload);
  const [scan, ...others] = await namedScans(found.paths.scan);
  if (scan === undefined) {
    throw new RangeError(
      `Cannot reconstruct as neither inference.scan nor ${path} names a scan: current value is null`,
    );
  }
  const isThere = await Deno.stat(scan).then(() => true, (error) => !(error instanceof Deno.errors.NotFound));
  if (isThere) return { path: scan, warnings: [...found.warnings, ...choiceWarnings(scan, others, path)] };
  throw new Error(
    `Cannot reconstruct the scan that ${path} was trained on as ${scan} is not there: ` +
      "run it where the network was trained, or name the scan by inference.scan",
  );
}

// --- internal ---

/** Names of scans that a sentence lists. */
const MOST_NAMES = 5;

/** A network of several scans may have been meant to reconstruct another of them. */
function choiceWarnings(scan: string, others: readonly string[], path: string): string[] {
  if (others.length === 0) return [];
  const more = others.length > MOST_NAMES ? ` and ${others.length - MOST_NAMES} more` : "";
  return [
    `${path} was trained on ${
      1 + others.length
    } scans: the first, ${scan}, is reconstructed; inference.scan names another, ` +
    `such as ${others.slice(0, MOST_NAMES).join(", ")}${more}`,
  ];
}

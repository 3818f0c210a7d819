/**
 * Which scan an inference is of: the one that is named, else the one that the network was trained on, wherever that is by
 * now.
 *
 * @module
 */
import type { InferencePayload } from "../config/payload.ts";
import { runOfCheckpoint } from "../run/checkpoint_names.ts";
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
  const { paths: { scan }, warnings } = await findScans(runOfCheckpoint(path), payload);
  if (scan === null) {
    throw new RangeError(
      `Cannot reconstruct as neither inference.scan nor ${path} names a scan: current value is null`,
    );
  }
  const isThere = await Deno.stat(scan).then(() => true, (error) => !(error instanceof Deno.errors.NotFound));
  if (isThere) return { path: scan, warnings };
  throw new Error(
    `Cannot reconstruct the scan that ${path} was trained on as ${scan} is not there: ` +
      "run it where the network was trained, or name the scan by inference.scan",
  );
}

/**
 * The fields of a configuration that a scan tells: N from its patterns, photons from its metadata, what its numbers are. Command line and
 * library both come this way, so that one configuration is one training.
 *
 * @module
 */
import { completePayload } from "../../config/complete_payload.ts";
import type { MetricFacts } from "../../config/fields/metric_names.ts";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { openFields } from "../../config/open_fields.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import { requireNetworkSize, resizeRemedy } from "../checks/patch_size.ts";
import { inspectScan, type ScanFacts } from "./inspect_scan.ts";
import { type NamedScans, namedScans } from "./named_scans.ts";

/**
 * Reads what scans tell: their size, and of photons and of what their numbers are what all of them say.
 *
 * @param named The scan, or several; their headers alone are read.
 * @returns Fields of the source `dataset`.
 * @throws {Error} If one cannot be found or read, or has no diffraction.
 * @throws {RangeError} If no network takes patterns of their size, or they have different sizes; the message names the scan.
 */
export async function scanFields(named: NamedScans): Promise<SectionsInput> {
  const [first, ...others] = await factsOf(named);
  if (!first) return {};
  const { patchSize, photons, measurement } = first;
  requireNetworkSize(patchSize, first.path);
  const odd = others.find((scan) => scan.patchSize !== patchSize);
  if (odd) {
    throw new RangeError(
      `Cannot train on ${odd.path} as its patterns must have the size of those of ${first.path}, ${patchSize} px: ` +
        `current value is ${odd.patchSize} px; ${resizeRemedy(odd.patchSize, [patchSize])}`,
    );
  }
  const agrees = (key: "photons" | "measurement"): boolean => others.every((scan) => scan[key] === first[key]);
  const told = {
    ...(photons !== null && agrees("photons") && { photons }),
    ...(measurement !== null && agrees("measurement") && { measurement }),
  };
  return { data: { patchSize: patchSize as 64, ...told } };
}

/**
 * Completes a payload from its scan, as `fit` and the command line do, for a training loop of one's own: `data.patchSize`,
 * `data.photons` and `data.measurement` come from the scan where nobody set them. What was set, to null too, stays, and nothing is taken
 * into a payload that was read from a file.
 *
 * @param payload The payload.
 * @returns The payload itself where the scan has nothing to tell.
 * @throws {Error} If the scan cannot be read.
 * @throws {RangeError} If no network takes patterns of its size.
 *
 * @example
 * ```ts
 * import { completeFromScan, createTrainingPayload, simulateScan, writeScan } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const scan = await Deno.makeTempFile({ suffix: ".npz" });
 * await writeScan(scan, simulateScan({ patchSize: 128, patterns: 4, photons: 1e5 }));
 * const { data } = await completeFromScan(createTrainingPayload({ data: { scan } }));
 * assertEquals([data.patchSize, data.photons], [128, 1e5]);
 * await Deno.remove(scan);
 * ```
 */
export async function completeFromScan<F extends MetricFacts>(
  payload: TrainingPayload<F>,
): Promise<TrainingPayload<F>> {
  const { scan } = payload.data;
  if (scan === null || openFields(payload as TrainingPayload).length === 0) return payload;
  // None of these fields has a say in the names of metrics.
  return completePayload(payload as TrainingPayload, await scanFields(scan)) as TrainingPayload<F>;
}

// --- internal ---

async function factsOf(named: NamedScans): Promise<(ScanFacts & { readonly path: string })[]> {
  const facts = [];
  for (const path of await namedScans(named)) facts.push({ path, ...await inspectScan(path) });
  return facts;
}

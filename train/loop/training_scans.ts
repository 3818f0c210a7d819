/**
 * The scans of a training: found by their names, opened, and told apart.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";
import { saidPaths } from "../../config/set_paths.ts";
import { orthogonalModes, powerShares } from "../../data/arrays/orthogonal_modes.ts";
import { objectPixelOf } from "../../data/experiment.ts";
import { inspectScan } from "../../data/facts/inspect_scan.ts";
import { namedScans } from "../../data/facts/named_scans.ts";
import { aboutScan, withScan } from "../../data/joining/about_scan.ts";
import { arraysDigest } from "../../data/formats/file_digest.ts";
import { needsLabels } from "../../data/labels.ts";
import { openScan } from "../../data/load_scan.ts";
import { prepareSamples, type PrepareSamplesOptions, type Samples } from "../../data/samples.ts";
import { type OpenScan, probeModesOf } from "../../data/scan.ts";
import type { ScanFile } from "../../run/run_record.ts";

/** Fields that name scans. */
export type ScanField = "scan" | "testScan";

/**
 * Opens the scans that a field of a payload names.
 *
 * @param payload The payload.
 * @param field The field, which is not null.
 * @param files Gets what is to be closed in the end.
 * @returns At least one, in the order of their names.
 * @throws {TypeError} If none is named, or two have the same content.
 * @throws {Error} If one cannot be found or read; the message names it.
 */
export async function openScans(
  payload: TrainingPayload,
  field: ScanField,
  files: DisposableStack,
): Promise<readonly [OpenScan, ...OpenScan[]]> {
  const { data, model, execution: { frameCache } } = payload;
  const paths = await namedScans(data[field]);
  const rooms = frameCache === null || paths.length < 2 ? null : await shares(frameCache, paths);
  const scans: OpenScan[] = [];
  for (const [index, path] of paths.entries()) {
    const scan = files.use(
      await openScan(path, {
        // Where files say different things, each is believed.
        measurement: data.measurement,
        believesFile: !saidPaths(payload).has("data.measurement"),
        needsObject: needsLabels(model) && (field === "testScan" || data.labels === null),
        frameCache: rooms ? rooms[index] ?? 0 : frameCache,
      }),
    );
    const same = scans.find(({ digest }) => digest === scan.digest);
    if (same) {
      throw new TypeError(`Cannot train on ${path} as it holds the same scan as ${same.path}: name each scan once`);
    }
    scans.push(scan);
  }
  const [first, ...others] = scans;
  if (first) return [first, ...others];
  throw new TypeError(`Cannot train as data.${field} must name a scan: current value is ${data[field]}`);
}

/**
 * Samples of one of several scans. Where nobody said how many photons a pattern has, each scan knows its own.
 *
 * @param scan The scan.
 * @param payload The payload.
 * @param options As those of `prepareSamples`.
 * @throws As `prepareSamples`; the message names the scan.
 */
export function samplesOfOne(scan: OpenScan, payload: TrainingPayload, options: PrepareSamplesOptions): Samples {
  const { path } = scan;
  const said = saidPaths(payload).has("data.photons");
  const photons = payload.data.photons ?? (said ? null : scan.photons);
  const data = { ...payload.data, photons };
  const samples = aboutScan(path, () => prepareSamples(scan, { data, model: payload.model }, options));
  return { ...samples, warnings: samples.warnings.map((sentence) => withScan(path, sentence)) };
}

/** What `run.json` says of a scan. */
export function fileOf(scan: OpenScan): ScanFile {
  const { path, digest, experiment, patchSize, measurement, provenance } = scan;
  const objectPixel = objectPixelOf(experiment, patchSize);
  const provenanceDigest = provenance === null ? null : arraysDigest([new TextEncoder().encode(provenance)]);
  const probeShares = powerShares(orthogonalModes(probeModesOf(scan)));
  return { path, digest, experiment: { ...experiment, objectPixel, measurement, provenanceDigest, probeShares } };
}

// --- internal ---

/** Memory for the images of each scan, by their size: where all fit together, each fits. */
async function shares(mebibytes: number, paths: readonly string[]): Promise<readonly number[]> {
  const sizes: number[] = [];
  for (const path of paths) {
    const { count, patchSize } = await inspectScan(path);
    sizes.push(count * patchSize ** 2);
  }
  const all = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.map((size) => mebibytes * size / all);
}

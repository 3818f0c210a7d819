/**
 * Images that were reconstructed with the network of a run.
 *
 * @module
 */
import type { TrainingPayload } from "../../../config/payload.ts";
import type { Positions } from "../../../data/positions.ts";
import { openArrays } from "../../../data/formats/open/open_arrays.ts";
import type { Product } from "../../../run/products.ts";
import type { RunEpoch } from "../../../run/read_metrics.ts";
import type { DataFile } from "../../../run/run_record.ts";
import type { Finding } from "../../findings/finding.ts";
import type { Reconstruction } from "../../image/reconstruction.ts";
import { OUTPUT_FILES } from "../../output_directory.ts";
import { readReconstruction } from "../../read_reconstruction.ts";
import type { Diagnostics } from "../../results/diagnostics.ts";
import { readDiagnostics } from "../../results/diagnostics_file.ts";
import { findingsOf } from "../../results/findings_of.ts";
import type { Attempts } from "./attempts.ts";
import { binnedReconstruction } from "./binned_reconstruction.ts";

/** A reconstruction of a run. */
export interface ReportedImage {
  /** Its file, relative to the run's directory. */
  readonly path: string;
  /** The scan that it is of; null where that is not recorded. */
  readonly scan: DataFile | null;
  /** Rows and columns in the file. */
  readonly size: { readonly height: number; readonly width: number };
  /** Pixels of the file to a side of a pixel of {@link reconstruction}. */
  readonly bin: number;
  /** The image, averaged to as many pixels as there is room for. */
  readonly reconstruction: Reconstruction;
  /** What was kept beside it for looking; null where nothing was. */
  readonly diagnostics: Diagnostics | null;
  /** What looks wrong, problems first; null where nothing was kept to find it by. */
  readonly findings: readonly Finding[] | null;
  /** Positions that were learned, and those they were learned from; null where they were not. */
  readonly positions: { readonly corrected: Positions; readonly given: Positions } | null;
}

/** What is read. */
export interface ReportedImagesOptions {
  /** Longest side of an image, in pixels. */
  readonly side?: number;
  /** Images at most. */
  readonly images?: number;
  /** Where it is told what cannot be read. */
  readonly attempts: Attempts;
}

/** The run that images are of. */
export interface ImagesOf {
  readonly directory: string;
  readonly products: readonly Product[];
  /** How its network is configured; null where that cannot be read. */
  readonly payload: TrainingPayload | null;
  /** All epochs that are logged. */
  readonly epochs: readonly RunEpoch[];
}

/**
 * Reads the reconstructions among the products of a run, the newest first. What has been removed since is passed over.
 *
 * @param run The run.
 * @param options How much is read.
 */
export async function readReportedImages(
  run: ImagesOf,
  { side = 1024, images = 4, attempts }: ReportedImagesOptions,
): Promise<readonly ReportedImage[]> {
  const read: ReportedImage[] = [];
  for (const { path, scan = null } of run.products.toReversed()) {
    if (read.length >= images) break;
    if (nameOf(path) !== OUTPUT_FILES.reconstruction || !await isThere(`${run.directory}/${path}`)) continue;
    const whole = await attempts.to(() => readReconstruction(`${run.directory}/${path}`), null);
    if (whole === null) continue;
    const { height, width } = whole.object;
    const bin = Math.max(1, Math.ceil(Math.max(height, width) / side));
    const folder = `${run.directory}/${path.slice(0, -OUTPUT_FILES.reconstruction.length)}`;
    read.push({
      ...{ path, scan, bin, size: { height, width }, reconstruction: binnedReconstruction(whole, bin) },
      ...await readKept(`${folder}${OUTPUT_FILES.diagnostics}`, { ...run, whole, attempts }),
      positions: await isThere(`${folder}${OUTPUT_FILES.positions}`)
        ? await attempts.to(() => readPositions(`${folder}${OUTPUT_FILES.positions}`), null)
        : null,
    });
  }
  return read;
}

// --- internal ---

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isFile }) => isFile, () => false);
}

interface KeptOf extends Pick<ImagesOf, "payload" | "epochs"> {
  readonly whole: Reconstruction;
  readonly attempts: Attempts;
}

async function readKept(
  path: string,
  { whole, payload, epochs, attempts }: KeptOf,
): Promise<Pick<ReportedImage, "diagnostics" | "findings">> {
  const diagnostics = await isThere(path) ? await attempts.to(() => readDiagnostics(path), null) : null;
  // An engine has no network, and nothing is read of one.
  const model = payload?.model ?? (diagnostics?.patches === null ? { padObject: true, mode: "pinn" } as const : null);
  const findings = diagnostics && model &&
    await attempts.to(() => findingsOf(diagnostics, { image: whole, model, epochs }), null);
  return { diagnostics, findings };
}

async function readPositions(path: string): Promise<ReportedImage["positions"]> {
  await using file = await openArrays(path);
  const read = async (key: string): Promise<Float64Array> => {
    const array = await file.read(key, MOST_POSITIONS);
    if (array.kind === "real") return Float64Array.from(array.data, Number);
    throw new TypeError(`Cannot read ${key} in ${path} as real numbers are wanted: current value is ${array.dtype}`);
  };
  return {
    corrected: { x: await read("xcoords"), y: await read("ycoords") },
    given: { x: await read("xcoords_start"), y: await read("ycoords_start") },
  };
}

/** Positions of the largest scan that is shown. */
const MOST_POSITIONS = 1 << 24;

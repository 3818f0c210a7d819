/**
 * Images that were reconstructed with the network of a run.
 *
 * @module
 */
import type { Positions } from "../../../data/positions.ts";
import { openArrays } from "../../../data/formats/open/open_arrays.ts";
import type { Product } from "../../../run/products.ts";
import type { DataFile } from "../../../run/run_record.ts";
import type { Reconstruction } from "../../image/reconstruction.ts";
import { OUTPUT_FILES } from "../../output_directory.ts";
import { readReconstruction } from "../../read_reconstruction.ts";
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

/**
 * Reads the reconstructions among the products of a run, the newest first. What has been removed since is passed over.
 *
 * @param run Its directory and its products.
 * @param options How much is read.
 */
export async function readReportedImages(
  { directory, products }: { readonly directory: string; readonly products: readonly Product[] },
  { side = 1024, images = 4, attempts }: ReportedImagesOptions,
): Promise<readonly ReportedImage[]> {
  const read: ReportedImage[] = [];
  for (const { path, scan = null } of products.toReversed()) {
    if (read.length >= images) break;
    if (nameOf(path) !== OUTPUT_FILES.reconstruction) continue;
    const isThere = await Deno.stat(`${directory}/${path}`).then(({ isFile }) => isFile, () => false);
    const image = isThere ? await attempts.to(() => readImage(directory, path, side), null) : null;
    if (image === null) continue;
    const places = `${directory}/${path.slice(0, -OUTPUT_FILES.reconstruction.length)}${OUTPUT_FILES.positions}`;
    const positions = await Deno.stat(places).then(() => true, () => false)
      ? await attempts.to(() => readPositions(places), null)
      : null;
    read.push({ ...image, scan, positions });
  }
  return read;
}

// --- internal ---

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

async function readImage(
  directory: string,
  path: string,
  side: number,
): Promise<Omit<ReportedImage, "scan" | "positions">> {
  const whole = await readReconstruction(`${directory}/${path}`);
  const { height, width } = whole.object;
  const bin = Math.max(1, Math.ceil(Math.max(height, width) / side));
  return { path, size: { height, width }, bin, reconstruction: binnedReconstruction(whole, bin) };
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

/**
 * Probe and positions of the scan that a run was trained on, as its file holds them now.
 *
 * @module
 */
import type { TrainingPayload } from "../../../config/payload.ts";
import { type ComplexImage, imagesOf } from "../../../data/complex_image.ts";
import type { ArrayFile } from "../../../data/formats/array_file.ts";
import { openArrays } from "../../../data/formats/open/open_arrays.ts";
import type { Positions } from "../../../data/positions.ts";
import { findScans } from "../../../run/scan_place.ts";
import type { Attempts } from "./attempts.ts";

/** The beam of a scan. */
export interface ReportedBeam {
  /** The file. */
  readonly scan: string;
  /** Modes of its probe; none where it has no `probeGuess`. */
  readonly probe: readonly ComplexImage[];
  /** Its positions in object pixels; null where it has no `xcoords` and `ycoords`. */
  readonly positions: Positions | null;
}

/**
 * Reads probe and positions, and no patterns. Of several scans it is the first.
 *
 * @param directory Directory of the run.
 * @param options Its payload, and where it is told what cannot be read.
 * @returns Null where the scan is not there, which is no problem: runs travel without their scans.
 */
export async function readReportedBeam(
  directory: string,
  { payload, attempts }: { readonly payload: TrainingPayload; readonly attempts: Attempts },
): Promise<ReportedBeam | null> {
  // Who may not ask where the program is does not find what is named from there.
  const found = await findScans(directory, payload).catch(() => null);
  const scans = found?.paths.scan ?? [];
  const path = typeof scans === "string" ? scans : scans[0];
  if (path === undefined || !await Deno.stat(path).then(({ isFile }) => isFile, () => false)) {
    return null;
  }
  return await attempts.to(async () => {
    await using file = await openArrays(path);
    return { scan: path, probe: await readProbe(file), positions: await readPositions(file) };
  }, null);
}

// --- internal ---

/** Elements of the largest probe, and of the longest list of positions, that are shown. */
const [MOST_PROBE, MOST_POSITIONS] = [1 << 24, 1 << 24];

async function readProbe(file: ArrayFile): Promise<readonly ComplexImage[]> {
  return file.has("probeGuess") ? imagesOf(await file.read("probeGuess", MOST_PROBE)) : [];
}

async function readPositions(file: ArrayFile): Promise<Positions | null> {
  if (!file.has("xcoords") || !file.has("ycoords")) return null;
  const [x, y] = [await file.read("xcoords", MOST_POSITIONS), await file.read("ycoords", MOST_POSITIONS)];
  if (x.kind !== "real" || y.kind !== "real") return null;
  return { x: Float64Array.from(x.data, Number), y: Float64Array.from(y.data, Number) };
}

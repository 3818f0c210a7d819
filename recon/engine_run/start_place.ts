/**
 * Where the image of a product lies in the frame of a scan. Programs choose frames of their own: a product tells in which
 * by the positions that it has beside the image.
 *
 * @module
 */
import type { ArrayFile } from "../../data/formats/array_file.ts";
import type { ScanDescription } from "../../data/scan.ts";
import { findProductPositions, readProductPositions } from "../../data/simulation/product_positions.ts";
import type { Reconstruction } from "../image/reconstruction.ts";

/**
 * The place of a product's image by positions that both have, by their numbers.
 *
 * @param file The file.
 * @param scan The scan.
 * @returns Scan coordinate of the image's pixel [0, 0]; null where it is no product, or its positions are none of the scan's
 * but for a shift and what an engine may have corrected.
 */
export async function productPlace(
  file: ArrayFile,
  { x, y, frameIndices }: Pick<ScanDescription, "x" | "y" | "frameIndices">,
): Promise<Reconstruction["origin"] | null> {
  const places = await findProductPositions(file);
  if (!places || places.x.pixel === null || places.y.pixel === null || !file.has(INDEXES)) return null;
  const [own, indexes] = [await readProductPositions(file, places), await file.read(INDEXES)];
  if (indexes.kind !== "real") return null;
  const at = new Map(Array.from(indexes.data, (index, k) => [Number(index), k]));
  const pairs = Array.from(x, (_, k) => [k, at.get(frameIndices?.[k] ?? k)] as const)
    .flatMap(([k, other]) => other === undefined ? [] : [[k, other] as const]);
  const shift = (axis: "x" | "y"): number | null =>
    commonShift(pairs.map(([k, other]) => ((axis === "x" ? x : y)[k] ?? NaN) - (own[axis][other] ?? NaN)));
  const [across, down] = [shift("x"), shift("y")];
  return across === null || down === null ? null : { x: across, y: down };
}

// --- internal ---

const INDEXES = "probe_position_indexes";

/** Root mean square in pixels of what may have been corrected. */
const CORRECTED = 3;

function commonShift(differences: readonly number[]): number | null {
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const rms = Math.sqrt(differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / differences.length);
  if (!(rms <= CORRECTED)) return null;
  // Metres round: what lay on the grid of pixels lies there again.
  return Math.abs(mean - Math.round(mean)) < 1e-6 ? Math.round(mean) : mean;
}

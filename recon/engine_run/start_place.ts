/**
 * Where the image of a product lies in the frame of a scan, and with it the positions that the product has. Programs choose
 * frames of their own: a product tells in which by the positions that it has beside the image.
 *
 * @module
 */
import type { ArrayFile } from "../../data/formats/array_file.ts";
import { findLayout } from "../../data/layouts/find_layout.ts";
import type { Positions } from "../../data/positions.ts";
import type { ScanDescription } from "../../data/scan.ts";
import { findProductPositions, readProductPositions } from "../../data/simulation/product_positions.ts";
import type { Reconstruction } from "../image/reconstruction.ts";

/** Patterns of a scan that an image is placed for. */
export interface PlacedPatterns extends Pick<ScanDescription, "x" | "y" | "frameIndices" | "patchSize" | "digest"> {
  /** Their numbers in the whole scan. */
  readonly numbers: Int32Array;
}

/** A product in the frame of the scan. */
export interface ProductPlace {
  /** Scan coordinate of the image's pixel [0, 0]. */
  readonly origin: Reconstruction["origin"];
  /** Positions of the patterns by the product, and by the scan where the product has none. */
  readonly positions: Positions;
}

/**
 * The place of a product's image by positions that both have: in a product of ptychodus by their numbers, in CXI, which has
 * no numbers, by their order.
 *
 * @param file The file.
 * @param patterns The patterns.
 * @param image The image, where the file alone says that it lies.
 * @returns Null where it is no product, or its positions are none of the scan's but for a shift and what an engine may have
 * corrected.
 */
export async function productPlace(
  file: ArrayFile,
  patterns: PlacedPatterns,
  image: Reconstruction,
): Promise<ProductPlace | null> {
  const own = await ofPtychodus(file, patterns) ?? await ofCxi(file, patterns, image);
  if (!own) return null;
  const shift = (axis: "x" | "y"): number | null =>
    commonShift(
      own.rows.flatMap((row, k) => row === null ? [] : [(patterns[axis][k] ?? NaN) - (own[axis][row] ?? NaN)]),
    );
  const [x, y] = [shift("x"), shift("y")];
  if (x === null || y === null) return null;
  const placed = (axis: "x" | "y", by: number): Float64Array =>
    patterns[axis].map((value, k) => {
      const row = own.rows[k] ?? null;
      return row === null ? value : (own[axis][row] ?? NaN) + by;
    });
  return { origin: { x, y }, positions: { x: placed("x", x), y: placed("y", y) } };
}

// --- internal ---

/** Positions in pixels of the image, and in which row of them a pattern is; null where in none. */
interface OwnPositions extends Positions {
  readonly rows: readonly (number | null)[];
}

const INDEXES = "probe_position_indexes";

/** Root mean square in pixels of what may have been corrected. */
const CORRECTED = 3;

async function ofPtychodus(file: ArrayFile, { numbers, frameIndices }: PlacedPatterns): Promise<OwnPositions | null> {
  const places = await findProductPositions(file);
  if (!places || places.x.pixel === null || places.y.pixel === null || !file.has(INDEXES)) return null;
  const indexes = await file.read(INDEXES);
  if (indexes.kind !== "real") return null;
  const at = new Map(Array.from(indexes.data, (index, row) => [Number(index), row]));
  const rows = Array.from(numbers, (number) => at.get(frameIndices?.[number] ?? number) ?? null);
  return { ...await readProductPositions(file, places), rows };
}

/** CXI has no place for where an image lies but the attributes that we write, so others' images stay where they are. */
async function ofCxi(
  file: ArrayFile,
  { numbers }: PlacedPatterns,
  { origin, pixelSize }: Reconstruction,
): Promise<OwnPositions | null> {
  const { fields: { object, positions, units, xColumn, yColumn } } = await findLayout([file]);
  if (!object || !positions || units !== "m" || !pixelSize) return null;
  const { center_x_m: centre } = await file.attributes(object);
  const table = typeof centre === "number" ? await file.read(positions) : null;
  const [count = 0, columns = 0] = table?.shape ?? [];
  // As many as there are, or all of the scan.
  const rows = Array.from(numbers, (number, k) => count === numbers.length ? k : number < count ? number : null);
  if (table?.kind !== "real") return null;
  const axis = (column: number, pixel: number, first: number): Float64Array =>
    Float64Array.from({ length: count }, (_, row) => Number(table.data[row * columns + column]) / pixel - first);
  return {
    x: axis(xColumn ?? 0, pixelSize.width, origin.x),
    y: axis(yColumn ?? 1, pixelSize.height, origin.y),
    rows,
  };
}

function commonShift(differences: readonly number[]): number | null {
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const rms = Math.sqrt(differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / differences.length);
  if (!(rms <= CORRECTED)) return null;
  // Metres round: what lay on the grid of pixels lies there again.
  return Math.abs(mean - Math.round(mean)) < 1e-6 ? Math.round(mean) : mean;
}

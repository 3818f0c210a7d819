/**
 * The files that tell of half scans.
 *
 * @module
 */
import { writeAll, writeAtomically } from "../../data/formats/atomic_write.ts";
import { recordProducts } from "../../run/products.ts";
import { OUTPUT_FILES } from "../output_directory.ts";
import type { HalfScanComparison } from "./compare_halves.ts";
import type { HalfImages } from "./half_images.ts";

/** What the files tell. */
export interface HalfScansFound extends Omit<HalfImages, "images">, HalfScanComparison {
  /** How the numbers were found, and what they do not tell, a sentence each. */
  readonly notes: readonly string[];
}

/** Paths of the files. */
export interface HalfScansFiles {
  /** `half_scans.png`: both images, how they differ, and the correlation of rings. */
  readonly figure: string;
  /** `half_scans.json`: all figures. */
  readonly figures: string;
  /** `half_scans_frc.csv`: a row a ring. */
  readonly rings: string;
}

/**
 * Writes the files, each atomically.
 *
 * @param directory Where; it must exist.
 * @param found What they tell.
 * @param png The picture.
 * @throws {Error} If one cannot be written; the message names it.
 */
export async function writeHalfScans(
  directory: string,
  found: HalfScansFound,
  png: Uint8Array,
): Promise<HalfScansFiles> {
  const at = (name: keyof typeof OUTPUT_FILES): string => `${directory}/${OUTPUT_FILES[name]}`;
  const files = { figure: at("halfScansFigure"), figures: at("halfScans"), rings: at("halfScansRings") };
  const { frc: { curve, side }, smoothed, halfBit, oneBit } = found;
  const rows = curve.map((value, ring) =>
    [ring, ring / side, value, smoothed[ring], halfBit[ring], oneBit[ring]].join(",")
  );
  await writeText(files.rings, ["radius,frequency_per_px,frc,smoothed,half_bit,one_bit", ...rows].join("\n"));
  await writeText(files.figures, JSON.stringify(found, null, 2));
  await writeAtomically(files.figure, (file) => writeAll(file, png));
  await recordProducts(Object.values(files), { scan: found.scan });
  return files;
}

// --- internal ---

async function writeText(path: string, text: string): Promise<void> {
  await writeAtomically(path, (file) => writeAll(file, new TextEncoder().encode(`${text}\n`)));
}

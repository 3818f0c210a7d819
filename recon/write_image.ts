/**
 * The files of an image: the image itself, pictures of it, and what tells how good it is.
 *
 * @module
 */
import { writeAll, writeAtomically } from "../data/formats/atomic_write.ts";
import { type Product, recordProducts } from "../run/products.ts";
import { amplitudeFigure, phaseFigure } from "./image/figures/figures.ts";
import type { Ramp } from "./image/fit_ramp.ts";
import type { Reconstruction } from "./image/reconstruction.ts";
import { OUTPUT_FILES } from "./output_directory.ts";
import { writeDiagnostics } from "./results/diagnostics_file.ts";
import type { MadeResults } from "./results/inference_results.ts";
import { type FoundBeside, writeReconstruction } from "./write_reconstruction.ts";

/** Paths of the files. */
export interface ImageFiles {
  /** `reconstruction.npz`. */
  readonly reconstruction: string;
  /** `reconstructed_amplitude.png`. */
  readonly amplitude: string;
  /** `reconstructed_phase.png`. */
  readonly phase: string;
  /** `results.png`, with `inference.results`. */
  readonly results?: string;
  /** `diagnostics.npz`, with `inference.results`. */
  readonly diagnostics?: string;
}

/**
 * Writes the image and its two pictures, each atomically.
 *
 * @param directory Where; it must exist.
 * @param reconstruction The image.
 * @param beside Its `objectRamp`, and what was found with the image.
 * @throws {Error} Where a file cannot be written; the message names it.
 */
export async function writeImage(
  directory: string,
  reconstruction: Reconstruction,
  { ramp, ...beside }: { readonly ramp: Ramp } & FoundBeside,
): Promise<ImageFiles> {
  const at = (name: keyof ImageFiles): string => `${directory}/${OUTPUT_FILES[name]}`;
  const files = { reconstruction: at("reconstruction"), amplitude: at("amplitude"), phase: at("phase") };
  await writeReconstruction(files.reconstruction, reconstruction, beside);
  await writeAtomically(files.amplitude, (file) => writeAll(file, amplitudeFigure(reconstruction)));
  await writeAtomically(files.phase, (file) => writeAll(file, phaseFigure(reconstruction, ramp)));
  return files;
}

/**
 * Writes what tells how good the image is, atomically, the picture last, and records each once it is there.
 *
 * @param directory Where; it must exist.
 * @param made The results.
 * @param product What they are of.
 * @throws {Error} Where a file cannot be written; the message names it.
 */
export async function writeResults(
  directory: string,
  { diagnostics, png }: MadeResults,
  product: Pick<Product, "scan"> = {},
): Promise<Required<Pick<ImageFiles, "results" | "diagnostics">>> {
  const files = {
    results: `${directory}/${OUTPUT_FILES.results}`,
    diagnostics: `${directory}/${OUTPUT_FILES.diagnostics}`,
  };
  await writeDiagnostics(files.diagnostics, diagnostics);
  await recordProducts([files.diagnostics], product);
  await writeAtomically(files.results, (file) => writeAll(file, png));
  await recordProducts([files.results], product);
  return files;
}

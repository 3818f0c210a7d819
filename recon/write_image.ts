/**
 * The files of an image: the image itself, pictures of it, and what tells how good it is.
 *
 * @module
 */
import { writeAll, writeAtomically } from "../data/formats/atomic_write.ts";
import { amplitudeFigure, phaseFigure } from "./image/figures/figures.ts";
import type { Reconstruction } from "./image/reconstruction.ts";
import { OUTPUT_FILES } from "./output_directory.ts";
import { writeDiagnostics } from "./results/diagnostics_file.ts";
import type { MadeResults } from "./results/inference_results.ts";
import { writeReconstruction } from "./write_reconstruction.ts";

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
 * Writes the files, each atomically.
 *
 * @param directory Where; it must exist.
 * @param reconstruction The image.
 * @param made Its results; null where none are wanted.
 * @throws {Error} Where a file cannot be written; the message names it.
 */
export async function writeImage(
  directory: string,
  reconstruction: Reconstruction,
  made: MadeResults | null,
): Promise<ImageFiles> {
  const at = (name: keyof ImageFiles): string => `${directory}/${OUTPUT_FILES[name]}`;
  const files = { reconstruction: at("reconstruction"), amplitude: at("amplitude"), phase: at("phase") };
  await writeReconstruction(files.reconstruction, reconstruction);
  await writeAtomically(files.amplitude, (file) => writeAll(file, amplitudeFigure(reconstruction)));
  await writeAtomically(files.phase, (file) => writeAll(file, phaseFigure(reconstruction)));
  if (!made) return files;
  const beside = { results: at("results"), diagnostics: at("diagnostics") };
  await writeDiagnostics(beside.diagnostics, made.diagnostics);
  await writeAtomically(beside.results, (file) => writeAll(file, made.png));
  return { ...files, ...beside };
}

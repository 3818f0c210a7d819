/**
 * The files of what an engine has found.
 *
 * @module
 */
import type { ReconstructionPayload } from "../../config/payload.ts";
import { writeAll, writeAtomically } from "../../data/formats/atomic_write.ts";
import type { Positions } from "../../data/positions.ts";
import type { Iteration } from "../../run/engine/iteration.ts";
import type { EngineResult } from "../engines/run_engine.ts";
import { foundVariation } from "../engines/state/found_variation.ts";
import { objectRamp } from "../image/object_ramp.ts";
import { type ProductParts, productParts, writeImageCxi, writeImageProduct } from "../inference_product.ts";
import { OUTPUT_FILES, type OutputDirectory } from "../output_directory.ts";
import { positionCorrections, writePositions } from "../position_corrections.ts";
import { writeImage } from "../write_image.ts";
import { writeDiagnostics } from "../results/diagnostics_file.ts";
import type { ChosenPatterns } from "./chosen_patterns.ts";
import { engineResults } from "./engine_results.ts";
import type { ReconstructResult } from "./reconstruct_result.ts";

/** What is written, and where. */
export interface Written {
  /** Which files are wanted. */
  readonly payload: ReconstructionPayload;
  /** The patterns that the engine had. */
  readonly chosen: ChosenPatterns;
  /** Positions of the whole scan, as they were read. */
  readonly given: Positions;
  /** The iterations, as they are told. */
  readonly iterations: readonly Iteration[];
  /** The directory. */
  readonly output: OutputDirectory;
}

/**
 * Writes them; the picture last, so that a disk that is full by then has all else.
 *
 * @param written What is written besides the result.
 * @param result What the engine has found. All that is told of it is where its patterns have been found to lie.
 * @throws {Error} If a file cannot be written; the message names it.
 */
export async function writeEngineResult(
  { payload: { engine }, chosen: { scan: chosen, numbers }, given, iterations, output }: Written,
  result: EngineResult,
): Promise<Pick<ReconstructResult, "files" | "findings" | "positions">> {
  const { reconstruction, probe, positions, background } = result;
  const scan = { ...chosen, ...positions }, patterns = { ...positions, numbers };
  const variation = foundVariation(result.state);
  const isCorrected = engine.positionStart !== null ||
    positions.x.some((at, k) => at !== chosen.x[k] || positions.y[k] !== chosen.y[k]);
  const name = `${scan.path.replace(/^.*[/\\]/, "")}, ${scan.count} patterns, ${iterations.length} iterations of ` +
    engine.algorithm;
  const ramp = objectRamp(reconstruction.object, reconstruction.mask);
  const { findings, ...results } = await engineResults({ name, scan, numbers, result, iterations, ramp });
  const losses = iterations.map(({ rFactor }) => rFactor);
  const parts = (field: "engine.product" | "engine.cxi"): ProductParts =>
    productParts(scan, { patterns, probe, losses, field });
  const files = {
    ...await writeImage(output.path, reconstruction, {
      ...{ ramp, probe, variation, patterns },
      ...(background && { background }),
    }),
    ...(isCorrected && { positions: await writePositions(output.path, given, patterns) }),
    ...(engine.product && { product: await writeImageProduct(output.path, reconstruction, parts("engine.product")) }),
    ...(engine.cxi && { cxi: await writeImageCxi(output.path, reconstruction, parts("engine.cxi")) }),
  };
  const made = {
    results: `${output.path}/${OUTPUT_FILES.results}`,
    diagnostics: `${output.path}/${OUTPUT_FILES.diagnostics}`,
  };
  await writeDiagnostics(made.diagnostics, results.diagnostics);
  await writeAtomically(made.results, (file) => writeAll(file, results.png));
  return {
    ...{ files: { ...files, ...made }, findings },
    positions: isCorrected ? positionCorrections(given, patterns) : null,
  };
}

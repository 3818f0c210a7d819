/**
 * From anybody's files to a scan: what is what is found by names and numbers, and what was found makes a scan, frame by
 * frame, in the memory of a few hundred of them.
 *
 * @module
 */
import type { ImportPayload } from "../../config/payload.ts";
import type { PixelSize } from "../experiment.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { requireScanName, writeScanStream } from "../writing/write_scan.ts";
import { dirname } from "node:path";
import { ImportJob, type ImportPlan } from "./import_job.ts";
import { importedStream } from "./imported_stream.ts";
import { findRecipe } from "./import_recipe.ts";
import { OpenSources } from "./open_sources.ts";
import { provenanceText } from "./provenance.ts";

/** How to import. */
export interface ImportScanOptions {
  /** Hears how many of how many readings of frames are done: each frame is read a few times. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** Stops it; nothing is written then. */
  readonly signal?: AbortSignal;
}

/** What was made. */
export interface ImportedScan {
  /** Where it is. */
  readonly path: string;
  /** The import in which nothing is open any more, as the scan carries it. */
  readonly recipe: ImportPayload;
  /** Patterns M. */
  readonly count: number;
  /** Side N of a pattern. */
  readonly patchSize: number;
  /** A pixel of object and probe in metres; null where nothing tells. */
  readonly objectPixel: PixelSize | null;
  /** Mean intensity of a pattern: photons, where its values are counts. */
  readonly meanIntensity: number;
  /** Share of the pixels that is masked, from 0 to 1. */
  readonly maskedShare: number;
  /** What was left out or looks wrong, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Makes a scan of what detectors, beamlines and other programs write. What the payload leaves open is found in the files; all
 * of it is in the scan, as `provenance`. The same files make the same bytes.
 *
 * @param payload What is known of the files.
 * @param path The scan to write; its ending names the format, as for `writeScanStream`. Whole under its name, or not at all.
 * @param options Who hears of progress, and what stops it.
 * @returns What was made.
 * @throws {Error} If a file cannot be read or the scan not written, or something that a scan needs is not said and cannot be
 * told: one sentence with the field that would say it.
 * @example
 * ```ts
 * import { createImportPayload, importer, importScan, loadScan, realArray, simulateScan, writeNpz } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * // Counts as a detector has them, and positions in micrometres.
 * const { amplitude, x, y } = simulateScan({ patchSize: 64, patterns: 20, photons: 1e5 });
 * const file = await Deno.makeTempFile({ suffix: ".npz" });
 * await writeNpz(file, {
 *   frames: realArray(Uint16Array.from(amplitude, (value) => Math.round(value ** 2)), [20, 64, 64]),
 *   x_um: realArray(x.map((pixels) => pixels * 0.03)),
 *   y_um: realArray(y.map((pixels) => pixels * 0.03)),
 * });
 * const payload = createImportPayload({
 *   import: importer().files([file]).patterns("frames").xPositions("x_um").yPositions("y_um").units("um").pixelSize(30e-9),
 * });
 * const scan = await Deno.makeTempFile({ suffix: ".npz" });
 * const { count, recipe } = await importScan(payload, scan);
 * assertEquals([count, recipe.import.measurement, recipe.import.crop], [20, "intensity", 64]);
 * assertEquals((await loadScan(scan)).experiment.objectPixel, { height: 30e-9, width: 30e-9 });
 * await Deno.remove(file);
 * await Deno.remove(scan);
 * ```
 */
export async function importScan(
  payload: ImportPayload,
  path: string,
  options: ImportScanOptions = {},
): Promise<ImportedScan> {
  requireScanName(path);
  await using sources = await OpenSources.open(payload);
  await requireOther(path, sources.files.map((file) => file.path));
  try {
    return await importFrom(sources.files, { payload, path }, options);
  } catch (error) {
    // Whatever was made of it on the way.
    options.signal?.throwIfAborted();
    throw error;
  }
}

// --- internal ---

/** Frames are read by the study, by the survey, and while they are written. */
const PASSES = 3;

interface ImportTask {
  readonly payload: ImportPayload;
  readonly path: string;
}

async function importFrom(
  files: readonly ArrayFile[],
  { payload, path }: ImportTask,
  { onProgress = () => {}, signal }: ImportScanOptions,
): Promise<ImportedScan> {
  const onPass = (pass: 0 | 1 | 2, share: number): void => {
    signal?.throwIfAborted();
    onProgress({ done: pass + share, total: PASSES });
  };
  const found = await findRecipe(payload, files, { onProgress: (done, all) => onPass(0, done / all) });
  signal?.throwIfAborted();
  using job = await ImportJob.open(files, found, { scratch: dirname(path), onFrames: onPass });
  const plan = await job.plan();
  const { payload: recipe, warnings } = found;
  const scan = { ...plan.scan, provenance: provenanceText(recipe, files) };
  await writeScanStream(path, importedStream({ ...plan, scan }));
  return { ...summary(plan), path, recipe, warnings: [...warnings, ...plan.warnings] };
}

function summary({ scan, meanIntensity, maskedShare }: ImportPlan): Omit<ImportedScan, "path" | "recipe" | "warnings"> {
  const { count, patchSize, experiment } = scan;
  return { count, patchSize, objectPixel: experiment?.objectPixel ?? null, meanIntensity, maskedShare };
}

async function requireOther(path: string, files: readonly string[]): Promise<void> {
  const real = await Deno.realPath(path).catch(() => null);
  for (const file of files) {
    if (real !== null && await Deno.realPath(file) === real) {
      throw new Error(`Cannot write the scan ${path} as it is one of the files that are read: give another name`);
    }
  }
}

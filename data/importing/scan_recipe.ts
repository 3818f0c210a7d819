/**
 * What an import would do, without doing it.
 *
 * @module
 */
import type { ImportPayload } from "../../config/payload.ts";
import { findRecipe, type FoundRecipe } from "./import_recipe.ts";
import type { ImportScanOptions } from "./import_scan.ts";
import { OpenSources } from "./open_sources.ts";

/**
 * Completes an import by what its files tell, and writes nothing.
 *
 * @param payload What is known of the files.
 * @param options Who hears of progress, and what stops it.
 * @returns The recipe that {@link importScan} would follow.
 * @throws {Error} As {@link importScan}.
 * @example
 * ```ts
 * import { createImportPayload, scanRecipe, simulateScan, writeScan } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const file = await Deno.makeTempFile({ suffix: ".npz" });
 * await writeScan(file, simulateScan({ patchSize: 64, patterns: 10 }));
 * const { payload } = await scanRecipe(createImportPayload({ import: { files: [file], units: "px" } }));
 * assertEquals([payload.import.patterns, payload.import.crop], ["diffraction", 64]);
 * await Deno.remove(file);
 * ```
 */
export async function scanRecipe(
  payload: ImportPayload,
  { onProgress = () => {}, signal }: ImportScanOptions = {},
): Promise<FoundRecipe> {
  await using sources = await OpenSources.open(payload);
  const onStudy = (done: number, total: number): void => {
    signal?.throwIfAborted();
    onProgress({ done, total });
  };
  const { payload: recipe, warnings } = await findRecipe(payload, sources.files, { onProgress: onStudy });
  signal?.throwIfAborted();
  return { payload: recipe, warnings };
}

/**
 * From the two files that were dropped on the page to an image: the same builders, payload and `infer` as on the command
 * line, on files in memory.
 *
 * @module
 */
import { files } from "./platform/deno.ts";
import { createInferencePayload, execution, inference, type InferencePayload } from "@exitwave/exitwave/config";
import { infer, type InferOptions, type InferResult } from "@exitwave/exitwave/recon";

/** What is written on the page's form; null where a field is left empty. */
export interface Settings {
  /** Side of the patch's square that is placed, in pixels. */
  readonly crop: number | null;
  /** How overlapping patches count. */
  readonly patchWeighting: "uniform" | "probe";
  /** Samples predicted at once. */
  readonly batchSize: number | null;
}

/** A file that was dropped. */
export interface DroppedFile {
  /** Its name. */
  readonly name: string;
  /** What is in it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The configuration of an inference, as a script would write it.
 *
 * @param names Names of the dropped files.
 * @param settings What is written on the form.
 * @throws {TypeError | RangeError} If a value is not possible; the message names field, value and remedy.
 */
export function payloadOf(names: { scan: string; checkpoint: string }, settings: Settings): InferencePayload {
  const { crop, patchWeighting, batchSize } = settings;
  // The page draws the image itself, and can stop at that.
  let wanted = inference().modelPath(pathOf(names.checkpoint)).scan(pathOf(names.scan)).patchWeighting(patchWeighting)
    .results(false);
  if (crop !== null) wanted = wanted.crop(crop);
  if (batchSize !== null) wanted = wanted.batchSize(batchSize);
  return createInferencePayload({
    inference: wanted,
    execution: execution().accelerator("webgpu").outputDir("/image"),
  });
}

/**
 * Reconstructs a dropped scan with a dropped checkpoint.
 *
 * @param dropped The two files.
 * @param payload Of {@link payloadOf}.
 * @param options As those of `infer`.
 * @returns What `infer` gives.
 * @throws {Error} As `infer` does: one sentence that names the file and what to do.
 */
export function reconstructDropped(
  dropped: readonly DroppedFile[],
  payload: InferencePayload,
  options: InferOptions,
): Promise<InferResult> {
  for (const { name, bytes } of dropped) files.put(pathOf(name), bytes);
  return infer(payload, options);
}

/** The bytes of a file that an inference wrote. */
export function writtenFile(path: string): Uint8Array<ArrayBuffer> {
  return files.get(path);
}

// --- internal ---

function pathOf(name: string): string {
  return `/${name}`;
}

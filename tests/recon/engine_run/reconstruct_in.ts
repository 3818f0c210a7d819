/**
 * Reconstructions of a simulated scan in a directory of a test.
 *
 * @module
 */
import {
  createReconstructionPayload,
  reconstruct,
  type ReconstructOptions,
  type ReconstructResult,
  type Scan,
  writeScan,
} from "@exitwave/exitwave";
import type { SectionsInput } from "../../../config/fields/sections.ts";

/** What is reconstructed, and how. */
export interface ReconstructedIn {
  /** The scan; written beside the image, where it is not there yet. */
  readonly scan: Scan;
  /** Fields, in the order in which later ones count. */
  readonly sections: readonly SectionsInput[];
  /**
   * Options of `reconstruct`.
   *
   * @default {}
   */
  readonly options?: ReconstructOptions;
}

/** Reconstructs a scan into `out`, unless fields say another directory, on the CPU. */
export async function reconstructIn(
  directory: string,
  { scan: simulated, sections, options = {} }: ReconstructedIn,
): Promise<ReconstructResult> {
  const scan = `${directory}/scan.npz`;
  if (!await Deno.stat(scan).then(() => true, () => false)) await writeScan(scan, simulated);
  const merged = (name: "data" | "engine" | "execution"): object =>
    Object.assign({}, ...sections.map((fields) => fields[name]));
  const payload = createReconstructionPayload({
    data: { scan, ...merged("data") },
    engine: merged("engine"),
    execution: { accelerator: "cpu", outputDir: `${directory}/out`, ...merged("execution") },
  });
  return await reconstruct(payload, options);
}

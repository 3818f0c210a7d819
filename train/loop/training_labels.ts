/**
 * Labels that are not the scan's own: cut from a reconstruction. Around its image the object is 1, as it is for engines.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";
import { objectPixelOf } from "../../data/experiment.ts";
import { labelPositions, needsLabels } from "../../data/labels.ts";
import { range } from "../../data/random/random.ts";
import type { OpenScan } from "../../data/scan.ts";
import { requireOnScan } from "../../recon/engine_run/engine_start.ts";
import { readStartFile } from "../../recon/engine_run/start_file.ts";
import { knownOnCanvas } from "../../recon/engines/state/known_on_canvas.ts";
import { fitCanvas } from "../../recon/patches/canvas.ts";
import type { DataFile } from "../../run/run_record.ts";

/** A scan with the object that labels are cut from. */
export interface LabelledScan {
  readonly scan: OpenScan;
  /** The reconstruction that they are of; null where the scan's own object is taken, or none is needed. */
  readonly labels: DataFile | null;
}

/**
 * Path of the reconstruction that a training learns from; null where it learns from the scan's own object, or from none.
 */
export function ownLabels({ data, model }: Pick<TrainingPayload, "data" | "model">): string | null {
  return needsLabels(model) ? data.labels : null;
}

/**
 * Gives a scan the object that `data.labels` names.
 *
 * @param scan The scan.
 * @param payload The payload.
 * @throws {Error} If there is no reconstruction at the path, or it cannot be read.
 * @throws {RangeError} If it does not lie on the scan, or has pixels of another size.
 */
export async function labelledScan(scan: OpenScan, payload: TrainingPayload): Promise<LabelledScan> {
  const path = ownLabels(payload);
  if (path === null) return { scan, labels: null };
  const file = await readStartFile(path, { ...scan, numbers: range(scan.count) });
  const positions = labelPositions({ ...scan, objectOrigin: null });
  const pixelSize = objectPixelOf(scan.experiment, scan.patchSize);
  requireOnScan(file, { positions, ...(pixelSize && { pixelSize }) }, "take labels from");
  const canvas = fitCanvas(positions.x, positions.y, { crop: scan.patchSize, padding: 0 });
  return {
    scan: { ...scan, object: knownOnCanvas(canvas, file.image), objectOrigin: canvas.origin },
    labels: { path: file.path, digest: file.digest },
  };
}

/**
 * The newest images of several runs side by side.
 *
 * @module
 */
import type { Figure } from "../../figures/drawing/figure.ts";
import { reconstructionsFigure } from "../../figures/reconstructions_figure.ts";
import { binnedReconstruction } from "../reading/binned_reconstruction.ts";
import type { ReportedImage } from "../reading/reported_images.ts";
import type { ReportedRun } from "../reading/reported_run.ts";

/** Runs whose images stand side by side at most: more cannot be seen at once. */
export const MOST_COMPARED = 6;

/**
 * Amplitudes and phases, and their differences from the first.
 *
 * @param runs The runs; of more than {@link MOST_COMPARED} with images it is the first ones.
 * @returns Null where fewer than two have an image.
 */
export function imagesCompared(runs: readonly ReportedRun[]): Figure | null {
  const shown = runs.flatMap(({ name, images: [image] }) => image ? [{ name, image }] : []).slice(0, MOST_COMPARED);
  if (shown.length < 2) return null;
  const bin = commonBin(shown.map(({ image }) => image));
  return reconstructionsFigure(shown.map(({ name, image }) => ({
    name,
    reconstruction: binnedReconstruction(image.reconstruction, bin / image.bin),
  })));
}

// --- internal ---

/** Longest side of a compared image in pixels: to lay images on each other takes its square, and more. */
const SIDE = 512;

/** Pixels of the files to a side of one that is compared: one size for all, or they could not be laid on each other. */
function commonBin(images: readonly ReportedImage[]): number {
  const longest = Math.max(...images.map(({ size }) => Math.max(size.height, size.width)));
  let bin = Math.max(1, Math.ceil(longest / SIDE));
  while (images.some((image) => bin % image.bin !== 0)) bin++;
  return bin;
}

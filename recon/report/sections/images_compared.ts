/**
 * The newest images of several runs side by side, each with those that show the same: images of different samples have no
 * difference that means anything.
 *
 * @module
 */
import type { Figure } from "../../figures/drawing/figure.ts";
import { numberText } from "../../figures/drawing/text/number_text.ts";
import { reconstructionsFigure } from "../../figures/reconstructions_figure.ts";
import type { Reconstruction } from "../../image/reconstruction.ts";
import { sharedField } from "../../image/shared_field.ts";
import { binnedReconstruction } from "../reading/binned_reconstruction.ts";
import type { ReportedImage } from "../reading/reported_images.ts";
import type { ReportedRun } from "../reading/reported_run.ts";

/** Runs whose images stand side by side at most: more cannot be seen at once. */
export const MOST_COMPARED = 6;

/** Images side by side. */
export interface ImagesCompared {
  /** A figure for images of one scan that overlap, with their differences from the first; one for each of the others. */
  readonly figures: readonly Figure[];
  /** Why images are not laid on each other, and which are left out, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Amplitudes and phases, and differences of images of the same scan that share a quarter of their field or more.
 *
 * @param runs The runs; of more than {@link MOST_COMPARED} with images it is the first ones.
 * @returns Null where fewer than two have an image.
 */
export function imagesCompared(runs: readonly ReportedRun[]): ImagesCompared | null {
  const all = runs.flatMap(({ name, images: [image] }) => image ? [{ name, image }] : []);
  if (all.length < 2) return null;
  const shown = all.slice(0, MOST_COMPARED);
  const bin = commonBin(shown.map(({ image }) => image));
  const sets: NamedImage[][] = [];
  const notes: string[] = [];
  for (const { name, image } of shown) {
    const reconstruction = binnedReconstruction(image.reconstruction, bin / image.bin);
    const next = { name, scan: image.scan, reconstruction };
    const reasons = sets.map(([first]) => first ? apartText(next, first) : null);
    const place = reasons.indexOf(null);
    sets[place]?.push(next);
    if (place >= 0) continue;
    sets.push([next]);
    if (reasons[0]) notes.push(reasons[0]);
  }
  if (all.length > shown.length) notes.push(`${all.length - shown.length} more have images, which are not shown here.`);
  return { figures: sets.map(reconstructionsFigure), notes };
}

// --- internal ---

interface NamedImage extends Pick<ReportedImage, "scan"> {
  readonly name: string;
  readonly reconstruction: Reconstruction;
}

/** Images that share less have too little in common to be laid on each other. */
const LEAST_SHARED = 0.25;

/** Why two images are not laid on each other; null where they are. */
function apartText(image: NamedImage, first: NamedImage): string | null {
  const unknown = [first, image].filter(({ scan }) => scan === null).map(({ name }) => name);
  if (unknown.length > 0) {
    return `${image.name} is not compared with ${first.name}: no record says which scan the image of ` +
      `${unknown.join(" and that of ")} shows; run infer again to have one.`;
  }
  if (image.scan?.digest !== first.scan?.digest) {
    return `${image.name} is not compared with ${first.name}: its image is of another scan, ` +
      `${image.scan?.path} instead of ${first.scan?.path}.`;
  }
  const shared = sharedField(image.reconstruction, first.reconstruction);
  if (shared >= LEAST_SHARED) return null;
  return `${image.name} is not compared with ${first.name}: only ${
    numberText(100 * shared, 2)
  } % of the smaller image ` +
    `lies within the other.`;
}

/** Longest side of a compared image in pixels: to lay images on each other takes its square, and more. */
const SIDE = 512;

/** Pixels of the files to a side of one that is compared: one size for all, or they could not be laid on each other. */
function commonBin(images: readonly ReportedImage[]): number {
  const longest = Math.max(...images.map(({ size }) => Math.max(size.height, size.width)));
  let bin = Math.max(1, Math.ceil(longest / SIDE));
  while (images.some((image) => bin % image.bin !== 0)) bin++;
  return bin;
}

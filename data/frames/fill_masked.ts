/**
 * What a network is shown of a masked pixel: a value that comes of the valid ones around it, so that neither a mark nor an
 * edge that nobody measured stands out. Nothing but networks looks at these pixels.
 *
 * @module
 */
import { frameMask, type Masks } from "./masks.ts";

/** Puts values into the masked pixels of images of one size. */
export class MaskFiller {
  readonly #size: number;
  #mask: Uint8Array | null = null;
  #plan: readonly Filling[] = [];

  /** @param patchSize Side N of the images. */
  constructor(patchSize: number) {
    this.#size = patchSize;
  }

  /**
   * Gives each masked pixel the mean of its neighbours, of eight, that are valid or were filled before it, from the edges
   * of a gap inwards. Without any valid pixel all become 0.
   *
   * @param image N × N amplitudes, changed in place.
   * @param mask N × N: 0 where a pixel is masked.
   */
  fill(image: Float32Array, mask: Uint8Array): void {
    if (mask !== this.#mask && !this.#mask?.every((valid, p) => valid === mask[p])) {
      this.#plan = planFilling(mask, this.#size);
      this.#mask = mask;
    }
    for (const { pixel, sources } of this.#plan) {
      let sum = 0;
      for (const source of sources) sum += image[source] ?? 0;
      image[pixel] = sources.length > 0 ? sum / sources.length : 0;
    }
  }
}

/**
 * Puts values into the masked pixels of all images, in place.
 *
 * @param images Amplitudes, N × N each.
 * @param masks Masks of these images and others.
 * @param first Number of the first image.
 */
export function fillImages(images: Float32Array, masks: Masks, first = 0): void {
  const { patchSize } = masks;
  const pixels = patchSize * patchSize;
  const filler = new MaskFiller(patchSize);
  for (let at = 0, number = first; at < images.length; at += pixels, number++) {
    const mask = frameMask(masks, number);
    if (mask) filler.fill(images.subarray(at, at + pixels), mask);
  }
}

// --- internal ---

interface Filling {
  readonly pixel: number;
  readonly sources: readonly number[];
}

/** Masked pixels layer by layer, each with the neighbours of the layers before. */
function planFilling(mask: Uint8Array, size: number): Filling[] {
  const known = Uint8Array.from(mask);
  const plan: Filling[] = [];
  let unknown = [...mask.keys()].filter((pixel) => mask[pixel] === 0);
  while (unknown.length > 0) {
    const layer = unknown
      .map((pixel) => ({ pixel, sources: neighbours(pixel, size).filter((source) => known[source]) }))
      .filter(({ sources }) => sources.length > 0);
    if (layer.length === 0) return [...plan, ...unknown.map((pixel) => ({ pixel, sources: [] }))];
    for (const { pixel } of layer) known[pixel] = 1;
    plan.push(...layer);
    unknown = unknown.filter((pixel) => !known[pixel]);
  }
  return plan;
}

function neighbours(pixel: number, size: number): number[] {
  const [row, column] = [Math.floor(pixel / size), pixel % size];
  const found: number[] = [];
  for (let i = Math.max(0, row - 1); i <= Math.min(size - 1, row + 1); i++) {
    for (let j = Math.max(0, column - 1); j <= Math.min(size - 1, column + 1); j++) {
      if (i !== row || j !== column) found.push(i * size + j);
    }
  }
  return found;
}

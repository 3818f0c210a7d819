/**
 * A Siemens star, the object that a resolution is read off: spokes that grow finer towards the centre.
 *
 * @module
 */
import { type ComplexImage, zeroImage } from "../../complex_image.ts";

/** Size of an object. */
export interface StarObjectOptions {
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
}

/**
 * A star of thin metal on a clear film, off the centre, with a ring through its spokes and a small disk beside it: where
 * metal is, the light is 0.7 times as strong and its phase 1 rad behind. It has no symmetry: an image that is turned,
 * mirrored or transposed shows it.
 *
 * @param options Size; the star grows with the longer side.
 * @returns The object.
 */
export function starObject({ height, width }: StarObjectOptions): ComplexImage {
  const object = zeroImage(height, width);
  const side = Math.max(height, width);
  const [left, top] = [(side - width) / 2, (side - height) / 2];
  for (let index = 0; index < height * width; index++) {
    const [column, row] = [index % width + left, Math.floor(index / width) + top];
    const share = metal(column / side, row / side, 1 / side);
    const amplitude = 1 - (1 - METAL.amplitude) * share;
    object.re[index] = amplitude * Math.cos(METAL.phase * share);
    object.im[index] = amplitude * Math.sin(METAL.phase * share);
  }
  return object;
}

// --- internal ---

const METAL = { amplitude: 0.7, phase: -1 } as const;

/** Spokes and the gaps between them. */
const SECTORS = 24;

/** How much of a pixel is metal, by 3 × 3 samples; coordinates from 0 to 1. */
function metal(x: number, y: number, pixel: number): number {
  let hits = 0;
  for (let sample = 0; sample < 9; sample++) {
    if (isMetal(x + pixel * (sample % 3) / 3, y + pixel * Math.floor(sample / 3) / 3)) hits += 1;
  }
  return hits / 9;
}

function isMetal(x: number, y: number): boolean {
  const radius = Math.hypot(x - 0.46, y - 0.52);
  const sector = Math.floor((Math.atan2(y - 0.52, x - 0.46) / Math.PI + 1) * SECTORS / 2);
  const isSpoke = sector % 2 === 0 && radius > 0.07 && radius < 0.6 && Math.abs(radius - 0.22) > 0.012;
  return isSpoke || Math.hypot(x - 0.78, y - 0.22) < 0.04;
}

/**
 * Disks with a soft edge: the support of a probe.
 *
 * @module
 */
import { gaussianFilter } from "./gaussian_filter.ts";
import type { RealImage } from "./real_image.ts";

/** Size of a soft disk, in pixels. */
export interface DiskOptions {
  readonly diameter: number;
  /** Standard deviation of the Gaussian that softens the edge; 0 leaves it hard. */
  readonly sigma: number;
}

/**
 * A disk of ones around pixel [N/2, N/2], smoothed by a Gaussian and scaled to a maximum of 1.
 *
 * @param size Side N of the image.
 * @param options Size of the disk.
 * @returns The disk, N × N.
 */
export function softDisk(size: number, options: DiskOptions): RealImage<Float32Array> {
  const data = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const radius = Math.hypot(row - size / 2, column - size / 2);
      data[row * size + column] = radius <= options.diameter / 2 ? 1 : 0;
    }
  }
  const soft = gaussianFilter({ height: size, width: size, data }, { sigma: options.sigma });
  const greatest = soft.data.reduce((most, value) => Math.max(most, value), 0);
  return { ...soft, data: soft.data.map((value) => value / greatest) };
}

/**
 * A probe as an aperture before the focus makes it.
 *
 * @module
 */
import { type ComplexImage, zeroImage } from "../../complex_image.ts";
import { softDisk } from "../../disk.ts";

/** Size of a disk in pixels. */
export interface DiskProbeOptions {
  readonly diameter: number;
}

/** Phase at the edge of the disk, in radians. */
const DEFOCUS = 6;

/**
 * A defocused disk: amplitude 1 with an edge of one pixel, and a spherical phase 6·(r/R)² rad, which spreads the pattern
 * over the detector as defocus does.
 *
 * @param size Side N in pixels.
 * @param options Its diameter 2R.
 * @returns The probe, N × N, its centre at pixel [N/2, N/2].
 */
export function diskProbe(size: number, { diameter }: DiskProbeOptions): ComplexImage {
  const disk = softDisk(size, { diameter, sigma: 1 });
  const probe = zeroImage(size, size);
  disk.data.forEach((amplitude, i) => {
    const radius = Math.hypot(Math.floor(i / size) - size / 2, i % size - size / 2);
    const phase = DEFOCUS * (radius / (diameter / 2)) ** 2;
    probe.re[i] = amplitude * Math.cos(phase);
    probe.im[i] = amplitude * Math.sin(phase);
  });
  return probe;
}

/**
 * A broad, structured beam: light behind a diffuser, cut by an aperture. Its pattern is spread over the detector, and every
 * part of it differs from every other, which helps with objects of weak contrast.
 *
 * @module
 */
import { CentredFft2 } from "../../arrays/fft.ts";
import { type ComplexImage, zeroImage } from "../../complex_image.ts";
import { softDisk } from "../../disk.ts";
import { Random } from "../../random/random.ts";

/** Size, grain and seed of a speckled probe; lengths in pixels. */
export interface SpeckleProbeOptions {
  /** Diameter of the aperture. */
  readonly diameter: number;
  /** Size of a speckle: full width at half maximum of the autocorrelation of the intensity, without the aperture. */
  readonly grain: number;
  readonly seed: number;
}

/** What the full width of speckles is times the diameter of the disk that their light comes from, in λz (Goodman 2007). */
const WIDTH = 1.029;

/**
 * Fully developed speckle: complex noise of a spectrum that is even within a disk.
 *
 * @param size Side N in pixels.
 * @param options Size, grain and seed.
 * @returns The probe, N × N, its centre at pixel [N/2, N/2].
 */
export function speckleProbe(size: number, { diameter, grain, seed }: SpeckleProbeOptions): ComplexImage {
  const random = new Random(seed, "probe");
  const wave = { re: new Float64Array(size * size), im: new Float64Array(size * size) };
  const radius = WIDTH * size / grain / 2;
  for (let i = 0; i < wave.re.length; i++) {
    const inside = Math.hypot(Math.floor(i / size) - size / 2, i % size - size / 2) <= radius;
    const [re, im] = [random.normal(), random.normal()];
    wave.re[i] = inside ? re : 0;
    wave.im[i] = inside ? im : 0;
  }
  new CentredFft2(size).transform(wave);
  const aperture = softDisk(size, { diameter, sigma: 1 }).data;
  const probe = zeroImage(size, size);
  for (let i = 0; i < aperture.length; i++) {
    probe.re[i] = (aperture[i] ?? 0) * (wave.re[i] ?? 0);
    probe.im[i] = (aperture[i] ?? 0) * (wave.im[i] ?? 0);
  }
  return probe;
}

/**
 * The focus of a lens: the Fourier transform of what its pupil lets through. A zone plate is a lens whose pupil is a ring,
 * as a central stop, with an order-sorting aperture, keeps the undiffracted light away.
 *
 * @module
 */
import { CentredFft2 } from "../../arrays/fft.ts";
import { type ComplexImage, zeroImage } from "../../complex_image.ts";
import { inverseTransform } from "./fresnel.ts";
import { type Aberrations, zernike } from "./zernike.ts";

/** A pupil. */
export interface PupilOptions {
  /** Its radius in pixels of the pattern: of the bright disk or ring that the beam makes on the detector. */
  readonly radius: number;
  /** Diameter of the central stop, as a share of that of the pupil. */
  readonly centralStop: number;
  /** Phases in the pupil. */
  readonly aberrations: Aberrations;
}

/**
 * The wave in the focus.
 *
 * @param size Side N in pixels.
 * @param pupil The pupil; its edge is as smooth as pixels are large.
 * @returns The probe, N × N, its centre at pixel [N/2, N/2].
 */
export function pupilProbe(size: number, pupil: PupilOptions): ComplexImage {
  const wave = { re: new Float64Array(size * size), im: new Float64Array(size * size) };
  const list = Object.entries(pupil.aberrations).map(([noll, radians]) => [Number(noll), radians] as const);
  for (let i = 0; i < wave.re.length; i++) {
    const [column, row] = [i % size - size / 2, Math.floor(i / size) - size / 2];
    const share = passed(column, row, pupil);
    if (share === 0) continue;
    const [x, y] = [column / pupil.radius, row / pupil.radius];
    const phase = list.reduce((sum, [noll, radians]) => sum + radians * zernike(noll, x, y), 0);
    wave.re[i] = share * Math.cos(phase);
    wave.im[i] = share * Math.sin(phase);
  }
  inverseTransform(new CentredFft2(size), wave);
  const probe = zeroImage(size, size);
  probe.re.set(wave.re);
  probe.im.set(wave.im);
  return probe;
}

// --- internal ---

/** Samples a pixel's side. */
const SAMPLES = 5;

/** Share of a pixel that the pupil leaves open. */
function passed(column: number, row: number, { radius, centralStop }: PupilOptions): number {
  let open = 0;
  for (let sample = 0; sample < SAMPLES ** 2; sample++) {
    const x = column + (sample % SAMPLES + 0.5) / SAMPLES - 0.5;
    const y = row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES - 0.5;
    const distance = Math.hypot(x, y);
    if (distance <= radius && distance >= centralStop * radius) open += 1;
  }
  return open / SAMPLES ** 2;
}

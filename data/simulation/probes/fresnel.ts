/**
 * Free space: a probe before and behind its focus.
 *
 * @module
 */
import { CentredFft2, type WaveField } from "../../arrays/fft.ts";
import { type ComplexImage, zeroImage } from "../../complex_image.ts";
import type { Optics } from "./optics.ts";

/**
 * Propagates a probe along the beam by Fresnel's transfer function exp(−iπλz·f²), which keeps its power.
 *
 * @param probe The probe, N × N.
 * @param distance How far, in metres; negative against the beam.
 * @param optics Wavelength and pixel.
 * @returns The probe there; the argument where the distance is 0.
 * @throws {RangeError} If the transfer function is not sampled any more, beyond N·pixel²/λ, where the beam would come in
 * again at the opposite border.
 */
export function propagate(probe: ComplexImage, distance: number, optics: Optics): ComplexImage {
  if (distance === 0) return probe;
  const { wavelength, pixel } = optics;
  const size = probe.height;
  const farthest = farthestFocus(size, optics);
  if (!(Math.abs(distance) <= farthest)) {
    throw new RangeError(
      `Cannot defocus a probe as ${size} pixels of ${lengthOf(pixel)} m show at most ${lengthOf(farthest)} m: ` +
        `current value is ${distance}; defocus less, or take a larger patchSize or pixelSize`,
    );
  }
  const fft = new CentredFft2(size);
  const wave = { re: Float64Array.from(probe.re), im: Float64Array.from(probe.im) };
  fft.transform(wave);
  for (let i = 0; i < wave.re.length; i++) {
    const square = (Math.floor(i / size) - size / 2) ** 2 + (i % size - size / 2) ** 2;
    const phase = -Math.PI * wavelength * distance * square / (size * pixel) ** 2;
    const [a, b, cos, sin] = [wave.re[i] ?? 0, wave.im[i] ?? 0, Math.cos(phase), Math.sin(phase)];
    wave.re[i] = a * cos - b * sin;
    wave.im[i] = a * sin + b * cos;
  }
  inverseTransform(fft, wave);
  const moved = zeroImage(size, size);
  moved.re.set(wave.re);
  moved.im.set(wave.im);
  return moved;
}

/** How far from its focus a probe of so many pixels can be shown, in metres. */
export function farthestFocus(size: number, { wavelength, pixel }: Optics): number {
  return size * pixel ** 2 / wavelength;
}

/** Undoes the transform of a field, in place. */
export function inverseTransform(fft: CentredFft2, wave: WaveField): void {
  // The inverse is the conjugate of the transform of the conjugate.
  for (let i = 0; i < wave.im.length; i++) wave.im[i] = -(wave.im[i] ?? 0);
  fft.transform(wave);
  for (let i = 0; i < wave.im.length; i++) wave.im[i] = -(wave.im[i] ?? 0);
}

// --- internal ---

function lengthOf(metres: number): string {
  return Number(metres.toPrecision(3)).toString();
}

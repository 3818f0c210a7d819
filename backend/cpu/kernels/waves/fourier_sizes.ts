/**
 * The sides of images that the fast Fourier transform takes, and its roots of unity.
 *
 * @module
 */

/** Sides: the roots of unity are among a job's arguments. */
export const FOURIER_SIZES: readonly number[] = [8, 16, 32, 64, 128, 256, 512, 1024, 2048];

/** exp(−2πi k / size), k from 0 to below 3/4 of size, real and imaginary parts in turn. */
export function fourierRoots(size: number): number[] {
  return Array.from({ length: 3 * size / 4 }, (_, k) => {
    const angle = 2 * Math.PI * k / size;
    return [Math.cos(angle), -Math.sin(angle)];
  }).flat();
}

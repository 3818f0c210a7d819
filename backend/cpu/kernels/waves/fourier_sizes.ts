/**
 * The sides of images that the fast Fourier transform takes, and its roots of unity.
 *
 * @module
 */

/** Greatest side: the roots of unity are among a job's arguments. */
const GREATEST = 2048;

/** Whether a side has a fast transform: even, from 8 to 2048, without other factors than 2, 3 and 5. */
export function isFourierSize(size: number): boolean {
  if (size % 2 !== 0 || size < 8 || size > GREATEST) return false;
  let left = size;
  for (const factor of [2, 3, 5]) {
    while (left % factor === 0) left /= factor;
  }
  return left === 1;
}

/** exp(−2πi k / size), k from 0 to below 3/4 of size, or 4/5 where 5 is a factor; real and imaginary parts in turn. */
export function fourierRoots(size: number): number[] {
  const length = size % 5 === 0 ? 4 * size / 5 : Math.ceil(3 * size / 4);
  return Array.from({ length }, (_, k) => {
    const angle = 2 * Math.PI * k / size;
    return [Math.cos(angle), -Math.sin(angle)];
  }).flat();
}

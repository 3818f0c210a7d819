/**
 * Zernike's polynomials, by which the aberrations of a lens are told: Noll's numbers and norm (Noll 1976,
 * doi:10.1364/JOSA.66.000207), the mean of the square over the disk is 1, so that a coefficient is a root mean square.
 *
 * @module
 */

/** Noll's number of an aberration, and its coefficient in radians. */
export type Aberrations = Readonly<Record<number, number>>;

/** The highest of Noll's numbers that is used: all of the radial orders up to 7. */
export const MOST_NOLL = 36;

/**
 * A polynomial at a point.
 *
 * @param noll Noll's number, from 1: 1 is the constant, 2 and 3 tilt, 4 defocus, 5 and 6 astigmatism, 7 and 8 coma, 11
 * spherical aberration.
 * @param x Column of the point, in radii of the disk.
 * @param y Row of the point.
 */
export function zernike(noll: number, x: number, y: number): number {
  const [n, m] = orders(noll);
  const [radius, angle] = [Math.hypot(x, y), Math.atan2(y, x)];
  const size = Math.sqrt(n + 1) * radial(n, Math.abs(m), radius);
  if (m === 0) return size;
  return Math.SQRT2 * size * (m > 0 ? Math.cos(m * angle) : Math.sin(-m * angle));
}

/** Radial and azimuthal order of a polynomial; the azimuthal one is negative for sines. */
export function orders(noll: number): readonly [n: number, m: number] {
  const n = Math.floor((Math.sqrt(8 * noll - 7) - 1) / 2);
  const place = noll - n * (n + 1) / 2; // from 1 among those of this radial order, by growing |m|
  const m = n % 2 === 0 ? 2 * Math.floor(place / 2) : 2 * Math.floor((place - 1) / 2) + 1;
  // Cosines have even numbers.
  return [n, m === 0 || noll % 2 === 0 ? m : -m];
}

// --- internal ---

function radial(n: number, m: number, radius: number): number {
  let sum = 0;
  for (let k = 0; k <= (n - m) / 2; k++) {
    const ways = factorial(n - k) / (factorial(k) * factorial((n + m) / 2 - k) * factorial((n - m) / 2 - k));
    sum += (k % 2 === 0 ? ways : -ways) * radius ** (n - 2 * k);
  }
  return sum;
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

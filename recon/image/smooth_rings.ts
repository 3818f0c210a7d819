/**
 * Fourier ring correlation without the noise of single rings.
 *
 * @module
 */

/**
 * The mean of each ring and its neighbours, as many on either side: up to three, as far as they lie within half of the ring's
 * radius and the curve reaches. So the first two rings stay as they are, and a curve that falls evenly does not move.
 *
 * A correlation that two noisy images have is off by more than it falls from ring to ring, and a ring that the object has
 * little of falls out for itself. Where the smoothed curve crosses a threshold is where the correlation does so for good. The
 * literature smooths curves before a threshold is sought (Nieuwenhuizen et al. 2013, doi:10.1038/nmeth.2448).
 *
 * @param curve Correlation of the rings 0, 1, 2 …
 * @returns As many.
 */
export function smoothRings(curve: readonly number[]): number[] {
  return curve.map((_, ring) => {
    const reach = Math.min(NEIGHBOURS, Math.floor(ring / 2), curve.length - 1 - ring);
    const near = curve.slice(ring - reach, ring + reach + 1);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
}

// --- internal ---

/** Rings on either side, at most. */
const NEIGHBOURS = 3;

/**
 * What a mask may hold: programs of the field disagree on whether 1 is good or bad, and some keep bits.
 *
 * @module
 */

/**
 * Refuses other values than 0 and 1.
 *
 * @param values Values of a mask, or some of them.
 * @param place Beginning of the message: `Cannot use scan x.npz as`.
 * @param start Position of the first.
 * @throws {RangeError} If there is another; it names the first.
 */
export function requireMaskValues(values: ArrayLike<number>, place: string, start = 0): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (value === 0 || value === 1) continue;
    throw new RangeError(
      `${place} its mask must hold 1 for valid pixels and 0 for others: the value at ${start + i} is ${value}; of a ` +
        "mask of bits in which 0 is good take mask == 0",
    );
  }
}

/**
 * Refuses a mask that leaves no pixel.
 *
 * @param valid Its valid pixels.
 * @param pixels All its pixels.
 * @param place Beginning of the message.
 * @throws {RangeError} If no pixel is valid.
 */
export function requireValidPixels(valid: number, pixels: number, place: string): void {
  if (valid > 0) return;
  throw new RangeError(
    `${place} its mask leaves no pixel: all its ${pixels} values are 0, and 1 is valid; if 0 is good in it, take ` +
      "mask == 0",
  );
}

/** A sentence on a mask that leaves less than half of the pixels, as one does that was made the other way round. */
export function maskWarnings(valid: number, pixels: number): string[] {
  if (2 * valid >= pixels) return [];
  const percent = Number((100 * valid / pixels).toPrecision(2));
  return [`mask leaves ${percent} % of the pixels, as 1 is read as valid: if it marks the bad ones, write 1 - mask`];
}

/**
 * Amplitudes too small or too large for single precision, in which everything is computed.
 *
 * @module
 */

/** Least greatest amplitude that can be used: its square is near the least number of single precision. */
const LEAST_USABLE = 1e-18;
/** Greatest amplitude that can be used: sums of squares over a batch stay finite. */
const GREATEST_USABLE = 1e16;
/** Below it the loss, which is divided by the mean amplitude plus 1e-8, is no longer what it says. */
const FAINT = 1e-6;

/**
 * Refuses amplitudes with which single precision cannot compute.
 *
 * @param greatest The greatest amplitude; above 0.
 * @param place Beginning of the message: `Cannot use scan x.npz as`.
 * @throws {RangeError} If it is below 1e-18 or above 1e16.
 */
export function requireComputable(greatest: number, place: string): void {
  if (greatest >= LEAST_USABLE && greatest <= GREATEST_USABLE) return;
  const kind = greatest < LEAST_USABLE ? "small" : "large";
  throw new RangeError(
    `${place} its amplitudes are too ${kind} for single precision: the greatest is ${
      Number(greatest.toPrecision(3))
    }; multiply the patterns by a constant`,
  );
}

/** A sentence on amplitudes from which little can be learned. */
export function faintWarnings(key: string, greatest: number): string[] {
  if (greatest >= FAINT) return [];
  return [
    `${key} holds amplitudes of at most ${
      Number(greatest.toPrecision(3))
    }, far below a photon, from which nothing can be learned: multiply the patterns by a constant`,
  ];
}

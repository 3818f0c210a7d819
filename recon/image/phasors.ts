/**
 * Unit phasors along an axis: a phase ramp over an image is the product of one for its column and one for its row, so
 * that a pixel costs no sine of its own.
 *
 * @module
 */

/** exp(i·phase) for some equally spaced phases. */
export interface Phasors {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/**
 * exp(i·(offset + step·k)) for k = 0 … count − 1.
 *
 * @param step Radians from one to the next.
 * @param count How many.
 * @param offset Radians of the first.
 */
export function phasors(step: number, count: number, offset = 0): Phasors {
  const [cos, sin] = [new Float64Array(count), new Float64Array(count)];
  for (let k = 0; k < count; k++) {
    cos[k] = Math.cos(offset + step * k);
    sin[k] = Math.sin(offset + step * k);
  }
  return { cos, sin };
}
